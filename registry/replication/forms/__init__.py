"""The forms of adoptions and enquiries."""

from registry.replication.forms.moves import MoveForm, move_form, send
from registry.replication.forms.others import AnswerForm, AskForm, DisputeForm, ReleaseForm, read_at, ticked

__all__ = [
    "AnswerForm",
    "AskForm",
    "DisputeForm",
    "MoveForm",
    "ReleaseForm",
    "move_form",
    "read_at",
    "send",
    "ticked",
]
