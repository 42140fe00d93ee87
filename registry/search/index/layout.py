"""What the index holds for each tool: fields of text by who may read them, and the facts that filters count.

Text that not every reader of a tool may see stands in fields of its own, so that it can never match for anybody else.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from whoosh.fields import ID, STORED, TEXT, Schema
from whoosh.formats import Positions

from registry.search.index import words
from registry.search.index.tiers import Tier

FORMAT = "12"  # raised when anything in this folder changes what is stored: an older index is then rebuilt


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
    "files": Field(Tier.ALL, 0.5, 2_000),
    "files_policing": Field(Tier.POLICING, 0.5, 2_000),
    "files_named": Field(Tier.NAMED, 0.5, 2_000),
}
OF_TIER: dict[Tier, tuple[str, ...]] = {
    tier: tuple(name for name, field in FIELDS.items() if field.tier is tier) for tier in Tier
}


MOST = 2**16 - 1  # times that a word is counted in one text


class BothForms(Positions):
    """Cuts a text once and keeps each word twice: exact with its places, for phrases, and stemmed without."""

    def word_values(self, value: str, _analyzer: object, **_options: Any) -> Iterator[tuple[str, int, float, bytes]]:
        """Each form with how often it stands in the text."""
        places: dict[str, list[int]] = {}
        for place, word in enumerate(words.words(value)):
            places.setdefault(word, []).append(place)
        stems: dict[str, int] = {}
        for word, found in places.items():
            count = min(len(found), MOST)
            yield word, count, float(count), array("I", found[:MOST]).tobytes()
            stemmed = words.STEM + words.stem(word)
            stems[stemmed] = stems.get(stemmed, 0) + count
        for stemmed, count in stems.items():
            yield stemmed, count, float(min(count, MOST)), b""

    def decode_positions(self, value: bytes) -> list[int]:
        """The places as the library asks for them."""
        return array("I", value).tolist()


def _text() -> TEXT:
    field = TEXT()
    field.format = BothForms()
    return field


def schema() -> Schema:
    """The index's fields as its library takes them."""
    return Schema(id=ID(unique=True, stored=True), facts=STORED(), **{name: _text() for name in FIELDS})


@dataclass(frozen=True)
class Document:
    """One tool as it is put into the index."""

    id: int
    texts: dict[str, str]
    facts: dict[str, Any]
