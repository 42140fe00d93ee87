"""Finding tools: from what was asked to the page that is shown."""

from dataclasses import replace

import numpy as np

from registry.core import clock
from registry.core.paging import SIZE
from registry.rules.policy import Actor
from registry.search.index.snapshot import Reading
from registry.search.queries import beside, fields, readings, synonyms
from registry.search.queries.asked import Asked
from registry.search.queries.counts import Filtering, groups
from registry.search.queries.found import Found
from registry.search.queries.language import Understood
from registry.search.queries.match import matching
from registry.search.queries.order import labels, ordered

FEW = 5  # found: then what comes near is offered as well, apart


def find(actor: Actor, asked: Asked, size: int = SIZE) -> Found:
    """Answer a search from the index.

    Raises Unavailable when there is no index that can be read.
    """
    return answer(readings.reading(actor), asked, size)


def answer(reading: Reading, asked: Asked, size: int = SIZE) -> Found:
    """The same for a reading at hand. A page is kept until the index changes, as far as there is room; more is not."""
    marked = synonyms.mark() if asked.text and not asked.exact else ""
    if size > SIZE:
        return _find(reading, asked, size, marked)
    filters = tuple(sorted(asked.filters.items()))
    key = (reading.who, asked.text, filters, asked.sort, asked.page, asked.exact, size, clock.today(), marked)
    found: Found = reading.snapshot.answers.get(key, lambda: (_find(reading, asked, size, marked),))[0]
    return found


def every(actor: Actor, asked: Asked, most: int | None = None) -> list[int]:
    """The tools that a search finds, in its order, as many as `most`; nothing when one of its filters is not theirs.

    Nothing is counted, offered beside them or kept. Raises as `find` does.
    """
    reading = readings.reading(actor)
    if not all(map(reading.offers, asked.filters)):
        return []
    searched = fields.read(reading, asked.text)
    if searched.clauses and not asked.exact:
        searched = replace(searched, clauses=synonyms.widened(searched.clauses, synonyms.mark())[0])
    matched, score = matching(reading, searched)
    mask = Filtering(reading, asked.filters).kept(matched)
    documents = ordered(reading, asked, mask, score, most or reading.snapshot.size)[:most]
    ids: list[int] = reading.snapshot.ids[documents].tolist()
    return ids


def _find(reading: Reading, asked: Asked, size: int, marked: str) -> Found:
    filters = {code: values for code, values in asked.filters.items() if reading.offers(code)}
    asked = replace(asked, filters=filters)  # one that is not theirs is left aside, like one that there is not
    understood = fields.read(reading, asked.text)
    found = Found(asked, understood, registered=reading.total)
    searched = _searched(reading, found, marked)
    matched, score = matching(reading, searched)
    filtering = Filtering(reading, asked.filters)
    mask = filtering.kept(matched)
    found.total = int(np.count_nonzero(mask))
    found.groups = groups(filtering, matched)
    found.number = min(max(asked.page, 1), max(1, -(-found.total // size)))
    documents = ordered(reading, asked, mask, score, found.number * size)[(found.number - 1) * size :][:size]
    found.ids = reading.snapshot.ids[documents].tolist()
    found.labels = labels(reading, documents)
    if found.total < FEW and understood.clauses:
        beside.offer(reading, found, searched, matched, filtering)
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
