"""Submitting a record; the review queue; reading a record, commenting on it and settling its review."""

from registry.governance.views.review import assigning, comments, interests, queue, reading, submission

__all__ = ["assigning", "comments", "interests", "queue", "reading", "submission"]
