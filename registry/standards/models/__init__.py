"""The standards library and the assessments made against it."""

from registry.standards.models.assessments import Assessment, AssessmentAnswer, Exemption, SignOff
from registry.standards.models.drafts import AssessmentDraft, DraftCheck
from registry.standards.models.library import Pack, PackMember, Requirement, Standard, StandardVersion

__all__ = [
    "Assessment",
    "AssessmentAnswer",
    "AssessmentDraft",
    "DraftCheck",
    "Exemption",
    "Pack",
    "PackMember",
    "Requirement",
    "SignOff",
    "Standard",
    "StandardVersion",
]
