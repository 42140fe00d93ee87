"""The standards library and the assessments made against it."""

from registry.standards.models.assessments import Assessment, AssessmentAnswer, Exemption, SignOff
from registry.standards.models.library import Pack, PackMember, Requirement, Standard, StandardVersion

__all__ = [
    "Assessment",
    "AssessmentAnswer",
    "Exemption",
    "Pack",
    "PackMember",
    "Requirement",
    "SignOff",
    "Standard",
    "StandardVersion",
]
