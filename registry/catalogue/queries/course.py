"""The course of a record: what happened to it, in which round of its review, and whom it waits for now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from registry.catalogue.models import ReviewStep, Tool
from registry.core import clock
from registry.rules.lifecycles import ToolState

SETTLED = ("publish", "not-accept", "withdraw")
HOLDS, FREES = ("take", "assign", "request-changes"), ("give-back", "return")
DUE = ("submit", *HOLDS)


@dataclass(frozen=True)
class Entry:
    """One step and its round; 0 outside a review."""

    step: ReviewStep
    round: int


@dataclass(frozen=True)
class Waiting:
    """Whom the record waits for: `reviewer` or `owner`; since when, by when, and whether a reviewer has taken it."""

    on: str
    since: datetime
    due_on: date | None
    taken: bool

    @property
    def days(self) -> int:
        """How many whole days it has waited."""
        return (clock.now() - self.since).days

    @property
    def late(self) -> bool:
        """Whether the day is past."""
        return self.due_on is not None and self.due_on < clock.today()


@dataclass(frozen=True)
class Course:
    """All of it, newest first."""

    entries: tuple[Entry, ...]
    waiting: Waiting | None
    round: int


def course(tool: Tool, history: Sequence[ReviewStep]) -> Course:
    """The course of a record from its steps, which come newest first; no statement."""
    entries: list[Entry] = []
    number = 0
    running = False
    for step in reversed(history):
        if step.verb == "submit":
            number = number + 1 if running else 1
            running = True
        entries.append(Entry(step, number if running else 0))
        running = running and step.verb not in SETTLED
    return Course(tuple(reversed(entries)), _waiting(tool, history), number if running else 0)


def _waiting(tool: Tool, history: Sequence[ReviewStep]) -> Waiting | None:
    on, verb = {
        ToolState.IN_REVIEW: ("reviewer", "submit"),
        ToolState.CHANGES_REQUESTED: ("owner", "request-changes"),
    }.get(tool.state, ("", ""))
    begun = next((step for step in history if step.verb == verb), None)
    if begun is None:
        return None
    due = next((step.due_on for step in history if step.id >= begun.id and step.verb in DUE and step.due_on), None)
    held = next((step.verb in HOLDS for step in history if step.verb in (*HOLDS, *FREES, *SETTLED)), False)
    return Waiting(on, begun.recorded_at, due, held)
