"""The forms of assessments, sign-offs and exemptions."""

from registry.assurance.forms.assessing import AssessForm, assess_form
from registry.assurance.forms.others import AskForm, DecideForm, SignForm

__all__ = ["AskForm", "AssessForm", "DecideForm", "SignForm", "assess_form"]
