"""Reviews of grades: the queue, a grade and how it came about, scoring, reconciling, asking and appealing."""

from registry.governance.views.grading import asking, reading, scoring, taking

__all__ = ["asking", "reading", "scoring", "taking"]
