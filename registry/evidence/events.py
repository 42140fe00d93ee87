"""What happens to evidence. `organisation_id` is the site that was measured, where it is one."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class EvidenceAdded(Event):
    """A study or observation was added to a tool."""

    kind: ClassVar[str] = "evidence-added"
    tool_id: int
    organisation_id: int | None
    evidence_id: int


@dataclass(frozen=True, kw_only=True)
class ClaimAdded(Event):
    """One more outcome was added to an evidence item."""

    kind: ClassVar[str] = "claim-added"
    tool_id: int
    organisation_id: int | None
    evidence_id: int
    claim_id: int


@dataclass(frozen=True, kw_only=True)
class ClaimConfirmed(Event):
    """Those who stated an outcome said that it still stands."""

    kind: ClassVar[str] = "claim-confirmed"
    tool_id: int
    organisation_id: int | None
    evidence_id: int
    claim_id: int


@dataclass(frozen=True, kw_only=True)
class EvidenceWithdrawn(Event):
    """Those who added an evidence item took it back."""

    kind: ClassVar[str] = "evidence-withdrawn"
    tool_id: int
    organisation_id: int | None
    evidence_id: int


@dataclass(frozen=True, kw_only=True)
class EvidenceCorrected(Event):
    """A study takes the place of one that was wrong."""

    kind: ClassVar[str] = "evidence-corrected"
    tool_id: int
    organisation_id: int | None
    evidence_id: int
    corrects_id: int


@dataclass(frozen=True, kw_only=True)
class ClaimCorrected(Event):
    """An outcome takes the place of one that was wrong."""

    kind: ClassVar[str] = "claim-corrected"
    tool_id: int
    organisation_id: int | None
    evidence_id: int
    claim_id: int
    corrects_id: int


@dataclass(frozen=True, kw_only=True)
class ClaimWithdrawn(Event):
    """Those who added an outcome took it back."""

    kind: ClassVar[str] = "claim-withdrawn"
    tool_id: int
    organisation_id: int | None
    evidence_id: int
    claim_id: int


@dataclass(frozen=True, kw_only=True)
class FileAttached(Event):
    """A file was put beneath an evidence item."""

    kind: ClassVar[str] = "file-attached"
    tool_id: int
    organisation_id: int | None
    evidence_id: int
    attachment_id: int


@dataclass(frozen=True, kw_only=True)
class GradeRecorded(Event):
    """A claim has another grade, or its grade another standing."""

    kind: ClassVar[str] = "grade-recorded"
    tool_id: int
    organisation_id: int | None
    claim_id: int
    grade_id: int
    direction: str
    design: str
    standing: str
    basis: str


@dataclass(frozen=True, kw_only=True)
class PlaybookFollowed(Event):
    """The lead of a site said which playbook of the owner's it followed; nothing for none."""

    kind: ClassVar[str] = "playbook-followed"
    tool_id: int
    organisation_id: int | None
    evidence_id: int
    attachment_id: int | None


@dataclass(frozen=True, kw_only=True)
class SeriesAdded(Event):
    """A measure over time was entered with a study."""

    kind: ClassVar[str] = "series-added"
    tool_id: int
    organisation_id: int | None
    evidence_id: int
    series_id: int


@dataclass(frozen=True, kw_only=True)
class SeriesWithdrawn(Event):
    """Those who entered a series took it back."""

    kind: ClassVar[str] = "series-withdrawn"
    tool_id: int
    organisation_id: int | None
    evidence_id: int
    series_id: int
