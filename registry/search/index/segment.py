"""One segment of the index: what was written at once. It never changes while it lives, and any number of threads read it.

The library answers a search at about ten calls for each posting; here a word's postings are two arrays.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from registry.search.index.columns import Columns
from registry.search.index.layout import FIELDS
from registry.search.index.names import Names
from registry.search.index.words import words

Numbers: TypeAlias = NDArray[np.int64]
Scores: TypeAlias = NDArray[np.float32]
Documents: TypeAlias = NDArray[np.int32]
Postings: TypeAlias = tuple[Documents, Scores]
Counted: TypeAlias = tuple[Documents, NDArray[np.uint16]]

B = 0.6  # how much a long text lessens what one word in it counts
PLACES = 1 << 20  # more words than any text holds: document and place make one number
NOTHING: Counted = (np.empty(0, np.int32), np.empty(0, np.uint16))


class Segment(ABC):
    """Facts and names of some tools, and the words of their texts, which each backend keeps in its own way."""

    def __init__(self, columns: Columns, names: Names) -> None:
        self.columns = columns
        self.names = names
        self.size = len(columns.names)

    @cached_property
    def spoken(self) -> tuple[str, list[int]]:
        """The words of all names, one name to a line with a space before each word, and where each line begins."""
        lines = ["".join(f" {word}" for word in words(name)) for name in self.columns.names]
        starts = [0, *accumulate(len(line) + 1 for line in lines)]
        return "\n".join(lines), starts[: len(lines)]

    def postings(self, field: str, term: str, begins: bool = False) -> Postings:
        """Which documents hold the term, and how much it counts in each for its length and the field's weight.

        With `begins`, the same for each word that begins so: a document may then stand there several times.
        """
        documents, counts = self.held(field, term, begins)
        rule = FIELDS[field]
        weighed = rule.weight * counts.astype(np.float32) / (1 - B + B * self.lengths(field)[documents] / rule.usual)
        return documents, weighed

    @abstractmethod
    def gather(self, terms: Sequence[str]) -> None:
        """Make ready these words, which are about to be asked for one after another."""

    @abstractmethod
    def held(self, field: str, term: str, begins: bool = False) -> Counted:
        """Which documents hold a word, or words that begin so, and how often."""

    @abstractmethod
    def followed(self, field: str, words: tuple[str, ...]) -> Counted:
        """Which documents hold these words one after another, and how often."""

    @abstractmethod
    def lengths(self, field: str) -> Scores:
        """How many words each document has in the field."""

    @property
    @abstractmethod
    def lexicon(self) -> frozenset[str]:
        """Every exact word."""


def following(places: Sequence[Numbers]) -> Counted:
    """Which documents hold words one after another, and how often, by where each stands: document and place as one number."""
    found, *others = places
    for step, those in enumerate(others, 1):
        found = _common(found, those - step)
    documents, times = np.unique(found // PLACES, return_counts=True)
    return documents.astype(np.int32), times.astype(np.uint16)


def _common(one: Numbers, other: Numbers) -> Numbers:
    """What stands in both, each in order: the shorter is looked up in the longer."""
    few, many = sorted((one, other), key=len)
    at = many.searchsorted(few)
    return few[many[np.minimum(at, many.size - 1)] == few] if many.size else few
