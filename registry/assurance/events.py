"""What happens to assessments and exemptions. `organisation_id` answers for the thing: the tool's owner or the adopter."""

from dataclasses import dataclass
from typing import ClassVar

from registry.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AssuranceEvent(Event):
    """Something about where a tool, or one adoption of it, stands with a standard."""

    tool_id: int
    organisation_id: int
    adoption_id: int | None


@dataclass(frozen=True, kw_only=True)
class StandardAssessed(AssuranceEvent):
    """It was stated where it stands; `replaces_id` is the assessment that this one corrects."""

    kind: ClassVar[str] = "standard-assessed"
    assessment_id: int
    version_id: int
    compliance: str
    replaces_id: int | None


@dataclass(frozen=True, kw_only=True)
class AssessmentSigned(AssuranceEvent):
    """An assurer signed an assessment, or sent it back."""

    kind: ClassVar[str] = "assessment-signed"
    assessment_id: int
    signed: bool
    releases_proof: bool


@dataclass(frozen=True, kw_only=True)
class ProofAttached(AssuranceEvent):
    """A file was put beneath an assessment."""

    kind: ClassVar[str] = "proof-attached"
    assessment_id: int
    attachment_id: int


@dataclass(frozen=True, kw_only=True)
class ExemptionEvent(AssuranceEvent):
    """Something about an exemption from one requirement."""

    exemption_id: int
    requirement_id: int


@dataclass(frozen=True, kw_only=True)
class ExemptionAsked(ExemptionEvent):
    """An exemption was asked for."""

    kind: ClassVar[str] = "exemption-asked"


@dataclass(frozen=True, kw_only=True)
class ExemptionApproved(ExemptionEvent):
    """An exemption was approved, until its day."""

    kind: ClassVar[str] = "exemption-approved"


@dataclass(frozen=True, kw_only=True)
class ExemptionRefused(ExemptionEvent):
    """An exemption was refused."""

    kind: ClassVar[str] = "exemption-refused"


@dataclass(frozen=True, kw_only=True)
class InheritanceEvent(Event):
    """Something about what a force inherits for an assessment of its own; `organisation_id` is the force."""

    tool_id: int
    organisation_id: int
    draft_id: int


@dataclass(frozen=True, kw_only=True)
class InheritanceTaken(InheritanceEvent):
    """A draft was begun from what the tool's owner says; `source_id` is that assessment."""

    kind: ClassVar[str] = "inheritance-taken"
    standard: str
    source_id: int


@dataclass(frozen=True, kw_only=True)
class InheritanceChecked(InheritanceEvent):
    """Somebody of the force looked at these requirements; at those of `own` something else holds."""

    kind: ClassVar[str] = "inheritance-checked"
    requirements: list[str]
    own: list[str]
