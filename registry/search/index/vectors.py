"""Texts as PostgreSQL's vectors, made of our own words: its dictionaries have no say, so both backends cut alike.

A vector holds a word at most 255 times and knows places up to 16,383. A text is cut into parts before it reaches either,
so that nothing is lost; where a part begins stands beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from registry.search.index.segment import Numbers, Scores
from registry.search.index.words import STEM, stem, words

PART = 2_048  # words
OFTEN = 255  # times
EQUAL = "{1,1,1,1}"  # weights by which the database ranks: it makes no difference of letters

# What the database ranks a word by that stands once, twice, and so on: a sum of 1 / n squared, by its own constant
_RANKS = np.cumsum(1 / np.arange(1, OFTEN + 1) ** 2) / 1.64493406685
_BETWEEN = (_RANKS[1:] + _RANKS[:-1]) / 2


@dataclass(frozen=True)
class Vector:
    """A part of a text: its first word's place, and the vector as the database reads it."""

    start: int
    written: str


@dataclass(frozen=True)
class Cut:
    """A text as it is written: its parts, how many words it has, and which."""

    parts: list[Vector]
    length: int
    words: frozenset[str]


def cut(text: str) -> Cut:
    """A text cut into words once, each kept exact with its places and stemmed with how often it stands there."""
    found = words(text)
    return Cut(list(_parts(found)), len(found), frozenset(found))


def _parts(found: list[str]) -> Iterator[Vector]:
    start, places, stems = 0, dict[str, list[int]](), dict[str, int]()
    for place, word in enumerate(found):
        stemmed = STEM + stem(word)
        if place - start == PART or stems.get(stemmed) == OFTEN:
            yield _vector(start, places, stems)
            start, places, stems = place, {}, {}
        places.setdefault(word, []).append(place - start + 1)
        stems[stemmed] = stems.get(stemmed, 0) + 1
    if places:
        yield _vector(start, places, stems)


def _vector(start: int, places: dict[str, list[int]], stems: dict[str, int]) -> Vector:
    exact = (f"'{word}':{','.join(map(str, those))}" for word, those in places.items())
    stemmed = (f"'{word}':{','.join(map(str, range(1, count + 1)))}" for word, count in stems.items())
    return Vector(start, " ".join((*exact, *stemmed)))


def times(ranks: Scores) -> Numbers:
    """How often a word stands in each part, by what the database ranks the part for it with equal weights."""
    return np.searchsorted(_BETWEEN, ranks) + 1


def query(words: tuple[str, ...], by: str = "") -> str:
    """A question to the database for words joined by a sign; they hold letters and figures alone."""
    return by.join(f"'{word}'" for word in words)
