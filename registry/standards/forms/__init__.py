"""The forms of the standards slice."""

from registry.standards.forms.versions import RevisionForm, VersionForm

__all__ = ["RevisionForm", "VersionForm"]
