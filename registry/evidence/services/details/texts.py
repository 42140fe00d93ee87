"""Texts as typed: tidied, and no longer than they may be."""

from dataclasses import fields
from typing import Any

from registry.rules.answers import tidy

PROSE = 5_000
LIMITS = {
    "title": 300,
    "site_words": 200,
    "measured_by_words": 200,
    "design_note": PROSE,
    "sample": 500,
    "period": 200,
    "baseline": PROSE,
    "comparator": 1_000,
    "funder": 200,
    "conflicts": PROSE,
    "mechanism": PROSE,
    "moderators": PROSE,
    "implementation": PROSE,
    "economics": PROSE,
    "source": 500,
    "source_url": 2_000,
    "published_on": 60,
    "outcome": 200,
    "local_measure": 200,
    "result": PROSE,
    "unit": 60,
    "claim_period": 200,
    "basis": 1_000,
    "reason": PROSE,
}


def tidied(kind: type[Any], given: dict[str, Any]) -> Any:
    """Details from what was typed: text tidied, unknown fields left out."""
    known = {field.name for field in fields(kind)}
    return kind(
        **{
            name: tidy(value) if isinstance(value, str) else value
            for name, value in given.items()
            if name in known and value is not None
        }
    )


def too_long(details: Any) -> dict[str, str]:
    """Which texts are longer than they may be."""
    texts = {name: getattr(details, name) for name in LIMITS if hasattr(details, name)}
    return {name: longer(name, text) for name, text in texts.items() if len(text) > LIMITS[name]}


def longer(name: str, text: str) -> str:
    """What is said of a text that is too long."""
    return f"Shorten this to {LIMITS[name]:,} characters or fewer. It has {len(text):,}."
