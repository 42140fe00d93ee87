"""What waits to be graded, a grade as its reader may see it, and what may be appealed against."""

from registry.governance.queries.grading.appeals import Appealable, appealable
from registry.governance.queries.grading.page import Candidate, GradePage, Round, Score, candidates, grade_page, graded
from registry.governance.queries.grading.queue import SHOWS, Waiting, gradable, queue, waiting_with, with_reviewer
from registry.governance.queries.grading.subject import APPEAL, Subject, subject

__all__ = [
    "APPEAL",
    "SHOWS",
    "Appealable",
    "Candidate",
    "GradePage",
    "Round",
    "Score",
    "Subject",
    "Waiting",
    "appealable",
    "candidates",
    "gradable",
    "grade_page",
    "graded",
    "queue",
    "subject",
    "waiting_with",
    "with_reviewer",
]
