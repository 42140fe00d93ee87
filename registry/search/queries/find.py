"""Finding tools: from what was asked to the page that is shown."""

from dataclasses import dataclass, field, replace

import numpy as np

from registry.core import clock
from registry.core.paging import SIZE
from registry.rules.policy import Actor
from registry.search.index.bitmaps import Mask
from registry.search.index.columns import VOCABULARIES
from registry.search.index.segment import Numbers, Scores
from registry.search.index.snapshot import Reading
from registry.search.queries import readings, spelling, synonyms
from registry.search.queries.asked import Asked
from registry.search.queries.counts import Filtering, Group, groups
from registry.search.queries.language import Node, Understood, understand
from registry.search.queries.match import boost, matching, some_of

NEAR = 5
EXCHANGED = 256  # searches kept for a reader until the index changes


@dataclass
class Found:
    """What a search found for its reader. `ids` are the tools of the page asked for, in order."""

    asked: Asked
    understood: Understood
    ids: list[int] = field(default_factory=list)
    number: int = 1
    total: int = 0
    registered: int = 0  # tools that the reader may see at all
    groups: list[Group] = field(default_factory=list)
    related: list[tuple[str, str]] = field(default_factory=list)  # (typed, also searched for)
    searched: list[Node] = field(default_factory=list)  # the clauses with related words
    swaps: dict[str, list[str]] = field(default_factory=dict)  # similar spellings of words that stand nowhere
    near: list[int] = field(default_factory=list)  # tools found through them
    singles: list[tuple[str, int]] = field(default_factory=list)
    unfiltered: list[tuple[str, str, int]] = field(default_factory=list)  # (filter, value, found without it)
    labels: dict[int, list[str]] = field(default_factory=dict)  # what each tool shown is filed under
    plain: bool = False  # answered without the index: no filters

    @property
    def did_you_mean(self) -> str | None:
        """The search with the likeliest spelling of each unknown word."""
        if not self.swaps:
            return None
        pieces = self.understood.text.split()
        return " ".join(
            next((to[0] for word, to in self.swaps.items() if piece.lower() == word), piece) for piece in pieces
        )


def find(actor: Actor, asked: Asked, size: int = SIZE) -> Found:
    """Answer a search from the index.

    Raises Unavailable when there is no index that can be read.
    """
    reading = readings.reading(actor)
    kept = reading.kept
    key = (
        "found",
        asked.text,
        tuple(sorted(asked.filters.items())),
        asked.sort,
        asked.page,
        asked.exact,
        size,
        clock.today(),
        marked := synonyms.mark() if asked.text and not asked.exact else "",
    )
    if key not in kept:
        if len(kept) >= EXCHANGED:
            kept.clear()
        kept[key] = _find(reading, asked, size, marked)
    return kept[key]  # type: ignore[return-value]


def _find(reading: Reading, asked: Asked, size: int, marked: str) -> Found:
    understood = understand(asked.text)
    found = Found(asked, understood, registered=reading.total)
    searched = _searched(reading, found, marked)
    matched, score = matching(reading, searched)
    filtering = Filtering(reading, asked.filters)
    mask = filtering.kept(matched)
    found.total = int(np.count_nonzero(mask))
    found.groups = groups(filtering, matched)
    found.number = min(max(asked.page, 1), max(1, -(-found.total // size)))
    documents = _ordered(reading, asked, mask, score, found.number * size)[(found.number - 1) * size :][:size]
    _show(reading, found, documents)
    if not found.total:
        _instead(reading, found, matched)
    return found


def _searched(reading: Reading, found: Found, marked: str) -> Understood:
    """What is searched for: what was typed with the related words that stand somewhere."""
    if found.asked.exact:
        found.searched = found.understood.clauses
        return found.understood
    found.searched, related = synonyms.widened(found.understood.clauses, marked)
    found.related = [
        (one.typed, one.added) for one in related if matching(reading, Understood("", clauses=[one.node]))[0].any()
    ]
    return replace(found.understood, clauses=found.searched)


def _ordered(reading: Reading, asked: Asked, mask: Mask, score: Scores, upto: int) -> Numbers:
    """The matched documents in the order asked for, as far as `upto`; of equals the newest, then the lowest number."""
    documents = np.flatnonzero(mask)
    single = reading.snapshot.columns.single
    newest, ids = -single["published"][documents], single["id"][documents]
    if asked.sort == "newest":
        return documents[np.lexsort((ids, newest))]
    if asked.sort == "adopted":
        return documents[np.lexsort((ids, newest, -reading.adopters[documents]))]
    best = score if score.any() else boost(reading)
    if documents.size > upto:  # put in order only what can be on the page
        least = np.partition(best[documents], -upto)[-upto]
        documents = documents[best[documents] >= least]
        newest, ids = -single["published"][documents], single["id"][documents]
    return documents[np.lexsort((ids, newest, -best[documents]))]


def _show(reading: Reading, found: Found, documents: Numbers) -> None:
    found.ids = reading.snapshot.ids[documents].tolist()
    found.labels = _labels(reading, documents)


def _labels(reading: Reading, documents: Numbers) -> dict[int, list[str]]:
    """What tools are filed under, by tool."""
    ids = reading.snapshot.ids
    wanted = np.zeros(reading.snapshot.size, bool)
    wanted[documents] = True
    result: dict[int, list[str]] = {int(ids[document]): [] for document in documents}
    for code in ("category", "problem", "technique"):
        pairs = reading.snapshot.columns.listed[code]
        shown = wanted[pairs.documents]
        for document, value in zip(pairs.documents[shown].tolist(), pairs.values[shown].tolist(), strict=True):
            result[int(ids[document])].append(VOCABULARIES[code].labels[value])
    return result


def _instead(reading: Reading, found: Found, matched: Mask) -> None:
    """What to offer when nothing was found: fewer filters, single words, similar spellings."""
    if matched.any():
        for code, value in found.asked.values:
            fewer = Filtering(reading, found.asked.without(code, value).filters)
            found.unfiltered.append((code, value, int(np.count_nonzero(fewer.kept(matched)))))
        return
    found.singles = spelling.single_words(reading, found.understood)
    nearby = spelling.near(reading, found.understood)
    if nearby is not None and _offer(reading, found, nearby[0], *matching(reading, nearby[0])):
        found.swaps = nearby[1]
    elif len(found.understood.clauses) > 1:
        _offer(reading, found, found.understood, *some_of(reading, found.understood))


def _offer(reading: Reading, found: Found, understood: Understood, mask: Mask, score: Scores) -> bool:
    """Show what comes near, if anything does."""
    documents = _ordered(reading, Asked(), mask, score, NEAR)[:NEAR]
    found.near = reading.snapshot.ids[documents].tolist()
    found.labels |= _labels(reading, documents)
    if found.near:
        found.searched = understood.clauses
    return bool(found.near)
