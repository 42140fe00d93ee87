"""What waits for review, who has it, and a record as its reviewer reads it."""

from registry.governance.queries.review.people import Assigning, Declared, Load, assigning, declared, interest, workload
from registry.governance.queries.review.queue import SHOWS, Waiting, overdue_with, queue, with_reviewer
from registry.governance.queries.review.reading import (
    Commented,
    Review,
    commented,
    may_comment,
    question_label,
    review,
    reviewed_tool,
)
from registry.governance.queries.review.scope import UNDER_REVIEW, open_to
from registry.governance.queries.review.submission import Submission, submission, unaddressed

__all__ = [
    "SHOWS",
    "UNDER_REVIEW",
    "Assigning",
    "Commented",
    "Declared",
    "Load",
    "Review",
    "Submission",
    "Waiting",
    "assigning",
    "commented",
    "declared",
    "interest",
    "may_comment",
    "open_to",
    "overdue_with",
    "question_label",
    "queue",
    "review",
    "reviewed_tool",
    "submission",
    "unaddressed",
    "with_reviewer",
    "workload",
]
