"""The forms of adoptions and enquiries."""

from registry.replication.forms.barriers import OpenBarrierForm, OwnerForm, ResolveForm, day_of
from registry.replication.forms.moves import MoveForm, move_form, send
from registry.replication.forms.others import (
    AnswerForm,
    AskForm,
    DisputeForm,
    QueryForm,
    ReleaseForm,
    SettleForm,
    read_at,
    ticked,
)
from registry.replication.forms.safety import IssueForm, LiftForm
from registry.replication.forms.terms import TermsForm, terms_form

__all__ = [
    "AnswerForm",
    "AskForm",
    "DisputeForm",
    "IssueForm",
    "LiftForm",
    "MoveForm",
    "OpenBarrierForm",
    "OwnerForm",
    "QueryForm",
    "ReleaseForm",
    "ResolveForm",
    "SettleForm",
    "TermsForm",
    "day_of",
    "move_form",
    "read_at",
    "send",
    "terms_form",
    "ticked",
]
