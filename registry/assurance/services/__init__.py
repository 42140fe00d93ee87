"""Each change of an assessment or an exemption as one action."""

from registry.assurance.services.assessing import Answered, AssessmentDetails, assess
from registry.assurance.services.exempting import ExemptionDetails, approve_exemption, ask_exemption, refuse_exemption
from registry.assurance.services.filing import attach_proof
from registry.assurance.services.signing import SignOffDetails, sign_assessment

__all__ = [
    "Answered",
    "AssessmentDetails",
    "ExemptionDetails",
    "SignOffDetails",
    "approve_exemption",
    "ask_exemption",
    "assess",
    "attach_proof",
    "refuse_exemption",
    "sign_assessment",
]
