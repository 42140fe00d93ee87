"""One standard that a force shows for its own use, requirement by requirement: what the owner says, and what the force found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from registry.core import clock
from registry.rules.assessing import state_on
from registry.rules.words import Compliance
from registry.standards.models import Assessment, AssessmentAnswer, AssessmentDraft, DraftCheck, Requirement, Standard


@dataclass(frozen=True)
class Line:
    """A requirement of the version in use: what the owner says of it, and what the force found."""

    requirement: Requirement
    said: AssessmentAnswer | None  # by the owner, where it was asked in the same words
    words: str  # the owner's, where the reader may read them
    check: DraftCheck | None

    @property
    def inherited(self) -> AssessmentAnswer | None:
        """What is taken over, to be checked. An exemption is the owner's alone."""
        return None if self.said is None or self.said.compliance is Compliance.EXEMPT else self.said

    @property
    def to_check(self) -> bool:
        """Whether it is inherited and nobody of the force has looked at it."""
        return self.inherited is not None and self.check is None

    @property
    def stands(self) -> Compliance | None:
        """Where the force stands, or would if what is inherited holds."""
        found = self.check or self.inherited
        return found.compliance if found else None

    @property
    def note(self) -> str:
        """What the force says of it, or inherits."""
        return (self.check.note or "") if self.check else self.words if self.inherited else ""

    @property
    def moved_on(self) -> bool:
        """Whether the owner says something else since the force looked at it."""
        seen = self.check.inherited if self.check else None
        if self.said is None or seen is None or self.said.id == seen.id:
            return False
        return (self.said.compliance, self.said.proof) != (seen.compliance, seen.proof)


@dataclass(frozen=True)
class Local:
    """One standard that each force shows for its own use: where it can be taken over from, and how far that went."""

    standard: Standard
    source: Assessment | None  # the owner's, which the force may read
    draft: AssessmentDraft | None  # open, or the one that became what is stated
    stated: Assessment | None  # the force's own assessment
    lines: Sequence[Line]
    at: datetime | None  # as it was at this moment; nothing for now

    @property
    def said(self) -> str | None:
        """Where the owner stands today, "expired" or "lapsed" for what has run out."""
        found = self.source
        return state_on(found.compliance, found.expires_on, found.exempt_until, clock.today()) if found else None

    @property
    def open(self) -> bool:
        """Whether there is a draft that was not stated yet."""
        return self.draft is not None and not happened(self.draft.ended_at, self.at)

    @property
    def to_check(self) -> list[Line]:
        """What is inherited and nobody of the force has looked at."""
        return [line for line in self.lines if line.to_check] if self.open else []

    @property
    def newest(self) -> int:
        """The newest check of the draft, by which a page knows whether a colleague was there."""
        return max((row.id for row in self.draft.checks), default=0) if self.draft else 0

    @property
    def may_take(self) -> bool:
        """Whether a draft can be begun."""
        return self.source is not None and self.stated is None and not self.open

    @property
    def since(self) -> datetime | None:
        """When the owner stated it anew, after the force took it over."""
        if self.source is None or self.draft is None or self.source.recorded_at <= self.draft.begun_at:
            return None
        return self.source.recorded_at

    @property
    def signed(self) -> bool:
        """Whether an assurer of the force signed what is stated."""
        found = self.stated.signoff if self.stated else None
        return found is not None and found.signed and (self.at is None or found.recorded_at <= self.at)


def happened(moment: datetime | None, at: datetime | None) -> bool:
    """Whether it had happened by then, or by now."""
    return moment is not None and (at is None or moment <= at)
