"""The forms of the standards slice."""

from registry.standards.forms.assessing import AssessForm
from registry.standards.forms.versions import RevisionForm, VersionForm

__all__ = ["AssessForm", "RevisionForm", "VersionForm"]
