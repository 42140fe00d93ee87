"""Which registered tools to hold against a new one: by rare words and by letters of the name, quickly over all of them.

Everything is weighed over what the reader may read: how rare a word is, too, so that nothing hidden shows in a result.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from registry.search.index.segment import Numbers, Scores
from registry.search.index.snapshot import Reading
from registry.search.index.words import STEM, stem
from registry.search.queries.similar.concepts import concepts, members
from registry.search.queries.similar.judging import Asked, Rarity

FIELDS = ("title", "summary")
BY_WORDS, BY_NAME = 25, 15
LIKE = 0.45  # of the runs of letters of two names


@dataclass(frozen=True)
class Candidates:
    """The documents worth a closer look, by tool, and how rare each concept is for this reader."""

    ids: list[int]
    documents: Numbers
    rarity: Rarity


def candidates(reading: Reading, asked: Asked) -> Candidates:
    """The tools that share the rarest words, and those with the likest names."""
    rarity = _Rarity(reading)
    score: Scores = np.zeros(reading.snapshot.size, np.float32)
    for concept in concepts(asked.text):
        held = rarity.held(concept.code)
        score[held] += np.float32(rarity(concept.code))
    names = np.concatenate([segment.names.likeness(asked.name) for segment in reading.snapshot.segments] or [score])
    names[~reading.mask] = 0
    names[names < LIKE] = 0
    documents = np.union1d(_best(score, BY_WORDS), _best(names, BY_NAME))
    return Candidates(reading.snapshot.ids[documents].tolist(), documents, rarity)


class _Rarity:
    """How much a concept tells, by the number of tools that may be read whose title or summary has it."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._held: dict[str, Numbers] = {}

    def __call__(self, code: str) -> float:
        return rarity_of(self.held(code).size, self._reading.total)

    def held(self, code: str) -> Numbers:
        """The documents that may be read whose title or summary says the concept in any of its ways."""
        if code not in self._held:
            ways = members(code) or ((code,),)
            found = np.zeros(self._reading.snapshot.size, bool)
            for way in ways:
                stems = (word if len(ways) == 1 and word == code else stem(word) for word in way)
                found |= np.logical_and.reduce([self._says(STEM + one) for one in stems])
            self._held[code] = np.flatnonzero(found & self._reading.mask)
        return self._held[code]

    def _says(self, term: str) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        snapshot = self._reading.snapshot
        found = np.zeros(snapshot.size, bool)
        for segment, offset in zip(snapshot.segments, snapshot.offsets, strict=True):
            for field in FIELDS:
                found[segment.postings(field, term)[0] + offset] = True
        return found


def rarity_of(held: int, total: int) -> float:
    """What a concept that `held` of `total` tools have tells: much when few have it, never nothing."""
    return float(np.log(1 + (total - held + 0.5) / (held + 0.5)))


def counted(texts: list[str]) -> Rarity:
    """The same by plain counting, for a few texts at hand."""
    held: dict[str, int] = {}
    for text in texts:
        for concept in concepts(text):
            held[concept.code] = held.get(concept.code, 0) + 1
    most = max(len(texts), 30)
    found: Callable[[str], float] = lambda code: rarity_of(held.get(code, 0), most)  # noqa: E731
    return found


def _best(score: Scores, most: int) -> Numbers:
    held = np.flatnonzero(score)
    if held.size > most:
        held = held[np.argpartition(score[held], -most)[-most:]]
    return held
