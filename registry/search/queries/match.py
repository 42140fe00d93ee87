"""Matching a search against what a reader may see: which tools match, and how well (BM25F)."""

from collections.abc import Iterable

import numpy as np

from registry.search.index.bitmaps import Mask
from registry.search.index.layout import FIELDS
from registry.search.index.segment import PLACES, Numbers, Scores
from registry.search.index.snapshot import Reading
from registry.search.index.tiers import Tier
from registry.search.index.words import STEM, stem
from registry.search.queries.language import All, Any, Node, Phrase, Understood, Word

K = 1.6  # how soon further mentions of a word stop to count
EXACT = 0.5  # what the exact form adds to the stemmed one
OTHER_FORMS = 0.7
STRENGTH, USED = 0.04, 0.03  # mild: a step of evidence strength, a doubling of adopters


def matching(reading: Reading, understood: Understood) -> tuple[Mask, Scores]:
    """Which documents match all clauses and none that is refused, each with its score."""
    mask = reading.mask.copy()
    score = np.zeros(reading.snapshot.size, np.float32)
    for clause in understood.clauses:
        gained = weigh(reading, clause)
        mask &= gained > 0
        score += gained
    for clause in understood.refused:
        mask &= weigh(reading, clause) <= 0
    return mask, score * boost(reading)


def some_of(reading: Reading, understood: Understood) -> tuple[Mask, Scores]:
    """Documents that match some clauses but not all, those that match most of them first."""
    weighed = [weigh(reading, clause) for clause in understood.clauses]
    held: Scores = np.sum([gained > 0 for gained in weighed], axis=0, dtype=np.float32)
    for clause in understood.refused:
        held[weigh(reading, clause) > 0] = 0
    return held > len(weighed) // 2, held * 1000 + np.sum(weighed, axis=0)


def boost(reading: Reading) -> Scores:
    """What evidence and use add to a match: never enough to outrank a clearly better one."""
    found = reading.kept.get("boost")
    if found is None:
        strength = reading.snapshot.columns.single["strength"]
        found = (1 + STRENGTH * strength + USED * np.log2(1 + reading.adopters)).astype(np.float32)
        reading.kept["boost"] = found
    return found  # type: ignore[return-value]


def weigh(reading: Reading, node: Node) -> Scores:
    """The score of each document for one clause; 0 where it does not match."""
    if isinstance(node, Word):
        return _rated(reading, _word(reading, node))
    if isinstance(node, Phrase):
        return _rated(reading, _phrase(reading, node.words))
    if isinstance(node, All):
        parts = [weigh(reading, part) for part in node.parts]
        return np.where(np.logical_and.reduce([part > 0 for part in parts]), np.sum(parts, axis=0), np.float32(0))
    return _any(reading, node)


def _any(reading: Reading, node: Any) -> Scores:
    first, *others = [weigh(reading, part) for part in node.parts]
    best = first
    for other in others:
        best = np.maximum(best, other * np.float32(node.weight))
    return best


def _word(reading: Reading, node: Word) -> Scores:
    exact = reading.weigh(node.word)
    if node.exact:
        return exact
    total: Scores = OTHER_FORMS * reading.weigh(STEM + stem(node.word)) + EXACT * exact
    return total


def _rated(reading: Reading, counted: Scores) -> Scores:
    """BM25: rare among what the reader may see counts more, and repetition counts ever less."""
    held = int(np.count_nonzero(counted))
    rarity = np.float32(np.log(1 + (reading.total - held + 0.5) / (held + 0.5)))
    rated: Scores = rarity * counted * (K + 1) / (K + counted)
    return rated


def _phrase(reading: Reading, words: Iterable[str]) -> Scores:
    words = tuple(words)
    total: Scores = np.zeros(reading.snapshot.size, np.float32)
    for name, field in FIELDS.items():
        mask = reading.tiers.get(field.tier)
        if mask is None:
            continue
        documents, times = np.unique(_followed(reading, name, words) // PLACES, return_counts=True)
        seen = mask[documents] if field.tier is not Tier.ALL else slice(None)
        total[documents[seen]] += np.float32(field.weight * len(words)) * times[seen]
    total[~reading.mask] = 0
    return total


def _followed(reading: Reading, field: str, words: tuple[str, ...]) -> Numbers:
    """Where the words follow one another in a field."""
    found = reading.snapshot.places(field, words[0])
    for step, word in enumerate(words[1:], 1):
        if not found.size:
            break
        found = np.intersect1d(found, reading.snapshot.places(field, word) - step, assume_unique=True)
    return found
