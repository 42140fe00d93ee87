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
class AdoptionSettled(Event):
    """The registrar settled a dispute: what the source reports stands, was corrected or was withdrawn."""

    kind: ClassVar[str] = "adoption-settled"
    tool_id: int
    organisation_id: int
    adoption_id: int
    stage_event_id: int
    outcome: str


@dataclass(frozen=True, kw_only=True)
class AdoptionQueried(Event):
    """The tool's owner or the registrar asked an adopter whether what is held of it is so."""

    kind: ClassVar[str] = "adoption-queried"
    tool_id: int
    organisation_id: int
    asker_id: int
    enquiry_id: int
    adoption_id: int


@dataclass(frozen=True, kw_only=True)
class BarrierEvent(Event):
    """Something happened to a barrier that an organisation met with a tool while it went along."""

    tool_id: int
    organisation_id: int
    barrier_met_id: int
    barrier: str


@dataclass(frozen=True, kw_only=True)
class BarrierOpened(BarrierEvent):
    """An organisation met it."""

    kind: ClassVar[str] = "barrier-opened"


@dataclass(frozen=True, kw_only=True)
class BarrierAssigned(BarrierEvent):
    """Somebody now sees to it."""

    kind: ClassVar[str] = "barrier-assigned"
    owner_id: int | None


@dataclass(frozen=True, kw_only=True)
class BarrierResolved(BarrierEvent):
    """It was got past."""

    kind: ClassVar[str] = "barrier-resolved"


@dataclass(frozen=True, kw_only=True)
class SafetyEvent(Event):
    """Something happened to a safety notice on a tool."""

    tool_id: int
    organisation_id: int
    notice_id: int


@dataclass(frozen=True, kw_only=True)
class SafetyNoticeIssued(SafetyEvent):
    """Every adopter is to be told; `organisation_id` is in whose name."""

    kind: ClassVar[str] = "safety-notice-issued"


@dataclass(frozen=True, kw_only=True)
class SafetyNoticeAcknowledged(SafetyEvent):
    """The lead of an adopter, which `organisation_id` names, has taken note."""

    kind: ClassVar[str] = "safety-notice-acknowledged"


@dataclass(frozen=True, kw_only=True)
class SafetyNoticeLifted(SafetyEvent):
    """It holds no longer."""

    kind: ClassVar[str] = "safety-notice-lifted"


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


@dataclass(frozen=True, kw_only=True)
class GateTakenUp(Event):
    """A force took a gate up, or changed what it made of it."""

    kind: ClassVar[str] = "gate-taken-up"
    organisation_id: int
    force_gate_id: int
    gate: str


@dataclass(frozen=True, kw_only=True)
class GatePaperAdded(Event):
    """A document was put to a gate of an adoption."""

    kind: ClassVar[str] = "gate-paper-added"
    tool_id: int
    organisation_id: int
    adoption_id: int
    gate: str
    gate_paper_id: int


@dataclass(frozen=True, kw_only=True)
class GateDecided(Event):
    """A decision at a gate of an adoption was recorded."""

    kind: ClassVar[str] = "gate-decided"
    tool_id: int
    organisation_id: int
    adoption_id: int
    gate: str
    outcome: str
    gate_decision_id: int
