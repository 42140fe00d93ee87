"""The forms of assessments, sign-offs and exemptions."""

from registry.assurance.forms.assessing import AssessForm, assess_form
from registry.assurance.forms.inheriting import InheritanceForm, inheritance_form
from registry.assurance.forms.others import AskForm, DecideForm, SignForm

__all__ = ["AskForm", "AssessForm", "DecideForm", "InheritanceForm", "SignForm", "assess_form", "inheritance_form"]
