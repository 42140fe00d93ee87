"""What somebody may be about to type: words, values of filters, related words and names, of what they may see alone."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.catalogue.queries.scope import visible_to
from registry.core.db import db
from registry.rules.policy import Actor
from registry.search.index.columns import VOCABULARIES
from registry.search.index.facets import BY_CODE
from registry.search.index.reader import Unavailable
from registry.search.index.snapshot import Reading
from registry.search.index.words import STOP_WORDS, words
from registry.search.queries import readings, synonyms
from registry.search.queries.asked import LONGEST
from registry.search.queries.fields import counts

SHORTEST = 2  # letters
NAMES, VALUES, RELATED, WORDS = 4, 4, 2, 3  # at most of each kind
LOOKED_AT = 40  # names, and words, among which the best are chosen
BY = ("problem", "category", "technique", "owner", "adopter", "supplier", "measure", "standard")  # filters suggested by
FULL = 3  # letters from which a word is completed


@dataclass(frozen=True)
class Suggestion:
    """Something to search for: words; a value of a filter; a tool by its number."""

    kind: str  # word, related, value or tool
    text: str
    code: str = ""  # the filter
    value: str = ""
    count: int = 0
    tool: int = 0
    slug: str = ""


def suggest(actor: Actor, text: str) -> list[Suggestion]:
    """A few suggestions for what was typed so far, whose last word may not be finished; none without an index."""
    typed = tuple(words(text[:LONGEST]))
    if not typed or len("".join(typed)) < SHORTEST:
        return []
    try:
        reading = readings.reading(actor)
    except Unavailable:
        return []
    found = [*_words(reading, typed), *_related(reading, typed), *_values(reading, typed)]
    found += _with_addresses(actor, _names(reading, typed))
    once: dict[tuple[str, str], Suggestion] = {}
    for one in found:
        once.setdefault(("word" if one.kind == "related" else one.kind, one.text.casefold()), one)
    return list(once.values())


def _with_addresses(actor: Actor, found: list[Suggestion]) -> list[Suggestion]:
    """The tools among suggestions that the actor may read now, by the database: one statement, if there are any."""
    if not found:
        return []
    ids = [one.tool for one in found]
    slugs = dict(db.session.execute(select(Tool.id, Tool.slug).where(Tool.id.in_(ids), visible_to(actor))).all())
    return [replace(one, slug=slugs[one.tool]) for one in found if one.tool in slugs]


def _words(reading: Reading, typed: tuple[str, ...]) -> Iterator[Suggestion]:
    """The last word completed: the commonest of those that come first."""
    last = typed[-1]
    if len(last) < FULL:
        return
    told = ((word, reading.holds(word)) for word in reading.snapshot.beginning(last) if word not in STOP_WORDS)
    known = list(islice(((word, count) for word, count in told if count), LOOKED_AT))
    for word, count in sorted(known, key=lambda one: (-one[1], one[0]))[:WORDS]:
        alone = len(typed) == 1
        yield Suggestion("word", " ".join((*typed[:-1], word)), count=count if alone else 0)


def _related(reading: Reading, typed: tuple[str, ...]) -> Iterator[Suggestion]:
    """Members of rings that begin so, when something that may be seen holds one of their ring."""
    rings = synonyms.rings(synonyms.mark())
    said = " ".join(typed)
    fits = sorted(member for member in rings if len(said) >= FULL - 1 and " ".join(member).startswith(said))
    found = 0
    for member in fits[:LOOKED_AT]:
        if found < RELATED and any(_stands(reading, one) for one in (member, *rings[member])):
            found += 1
            yield Suggestion("related", " ".join(member), value=" ".join(rings[member][0]))


def _stands(reading: Reading, member: tuple[str, ...]) -> bool:
    return all(reading.holds(word) for word in member)


def _values(reading: Reading, typed: tuple[str, ...]) -> list[Suggestion]:
    """Values of filters whose name holds all that was typed, those of most tools first."""
    told = counts(reading)
    found = []
    for code in BY:
        vocabulary = VOCABULARIES[code]
        for number in told[code].nonzero()[0].tolist():
            if fits(typed, said(vocabulary.labels[number])):
                count = int(told[code][number])
                found.append(Suggestion("value", vocabulary.labels[number], code, vocabulary.codes[number], count))
    return sorted(found, key=lambda one: (-one.count, one.text, one.code))[:VALUES]


def _names(reading: Reading, typed: tuple[str, ...]) -> list[Suggestion]:
    """Tools by the words of their names: those whose name begins so first, then those that most use."""
    found = []
    for document in islice(_named(reading, typed), LOOKED_AT):
        name = reading.snapshot.name(document)
        begins = said(name)[: len(typed) - 1] == typed[:-1] and fits(typed, said(name)[: len(typed)])
        tool = int(reading.snapshot.ids[document])
        rank = (not begins, -int(reading.adopters[document]), name, tool)
        found.append((rank, Suggestion("tool", name, tool=tool)))
    return [one for _, one in sorted(found, key=lambda one: one[0])][:NAMES]


def _named(reading: Reading, typed: tuple[str, ...]) -> Iterator[int]:
    """The documents that may be seen whose names hold all that was typed, in order."""
    longest = f" {max(typed, key=len)}"
    for segment, offset in zip(reading.snapshot.segments, reading.snapshot.offsets, strict=True):
        text, starts = segment.spoken
        place, last = text.find(longest), -1
        while place >= 0:
            document = bisect_right(starts, place) - 1
            if (
                document != last
                and reading.mask[offset + document]
                and fits(typed, said(segment.columns.names[document]))
            ):
                yield offset + document
            last = document
            place = text.find(longest, place + 1)


def fits(typed: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether each word that was typed is one of the name, the last one perhaps not finished."""
    *whole, last = typed
    return set(whole) <= set(name) and any(word.startswith(last) for word in name)


@lru_cache(maxsize=5_000)
def said(name: str) -> tuple[str, ...]:
    """The words of a name."""
    return tuple(words(name))


def facet_of(one: Suggestion) -> str:
    """What the filter of a value is called."""
    return BY_CODE[one.code].label if one.code else ""
