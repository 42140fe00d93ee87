"""What happened in reviews of grades: identifiers and codes only, and never what a reviewer scored."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class GradingEvent(Event):
    """Something happened in a review of a grade. What a reviewer scored is never part of it."""

    tool_id: int
    organisation_id: int
    claim_id: int
    grading_id: int


@dataclass(frozen=True, kw_only=True)
class GradingAsked(GradingEvent):
    """The owner or a board asked for two reviewers."""

    kind: ClassVar[str] = "grading-asked"


@dataclass(frozen=True, kw_only=True)
class GradingTaken(GradingEvent):
    """A reviewer took a place, or was given one."""

    kind: ClassVar[str] = "grading-taken"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class GradingGivenBack(GradingEvent):
    """A place is free again."""

    kind: ClassVar[str] = "grading-given-back"
    person_id: int


@dataclass(frozen=True, kw_only=True)
class GradingScored(GradingEvent):
    """A reviewer handed in a score."""

    kind: ClassVar[str] = "grading-scored"


@dataclass(frozen=True, kw_only=True)
class GradingDiffered(GradingEvent):
    """Both scores are in and differ: the grade is under review until they are reconciled."""

    kind: ClassVar[str] = "grading-differed"


@dataclass(frozen=True, kw_only=True)
class GradingProposed(GradingEvent):
    """One of two reviewers who differ proposed what to settle on."""

    kind: ClassVar[str] = "grading-proposed"


@dataclass(frozen=True, kw_only=True)
class GradingReferred(GradingEvent):
    """Two scores that differ were put to a third reviewer."""

    kind: ClassVar[str] = "grading-referred"


@dataclass(frozen=True, kw_only=True)
class GradingSettled(GradingEvent):
    """A review of a grade ended with a grade, which may be appealed against for 60 days."""

    kind: ClassVar[str] = "grading-settled"
    grade_id: int
    verb: str


@dataclass(frozen=True, kw_only=True)
class GradingAppealed(GradingEvent):
    """The owner's lead or the site's lead appealed against a settled grade."""

    kind: ClassVar[str] = "grading-appealed"
    against_id: int


@dataclass(frozen=True, kw_only=True)
class GradingWithdrawn(GradingEvent):
    """A review of a grade ended without one."""

    kind: ClassVar[str] = "grading-withdrawn"
