"""A segment in files of this machine: arrays that are mapped into memory, of which a word's postings are a slice."""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from registry.search.index import facts, mapped
from registry.search.index.codec import Words
from registry.search.index.layout import FIELDS
from registry.search.index.segment import NOTHING, PLACES, Counted, Numbers, Scores, Segment, following
from registry.search.index.words import STEM


class Files(Segment):
    """The words and the facts of a segment."""

    def __init__(self, of_words: Path, of_facts: Path) -> None:
        super().__init__(*facts.load(of_facts))
        self._words = Words(mapped.load(of_words))
        self._none: Scores = np.zeros(self.size, np.float32)

    def held(self, field: str, term: str, begins: bool = False) -> Counted:
        """Which documents hold a word, or words that begin so, and how often."""
        return self._words.postings(self._words.find(field, term.encode(), begins))

    def gather(self, terms: Sequence[str]) -> None:
        """All words are at hand."""

    def followed(self, field: str, words: tuple[str, ...]) -> Counted:
        """Which documents hold these words one after another, and how often."""
        found = [self._words.find(field, word.encode()) for word in words]
        return following([self._places(word) for word in found]) if all(found) else NOTHING

    def lengths(self, field: str) -> Scores:
        """How many words each document has in the field."""
        return self._words.lengths.get(field, self._none)

    @cached_property
    def lexicon(self) -> frozenset[str]:
        """Every exact word."""
        kept = (self._words.keys[field].tolist() for field in FIELDS if field in self._words.keys)
        stem = STEM.encode()
        return frozenset(term.decode() for keys in kept for term in keys if not term.startswith(stem))

    def _places(self, word: range) -> Numbers:
        documents, counts = self._words.postings(word)
        return np.repeat(documents.astype(np.int64) * PLACES, counts) + self._words.standing(word)
