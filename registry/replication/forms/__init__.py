"""The forms of adoptions and enquiries."""

from registry.replication.forms.moves import MoveForm, move_form, send
from registry.replication.forms.others import AnswerForm, AskForm, DisputeForm, ReleaseForm, read_at, ticked
from registry.replication.forms.terms import TermsForm, terms_form

__all__ = [
    "AnswerForm",
    "AskForm",
    "DisputeForm",
    "MoveForm",
    "ReleaseForm",
    "TermsForm",
    "move_form",
    "read_at",
    "send",
    "terms_form",
    "ticked",
]
