"""Adding evidence, outcomes and files, correcting what was wrong, and taking back what was added by mistake."""

from registry.evidence.services.adding import add_claim, add_evidence, attach_file
from registry.evidence.services.correcting import correct_claim, correct_evidence, withdraw_claim, withdraw_evidence
from registry.evidence.services.details import ClaimDetails, EvidenceDetails
from registry.evidence.services.playbooks import follow_playbook

__all__ = [
    "ClaimDetails",
    "EvidenceDetails",
    "add_claim",
    "add_evidence",
    "attach_file",
    "correct_claim",
    "correct_evidence",
    "follow_playbook",
    "withdraw_claim",
    "withdraw_evidence",
]
