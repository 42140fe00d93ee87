"""Adding evidence, outcomes and files, and taking back what was added by mistake."""

from registry.evidence.services.adding import (
    add_claim,
    add_evidence,
    attach_file,
    withdraw_evidence,
)
from registry.evidence.services.details import ClaimDetails, EvidenceDetails

__all__ = ["ClaimDetails", "EvidenceDetails", "add_claim", "add_evidence", "attach_file", "withdraw_evidence"]
