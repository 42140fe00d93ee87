"""The forms of a study, of one outcome, and of a file."""

from registry.evidence.forms.designs import DesignFields
from registry.evidence.forms.studies import ClaimFields, ClaimForm, EvidenceForm, FileForm, PlainForm

__all__ = ["ClaimFields", "ClaimForm", "DesignFields", "EvidenceForm", "FileForm", "PlainForm"]
