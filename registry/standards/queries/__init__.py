"""Reading standards, and where tools and adoptions stand with them."""

from registry.standards.queries.library import standard, standards
from registry.standards.queries.standing import (
    StandardState,
    library_in_order,
    may_read_proof,
    readable_tool,
    standards_of,
)

__all__ = [
    "StandardState",
    "library_in_order",
    "may_read_proof",
    "readable_tool",
    "standard",
    "standards",
    "standards_of",
]
