"""Reading standards, and where tools stand with them."""

from registry.standards.queries.library import standard, standards
from registry.standards.queries.standing import (
    StandardState,
    assessable_tool,
    expiring,
    expiring_count,
    history,
    printed,
    readable_tool,
    standards_of,
)

__all__ = [
    "StandardState",
    "assessable_tool",
    "expiring",
    "expiring_count",
    "history",
    "printed",
    "readable_tool",
    "standard",
    "standards",
    "standards_of",
]
