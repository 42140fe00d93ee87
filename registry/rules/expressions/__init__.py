"""The small language in which pre-checks are written: read, checked, written out and held against a record."""

from registry.rules.expressions.evaluate import holds
from registry.rules.expressions.parser import parse
from registry.rules.expressions.printing import printed
from registry.rules.expressions.tree import Test, named
from registry.rules.expressions.words import DEEPEST, LONGEST, RESERVED, Field, Sort, Unreadable

__all__ = [
    "DEEPEST",
    "LONGEST",
    "RESERVED",
    "Field",
    "Sort",
    "Test",
    "Unreadable",
    "holds",
    "named",
    "parse",
    "printed",
]
