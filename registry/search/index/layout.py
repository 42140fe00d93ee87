"""What the index holds for each tool: fields of text by who may read them, and the facts that filters count.

Text that not every reader of a tool may see stands in fields of its own, so that it can never match for anybody else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from whoosh.analysis import Analyzer, Token
from whoosh.fields import ID, STORED, TEXT, Schema

from registry.search.index import words

FORMAT = "2"  # raised when anything in this folder changes what is stored: an older index is then rebuilt


class Tier(StrEnum):
    """Who may match the text of a field, among those who may read the tool."""

    ALL = "all"
    POLICING = "policing"  # members of policing, the owner's people and those given the tool
    NAMED = "named"  # the owner's people and those given the tool
    PARTNERS = "partners"  # members of policing alone: what adopters released to policing


@dataclass(frozen=True)
class Field:
    """A field of text: who may match it, what it weighs, and how long it usually is."""

    tier: Tier
    weight: float
    usual: float  # a constant, not the average: so no score depends on records that the reader may not know of


FIELDS: dict[str, Field] = {
    "title": Field(Tier.ALL, 8.0, 6),
    "summary": Field(Tier.ALL, 3.0, 18),
    "labels": Field(Tier.ALL, 2.5, 25),
    "body": Field(Tier.ALL, 1.0, 200),
    "evidence": Field(Tier.ALL, 1.0, 80),
    "adopters": Field(Tier.ALL, 0.8, 30),
    "policing": Field(Tier.POLICING, 1.0, 80),
    "named": Field(Tier.NAMED, 1.0, 80),
    "partners": Field(Tier.PARTNERS, 0.8, 30),
}
OF_TIER: dict[Tier, tuple[str, ...]] = {
    tier: tuple(name for name, field in FIELDS.items() if field.tier is tier) for tier in Tier
}


class BothForms(Analyzer):
    """Cuts a text once and gives each word twice, exact and stemmed, at one position."""

    def __call__(self, value: str, positions: bool = False, **_options: Any) -> Iterator[Token]:
        """Give the same token again and again, as the library's own analysers do."""
        token = Token(positions, boosts=True)
        token.boost = 1.0
        for position, word in enumerate(words.words(value)):
            token.pos = position
            token.text = word
            yield token
            token.text = words.STEM + words.stem(word)
            yield token


def schema() -> Schema:
    """The index's fields as its library takes them."""
    text = {name: TEXT(analyzer=BothForms(), phrase=True, stored=False) for name in FIELDS}
    return Schema(id=ID(unique=True, stored=True), facts=STORED(), **text)


@dataclass(frozen=True)
class Document:
    """One tool as it is put into the index."""

    id: int
    texts: dict[str, str]
    facts: dict[str, Any]
