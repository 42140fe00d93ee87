"""How much one title is like another: letter by letter, and word by word in any order."""

import re
from dataclasses import dataclass

from registry.search.index.names import squeezed
from registry.search.index.words import stem, words
from registry.search.queries.similar.concepts import concepts

_BRACKETS = re.compile(r"\([^()]*\)")
SAME, LETTER, SLIPS, ORDER, PART = "same", "letter", "slips", "order", "part"


@dataclass(frozen=True)
class Alike:
    """How two titles agree: in which way, how closely from 0 to 1, and in which words."""

    how: str = ""
    closeness: float = 0.0
    words: tuple[str, ...] = ()


def alike(mine: str, theirs: str) -> Alike:
    """How two titles agree, in the closest of the ways there are; what stands in brackets may be missing in one."""
    pairs = {(mine, theirs), (_BRACKETS.sub(" ", mine), theirs), (mine, _BRACKETS.sub(" ", theirs))}
    return max((_alike(*pair) for pair in sorted(pairs)), key=lambda found: found.closeness)


def _alike(mine: str, theirs: str) -> Alike:
    one, other = squeezed(mine), squeezed(theirs)
    if not one or not other:
        return Alike()
    if one == other:
        return Alike(SAME, 1.0)
    longest = max(len(one), len(other))
    allowed = 1 if longest < 8 else max(2, longest // 7)
    slips = distance(one, other, allowed)
    if slips == 1 and longest > 3:
        return Alike(LETTER, 0.97)
    if slips <= allowed and longest > 7:
        return Alike(SLIPS, 0.9)
    return _by_words(mine, theirs)


def _by_words(mine: str, theirs: str) -> Alike:
    asked = {concept.code for concept in concepts(mine)}
    held = {concept.code: concept.said for concept in concepts(theirs)}
    shared = tuple(said for code, said in held.items() if code in asked)
    if len(shared) > 1 and len(shared) == len(asked) == len(held):
        return Alike(ORDER, 0.93, shared)
    if len(asked | held.keys()) > 1 and _stems(mine) == _stems(theirs):
        return Alike(ORDER, 0.93, tuple(words(theirs)))
    whole = len(asked | held.keys())
    return Alike(PART, len(shared) / whole if whole else 0.0, shared)


def _stems(title: str) -> list[str]:
    return sorted(stem(word) for word in words(title))


def distance(one: str, other: str, most: int) -> int:
    """How many letters must be put in, left out, changed or exchanged with their neighbour; above `most` it stops."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, against in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != against))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return last[-1]
