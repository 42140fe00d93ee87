"""Reviewing grades: each function is one action, authorised and written to the audit trail."""

from registry.governance.services.grading.asking import appeal, ask, withdraw
from registry.governance.services.grading.keeping import ScoreDetails
from registry.governance.services.grading.reconciling import decide, propose, reconcile, refer
from registry.governance.services.grading.scoring import score
from registry.governance.services.grading.taking import assign, give_back, take

__all__ = [
    "ScoreDetails",
    "appeal",
    "ask",
    "assign",
    "decide",
    "give_back",
    "propose",
    "reconcile",
    "refer",
    "score",
    "take",
    "withdraw",
]
