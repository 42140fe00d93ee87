"""Each change of an assessment or an exemption as one action."""

from registry.assurance.services.assessing import assess
from registry.assurance.services.details import Answered, AssessmentDetails
from registry.assurance.services.exempting import ExemptionDetails, approve_exemption, ask_exemption, refuse_exemption
from registry.assurance.services.filing import attach_proof
from registry.assurance.services.inheriting import Found, check_inheritance, take_all, take_inheritance
from registry.assurance.services.signing import SignOffDetails, sign_assessment

__all__ = [
    "Answered",
    "AssessmentDetails",
    "ExemptionDetails",
    "Found",
    "SignOffDetails",
    "approve_exemption",
    "ask_exemption",
    "assess",
    "attach_proof",
    "check_inheritance",
    "refuse_exemption",
    "sign_assessment",
    "take_all",
    "take_inheritance",
]
