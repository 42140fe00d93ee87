"""Matching a search against what a reader may see: which tools match, and how well (BM25F)."""

from collections.abc import Sequence

import numpy as np

from registry.core import clock
from registry.search.index.bitmaps import Mask
from registry.search.index.layout import FIELDS
from registry.search.index.segment import Documents, Scores
from registry.search.index.snapshot import Reading
from registry.search.index.tiers import Tier
from registry.search.index.words import STEM, stem
from registry.search.queries.counts import Filtering
from registry.search.queries.language import All, Any, Beginning, Chosen, Leaf, Node, Phrase, Understood, Word, leaves

K = 1.6  # how soon further mentions of a word stop to count
EXACT = 0.5  # what the exact form adds to the stemmed one
OTHER_FORMS = 0.7
STRENGTH, USED = 0.04, 0.03  # mild: a step of evidence strength, a doubling of organisations that confirm its use
OF_A_VALUE = 1e-4  # a value of a filter narrows; it does not rank
ENOUGH = 1 / 3  # of what all words together tell
WITHIN = {
    "title": ("title",),
    "summary": ("summary",),
    "evidence": ("evidence",),
    "body": ("body", "policing", "named"),
    "files": ("files", "files_policing", "files_named"),
    "labels": ("labels",),
}


def matching(reading: Reading, understood: Understood) -> tuple[Mask, Scores]:
    """Which documents match all clauses and none that is refused, each with its score."""
    together, clauses = _together(understood.clauses)
    mask = Filtering(reading, together).kept(reading.mask).copy()
    score = np.zeros(reading.snapshot.size, np.float32)
    for clause in clauses:
        gained = weigh(reading, clause)
        mask &= gained > 0
        score += gained
    for clause in understood.refused:
        mask &= weigh(reading, clause) <= 0
    return mask, score * boost(reading)


def _together(clauses: Sequence[Node]) -> tuple[dict[str, tuple[str, ...]], list[Node]]:
    """Values of filters apart from the rest: those of claims must hold of one claim, as when they are ticked."""
    filters: dict[str, tuple[str, ...]] = {}
    rest: list[Node] = []
    for clause in clauses:
        if isinstance(clause, Chosen) and clause.code not in filters:
            filters[clause.code] = clause.values
        else:
            rest.append(clause)
    return filters, rest


def some_of(reading: Reading, understood: Understood) -> tuple[Mask, Scores]:
    """Documents that match some clauses: those that together tell a third of what all would tell."""
    weighed = [weigh(reading, clause) for clause in understood.clauses]
    telling = [_rarity(reading, int(np.count_nonzero(gained))) if gained.any() else 0 for gained in weighed]
    held: Scores = np.zeros(reading.snapshot.size, np.float32)
    for gained, rarity in zip(weighed, telling, strict=True):
        held[gained > 0] += np.float32(rarity)
    for clause in understood.refused:
        held[weigh(reading, clause) > 0] = 0
    enough = held >= max(sum(telling) * ENOUGH, 1e-6)
    return enough, held * 1000 + np.sum(weighed, axis=0, initial=0)


def standing_in(reading: Reading, clauses: Sequence[Node], part: str, ids: Sequence[int]) -> set[int]:
    """Which of these tools hold a word of some clause in a part of a record, as far as the reader may know of it."""
    shown = np.flatnonzero(np.isin(reading.snapshot.ids, ids) & reading.mask)
    held = np.zeros(shown.size, bool)
    for leaf in leaves(clauses):
        if leaf.within in ("", part):
            for name in WITHIN[part]:
                held |= np.isin(shown, _holding(reading, name, leaf))
    return set(reading.snapshot.ids[shown[held]].tolist())


def _holding(reading: Reading, name: str, leaf: Leaf) -> Documents:
    """The documents that hold a word or phrase in a field; a stem stands wherever one of its forms does."""
    mask = reading.tiers.get(FIELDS[name].tier)
    if mask is None:
        return np.empty(0, np.int32)
    if isinstance(leaf, Phrase):
        documents = reading.snapshot.followed(name, leaf.words)[0]
    elif isinstance(leaf, Beginning):
        documents = reading.snapshot.field_term(name, leaf.letters, begins=True)[0]
    else:
        documents = reading.snapshot.field_term(name, leaf.word if leaf.exact else STEM + stem(leaf.word))[0]
    return documents[mask[documents]]


def boost(reading: Reading) -> Scores:
    """What evidence and use add to a match: never enough to outrank a clearly better one."""
    key = ("boost", clock.today())
    if key not in reading.kept:
        strength, confirmed = reading.snapshot.columns.single["strength"], reading.confirmed
        reading.kept[key] = (1 + STRENGTH * strength + USED * np.log2(1 + confirmed)).astype(np.float32)
    return reading.kept[key]  # type: ignore[return-value]


def weigh(reading: Reading, node: Node) -> Scores:
    """The score of each document for one clause; 0 where it does not match."""
    if isinstance(node, Word):
        return _rated(reading, _word(reading, node))
    if isinstance(node, Phrase):
        return _rated(reading, _phrase(reading, node))
    if isinstance(node, Beginning):
        return _rated(reading, _weighed(reading, node.letters, node.within, begins=True))
    if isinstance(node, Chosen):
        kept = Filtering(reading, {node.code: node.values}).kept(reading.mask)
        return kept.astype(np.float32) * np.float32(OF_A_VALUE)
    if isinstance(node, Any):
        return _any(reading, node)
    assert isinstance(node, All)  # noqa: S101 - a value that was typed has been settled before
    parts = [weigh(reading, part) for part in node.parts]
    return np.where(np.logical_and.reduce([part > 0 for part in parts]), np.sum(parts, axis=0), np.float32(0))


def _any(reading: Reading, node: Any) -> Scores:
    first, *others = [weigh(reading, part) for part in node.parts]
    best = first
    for other in others:
        best = np.maximum(best, other * np.float32(node.weight))
    return best


def _weighed(reading: Reading, term: str, within: str, begins: bool = False) -> Scores:
    return reading.weigh_in(WITHIN[within], term, begins) if within else reading.weigh(term, begins)


def _word(reading: Reading, node: Word) -> Scores:
    exact = _weighed(reading, node.word, node.within)
    if node.exact:
        return exact
    total: Scores = OTHER_FORMS * _weighed(reading, STEM + stem(node.word), node.within) + EXACT * exact
    return total


def _rated(reading: Reading, counted: Scores) -> Scores:
    """BM25: rare among what the reader may see counts more, and repetition counts ever less."""
    rated: Scores = _rarity(reading, int(np.count_nonzero(counted))) * counted * (K + 1) / (K + counted)
    return rated


def _rarity(reading: Reading, held: int) -> np.float32:
    return np.float32(np.log(1 + (reading.total - held + 0.5) / (held + 0.5)))


def _phrase(reading: Reading, node: Phrase) -> Scores:
    total: Scores = np.zeros(reading.snapshot.size, np.float32)
    for name in WITHIN.get(node.within, FIELDS):
        field = FIELDS[name]
        mask = reading.tiers.get(field.tier)
        if mask is None:
            continue
        documents, times = reading.snapshot.followed(name, node.words)
        seen = mask[documents] if field.tier is not Tier.ALL else slice(None)
        total[documents[seen]] += np.float32(field.weight * len(node.words)) * times[seen]
    total[~reading.mask] = 0
    return total
