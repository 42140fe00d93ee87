"""The forms of a study, of one outcome, of a correction, and of a file."""

from registry.evidence.forms.designs import DesignFields
from registry.evidence.forms.outcomes import ClaimFields, ClaimForm, CorrectClaimForm
from registry.evidence.forms.playbooks import PlaybookForm
from registry.evidence.forms.studies import CorrectEvidenceForm, EvidenceForm, FileForm, PlainForm

__all__ = [
    "ClaimFields",
    "ClaimForm",
    "CorrectClaimForm",
    "CorrectEvidenceForm",
    "DesignFields",
    "EvidenceForm",
    "FileForm",
    "PlainForm",
    "PlaybookForm",
]
