"""What boards and reviewers do."""

from registry.governance.models.boards import (
    Action,
    AgendaItem,
    Board,
    Case,
    Condition,
    ConditionBinding,
    Decision,
    Meeting,
    Seat,
)
from registry.governance.models.gradings import (
    Grading,
    GradingSeat,
    GradingStep,
)
from registry.governance.models.reviews import (
    Interest,
    Review,
)

__all__ = [
    "Action",
    "AgendaItem",
    "Board",
    "Case",
    "Condition",
    "ConditionBinding",
    "Decision",
    "Grading",
    "GradingSeat",
    "GradingStep",
    "Interest",
    "Meeting",
    "Review",
    "Seat",
]
