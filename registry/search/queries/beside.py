"""What to offer when little or nothing was found: fewer filters, similar spellings, some of the words, what comes near."""

import numpy as np

from registry.search.index.bitmaps import Mask
from registry.search.index.columns import VOCABULARIES
from registry.search.index.segment import Scores
from registry.search.index.snapshot import Reading
from registry.search.index.words import STOP_WORDS, stem, words
from registry.search.queries import spelling
from registry.search.queries.asked import Asked
from registry.search.queries.counts import Filtering
from registry.search.queries.fields import counts
from registry.search.queries.found import Found, Nearest
from registry.search.queries.language import Understood, plain_words
from registry.search.queries.match import matching, some_of
from registry.search.queries.order import FILED, labels, ordered

NEAR = 5
NEAREST = 4


def offer(reading: Reading, found: Found, searched: Understood, matched: Mask, filtering: Filtering) -> None:
    """Put beside a search what may help to go on."""
    if not found.total and matched.any():
        for code, value in found.asked.values:
            fewer = Filtering(reading, found.asked.without(code, value).filters)
            found.unfiltered.append((code, value, int(np.count_nonzero(fewer.kept(matched)))))
        return
    if not found.total:
        found.singles = spelling.single_words(reading, found.understood)
    nearby = spelling.near(reading, found.understood)
    if nearby is not None and _near(reading, found, matched, filtering, nearby[0], *matching(reading, nearby[0])):
        found.swaps = nearby[1]
    elif len(found.understood.clauses) > 1:
        _near(reading, found, matched, filtering, searched, *some_of(reading, searched))
    if not found.total:
        found.nearest = _nearest(reading, found)


def _near(
    reading: Reading,
    found: Found,
    matched: Mask,
    filtering: Filtering,
    understood: Understood,
    mask: Mask,
    score: Scores,
) -> bool:
    """Show what comes near and was not found anyway, if anything does."""
    documents = ordered(reading, Asked(), filtering.kept(mask & ~matched), score, NEAR)[:NEAR]
    found.near = reading.snapshot.ids[documents].tolist()
    found.labels |= labels(reading, documents)
    if found.near:
        found.near_searched = understood.clauses
    return bool(found.near)


def _nearest(reading: Reading, found: Found) -> list[Nearest]:
    """Problems, kinds and techniques whose names share a word with the search, or that what comes near is filed under."""
    asked = {stem(word) for word in plain_words(found.understood) if word not in STOP_WORDS}
    asked |= {stem(word) for others in found.swaps.values() for word in others}
    filed = {label for one in found.near for label in found.labels.get(one, ())}
    told = counts(reading)
    ranked = []
    for code in FILED:
        vocabulary = VOCABULARIES[code]
        for number in np.flatnonzero(told[code]).tolist():
            label = vocabulary.labels[number]
            shared = len(asked & {stem(word) for word in words(label)})
            if shared or label in filed:
                count = int(told[code][number])
                ranked.append((-shared, -count, label, Nearest(code, vocabulary.codes[number], label, count)))
    return [nearest for *_, nearest in sorted(ranked, key=lambda one: one[:3])[:NEAREST]]
