"""When nothing matches: words of similar spelling, or that begin alike, among those that the reader may see."""

import string
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from registry.search.index.snapshot import Reading
from registry.search.index.words import STEM, STOP_WORDS, stem
from registry.search.queries.language import All, Any, Node, Phrase, Understood, Word, plain_words

LETTERS = string.ascii_lowercase + string.digits
SHORTEST = 4  # letters: shorter words are too like too many others
SURE = 6
MOST = 3
MOST_BEGINNINGS = 20
RARE, FAR_COMMONER = 2, 5  # in so many tools at most; so many times as many


def near(reading: Reading, understood: Understood) -> tuple[Understood, dict[str, list[str]]] | None:
    """The search with each rare word replaced by what is spelt alike, and what replaced it; None if nothing is.

    A long word that stands somewhere is replaced only by one that is far commoner, for it may be somebody's slip.
    """
    swaps = {}
    for word in plain_words(understood):
        held = _held_in(reading, word)
        found = alike(reading, word, least=held * FAR_COMMONER) if held <= RARE and _doubtful(word, held) else []
        if found:
            swaps[word] = found
    if not swaps:
        return None
    clauses = [_swapped(clause, swaps) for clause in understood.clauses]
    return replace(understood, clauses=clauses), swaps


def alike(reading: Reading, word: str, least: int = 0) -> list[str]:
    """Words one slip of the finger away, the commonest first; else, for an unknown word, those that begin with it."""
    if len(word) < SHORTEST:
        return []
    lexicon = reading.snapshot.lexicon
    found = _held(
        reading, {slip for slip in _slips(word) if slip in lexicon and slip != word and slip not in STOP_WORDS}, least
    )
    return found[:MOST] or ([] if least else _held(reading, _beginnings(reading, word))[:MOST])


def single_words(reading: Reading, understood: Understood) -> list[tuple[str, int]]:
    """Each word by itself with how many tools hold it."""
    words = plain_words(understood)
    return [(word, reading.holds(STEM + stem(word))) for word in words] if len(words) > 1 else []


def _doubtful(word: str, held: int) -> bool:
    """Whether a word may be a slip; a short one that stands somewhere is a word."""
    return not held or len(word) >= SURE


def _held_in(reading: Reading, word: str) -> int:
    return max(reading.holds(STEM + stem(word)), reading.holds(word))


def _held(reading: Reading, words: Iterable[str], least: int = 0) -> list[str]:
    """Those that stand in tools that may be seen: a suggestion tells that the word is there."""
    counted = sorted((-reading.holds(word), word) for word in words)
    return [word for count, word in counted if -count > least]


def _beginnings(reading: Reading, word: str) -> list[str]:
    known = (other for other in reading.snapshot.beginning(word) if other != word and reading.holds(other))
    return list(islice(known, MOST_BEGINNINGS))


def _slips(word: str) -> set[str]:
    """Everything one letter left out, doubled, wrong or exchanged away from the word."""
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    found = {left + right[1:] for left, right in cuts if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    found |= {left + letter + right[1:] for left, right in cuts if right for letter in LETTERS}
    return found | {left + letter + right for left, right in cuts for letter in LETTERS}


def _swapped(clause: Node, swaps: dict[str, list[str]]) -> Node:
    if isinstance(clause, Word):
        others = swaps.get(clause.word)
        return Any(tuple(Word(other, exact=True, within=clause.within) for other in others)) if others else clause
    if isinstance(clause, Phrase):
        return All(tuple(_swapped(Word(word, within=clause.within), swaps) for word in clause.words))
    if isinstance(clause, All | Any):
        return replace(clause, parts=tuple(_swapped(part, swaps) for part in clause.parts))
    return clause
