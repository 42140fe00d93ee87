"""Adding the groups of related words that the register is supplied with."""

from registry.search.services.synonyms import add_supplied
from registry.seeding.services.rows import Changes


def add_synonyms(_file: str) -> Changes:
    """Add them all to a copy that has none; where there are any, they belong to the registrar and are left alone."""
    changes = Changes()
    changes.added = add_supplied()
    return changes
