"""What happened at boards: identifiers and codes only."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class BoardCreated(Event):
    """A board was set up."""

    kind: ClassVar[str] = "board-created"
    board_id: int
    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class SeatTaken(Event):
    """A person took a seat on a board."""

    kind: ClassVar[str] = "seat-taken"
    board_id: int
    person_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class SeatEnded(Event):
    """A person's seat on a board ended."""

    kind: ClassVar[str] = "seat-ended"
    board_id: int
    person_id: int
    role: str


@dataclass(frozen=True, kw_only=True)
class MeetingPlanned(Event):
    """A board planned a meeting."""

    kind: ClassVar[str] = "meeting-planned"
    board_id: int
    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Event):
    """A question about a tool was put to a board."""

    kind: ClassVar[str] = "case-opened"
    board_id: int
    case_id: int
    tool_id: int


@dataclass(frozen=True, kw_only=True)
class CaseAssigned(Event):
    """A case was given to somebody on the board to look into."""

    kind: ClassVar[str] = "case-assigned"
    board_id: int
    case_id: int
    tool_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class CaseScheduled(Event):
    """A case was put on a meeting's agenda, for the first time or again."""

    kind: ClassVar[str] = "case-scheduled"
    board_id: int
    case_id: int
    tool_id: int
    meeting_id: int
    verb: str


@dataclass(frozen=True, kw_only=True)
class CaseDecided(Event):
    """A board decided on a case."""

    kind: ClassVar[str] = "case-decided"
    board_id: int
    case_id: int
    tool_id: int
    decision_id: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Event):
    """A decided case was closed."""

    kind: ClassVar[str] = "case-closed"
    board_id: int
    case_id: int
    tool_id: int


@dataclass(frozen=True, kw_only=True)
class ConditionBound(Event):
    """An adopter's lead accepted another board's condition."""

    kind: ClassVar[str] = "condition-bound"
    board_id: int
    tool_id: int
    condition_id: int
    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class TaskCompleted(Event):
    """A condition or an action was done, with proof."""

    kind: ClassVar[str] = "task-completed"
    board_id: int
    tool_id: int
    task: str  # condition or action
    task_id: int


@dataclass(frozen=True, kw_only=True)
class TaskAccepted(Event):
    """A board accepted that a condition or an action is done."""

    kind: ClassVar[str] = "task-accepted"
    board_id: int
    tool_id: int
    task: str
    task_id: int


@dataclass(frozen=True, kw_only=True)
class TaskReopened(Event):
    """A board opened a condition or an action again."""

    kind: ClassVar[str] = "task-reopened"
    board_id: int
    tool_id: int
    task: str
    task_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewEvent(Event):
    """Something happened in the review of a tool, answered for by this owner."""

    tool_id: int
    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewAssigned(ReviewEvent):
    """A reviewer took a record, or was handed it."""

    kind: ClassVar[str] = "review-assigned"
    review_id: int
    person_id: int


@dataclass(frozen=True, kw_only=True)
class ReviewGivenBack(ReviewEvent):
    """A record went back to the queue: nobody has it."""

    kind: ClassVar[str] = "review-given-back"
    review_id: int


@dataclass(frozen=True, kw_only=True)
class CommentResolved(ReviewEvent):
    """The owner's people dealt with a comment."""

    kind: ClassVar[str] = "comment-resolved"
    step_id: int


@dataclass(frozen=True, kw_only=True)
class CommentReopened(ReviewEvent):
    """A reviewer was not satisfied with how a comment was dealt with."""

    kind: ClassVar[str] = "comment-reopened"
    step_id: int


@dataclass(frozen=True, kw_only=True)
class InterestDeclared(ReviewEvent):
    """A reviewer declared an interest in a record."""

    kind: ClassVar[str] = "interest-declared"
    interest_id: int


@dataclass(frozen=True, kw_only=True)
class InterestEnded(ReviewEvent):
    """An interest that was declared is over."""

    kind: ClassVar[str] = "interest-ended"
    interest_id: int
