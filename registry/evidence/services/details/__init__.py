"""What is said of a study and of one of its outcomes, and whether it may be kept."""

from registry.evidence.services.details.numbers import number, whole
from registry.evidence.services.details.outcome import COUNT, ClaimDetails
from registry.evidence.services.details.study import EvidenceDetails
from registry.evidence.services.details.texts import LIMITS, tidied

__all__ = ["COUNT", "LIMITS", "ClaimDetails", "EvidenceDetails", "number", "tidied", "whole"]
