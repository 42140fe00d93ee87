"""Reviewing records: each function is one action, authorised and written to the audit trail."""

from registry.governance.services.review.assigning import assign, give_back, take
from registry.governance.services.review.commenting import comment, reopen, resolve
from registry.governance.services.review.interests import declare, end_interest
from registry.governance.services.review.settling import not_accept, publish, request_changes
from registry.governance.services.review.submitting import submit

__all__ = [
    "assign",
    "comment",
    "declare",
    "end_interest",
    "give_back",
    "not_accept",
    "publish",
    "reopen",
    "request_changes",
    "resolve",
    "submit",
    "take",
]
