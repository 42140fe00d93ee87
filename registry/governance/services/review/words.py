"""What is written in a review."""

from registry.core.errors import Invalid
from registry.rules.answers import tidy

LONGEST = 5_000


def required(words: str, field: str) -> str:
    """Text that must be there. Raises Invalid without it, or when it is too long."""
    text = optional(words, field)
    if not text:
        message = f"Write your {field} in up to {LONGEST:,} characters: it is what the owner works from."
        raise Invalid(message, {field: message})
    return text


def optional(words: str | None, field: str) -> str:
    """Text that may be left out. Raises Invalid when it is too long."""
    text = tidy(words)
    if len(text) > LONGEST:
        message = f"Shorten your {field} to {LONGEST:,} characters or fewer."
        raise Invalid(message, {field: message})
    return text
