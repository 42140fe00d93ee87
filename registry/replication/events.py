"""What happens to adoptions, holds and enquiries: facts in identifiers and codes."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AdoptionMoved(Event):
    """An adoption was recorded, moved, ended, begun again or corrected: `verb` says which, `stage` where it is now."""

    kind: ClassVar[str] = "adoption-moved"
    tool_id: int
    organisation_id: int
    adoption_id: int
    stage_event_id: int
    verb: str
    stage: str


@dataclass(frozen=True, kw_only=True)
class AdoptionConfirmed(Event):
    """The adopter said that it is still true."""

    kind: ClassVar[str] = "adoption-confirmed"
    tool_id: int
    organisation_id: int
    adoption_id: int
    stage_event_id: int


@dataclass(frozen=True, kw_only=True)
class AdoptionDisputed(Event):
    """The adopter said that what a source reports of it is not so."""

    kind: ClassVar[str] = "adoption-disputed"
    tool_id: int
    organisation_id: int
    adoption_id: int
    stage_event_id: int


@dataclass(frozen=True, kw_only=True)
class StageTermSet(Event):
    """The registrar changed for how many days a confirmation at a stage holds, from then on."""

    kind: ClassVar[str] = "stage-term-set"
    stage: str
    days: int


@dataclass(frozen=True, kw_only=True)
class AdoptionReleased(Event):
    """The adopter changed who may read its adoption."""

    kind: ClassVar[str] = "adoption-released"
    tool_id: int
    organisation_id: int
    adoption_id: int
    stage_event_id: int
    visibility: str


@dataclass(frozen=True, kw_only=True)
class LivePastHold(Event):
    """An adoption reached live or beyond although a binding hold was open; for the board that set it."""

    kind: ClassVar[str] = "live-past-hold"
    tool_id: int
    organisation_id: int
    adoption_id: int
    stage_event_id: int
    hold_id: int


@dataclass(frozen=True, kw_only=True)
class HoldPlaced(Event):
    """Something now stands between a tool and a stage."""

    kind: ClassVar[str] = "hold-placed"
    tool_id: int
    organisation_id: int | None
    hold_id: int
    stage: str
    binding: bool


@dataclass(frozen=True, kw_only=True)
class HoldLifted(Event):
    """It no longer does."""

    kind: ClassVar[str] = "hold-lifted"
    tool_id: int
    organisation_id: int | None
    hold_id: int


@dataclass(frozen=True, kw_only=True)
class EnquirySent(Event):
    """One organisation asked another about a tool; `organisation_id` is the one asked."""

    kind: ClassVar[str] = "enquiry-sent"
    tool_id: int
    organisation_id: int
    asker_id: int
    enquiry_id: int


@dataclass(frozen=True, kw_only=True)
class EnquiryAnswered(Event):
    """The organisation that was asked answered."""

    kind: ClassVar[str] = "enquiry-answered"
    tool_id: int
    organisation_id: int
    asker_id: int
    enquiry_id: int
