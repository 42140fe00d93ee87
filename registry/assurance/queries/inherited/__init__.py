"""What a force inherits for its own assessments of a tool's use, and what it made of that."""

from registry.assurance.queries.inherited.lines import Line, Local
from registry.assurance.queries.inherited.reading import local_of, locals_of

__all__ = ["Line", "Local", "local_of", "locals_of"]
