"""field:value in a search: a value of a filter by its code or its name, as far as the reader may know of it."""

from dataclasses import replace

from registry.core import clock
from registry.search.index.columns import VOCABULARIES
from registry.search.index.facets import BY_NAME
from registry.search.index.snapshot import Reading
from registry.search.index.words import words
from registry.search.queries.counts import Counts, Filtering
from registry.search.queries.language import All, Any, Chosen, Held, Node, Understood, Word, understand

MOST = 20  # values that one may stand for


def read(reading: Reading, text: str) -> Understood:
    """What was typed, with the values of filters; one that the reader cannot know of is searched as plain words."""
    understood = understand(text, BY_NAME)
    return replace(
        understood,
        clauses=[_settled(reading, understood, clause) for clause in understood.clauses],
        refused=[_settled(reading, understood, clause) for clause in understood.refused],
    )


def counts(reading: Reading) -> Counts:
    """How many of all the tools that may be seen have each value, today."""
    key = ("counts", clock.today())
    if key not in reading.kept:
        reading.kept[key] = Filtering(reading, {}).counted(reading.mask)
    return reading.kept[key]  # type: ignore[return-value]


def _settled(reading: Reading, understood: Understood, node: Node) -> Node:
    if isinstance(node, Any | All):
        return replace(node, parts=tuple(_settled(reading, understood, part) for part in node.parts))
    if not isinstance(node, Held):
        return node
    code = BY_NAME[node.name].code
    values = _values(reading, code, node.words)
    if values:
        return Chosen(code, values)
    understood.say("fields")
    return All(tuple(Word(word) for word in (*words(node.name), *node.words)))


def _values(reading: Reading, code: str, typed: tuple[str, ...]) -> tuple[str, ...]:
    """Values of that code or name; else those whose name holds all that was typed."""
    if not reading.offers(code):
        return ()
    vocabulary = VOCABULARIES[code]
    known = [number for number, count in enumerate(counts(reading)[code].tolist()) if count]
    told = {vocabulary.codes[number]: tuple(words(vocabulary.labels[number])) for number in known}
    same = [value for value, label in told.items() if typed in (tuple(words(value)), label)]
    like = [value for value, label in told.items() if set(typed) <= {*label, *words(value)}]
    return tuple(same or like[:MOST])
