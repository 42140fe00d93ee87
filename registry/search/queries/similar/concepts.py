"""What a title or a sentence is about: its words by their stems, related words of policing counted as one."""

from contextvars import ContextVar
from functools import lru_cache
from typing import NamedTuple

from registry.search.index.words import STOP_WORDS, stem, words
from registry.search.queries.synonyms import LONGEST, Member, mark, rings

_MARK = ContextVar("rings", default="")  # the rings that this request or job goes by
MOST = 60  # words of a text that are looked at
EMPTY = STOP_WORDS | frozenset(
    [
        "also",
        "all",
        "into",
        "then",
        "than",
        "there",
        "these",
        "those",
        "such",
        "so",
        "not",
        "no",
        "only",
        "over",
        "own",
        "one",
        "two",
        "each",
        "every",
        "more",
        "most",
        "some",
        "other",
        "about",
        "after",
        "before",
        "between",
        "through",
        "using",
        "use",
        "uses",
        "used",
        "tool",
        "tools",
        "system",
        "systems",
        "new",
        "police",
        "force",
        "forces",
        "officer",
        "officers",
        "help",
        "helps",
        "make",
        "makes",
        "provide",
        "provides",
        "up",
        "out",
        "if",
        "we",
        "our",
        "us",
        "he",
        "she",
        "his",
        "her",
        "i",
        "may",
        "might",
        "will",
        "would",
        "could",
        "should",
        "being",
        "been",
        "were",
        "but",
        "while",
        "during",
        "within",
        "without",
        "against",
        "until",
        "who",
        "whose",
        "whom",
        "both",
        "very",
    ]
)


class Concept(NamedTuple):
    """Something a text is about: a stem or the name of a ring of related words, and how the text says it."""

    code: str
    said: str


def concepts(text: str) -> list[Concept]:
    """What a text is about, each thing once, in the order it is said."""
    found: dict[str, Concept] = {}
    cut = words(text)[:MOST]
    place = 0
    while place < len(cut):
        run = _run(cut, place)
        said = " ".join(cut[place : place + run])
        code = _ring(tuple(cut[place : place + run])) or ("" if said in EMPTY else stem(said))
        if code and (len(said) > 1 or said.isdigit()):
            found.setdefault(code, Concept(code, said))
        place += run
    return list(found.values())


def members(code: str) -> tuple[Member, ...]:
    """The ways a concept is said, each as its words; a plain stem is said in its own way only."""
    return _rings().get(code, ())


def _run(cut: list[str], place: int) -> int:
    """How many words from here make one concept: the longest member of a ring, else one word."""
    for length in range(min(LONGEST, len(cut) - place), 1, -1):
        if tuple(cut[place : place + length]) in _codes():
            return length
    return 1


def _ring(member: Member) -> str:
    return _codes().get(member, "")


def renew() -> None:
    """Go by the rings as they now stand until this is asked again: one statement."""
    _MARK.set(mark())


def _codes() -> dict[Member, str]:
    return _codes_of(_MARK.get())


@lru_cache(maxsize=4)
def _codes_of(marked: str) -> dict[Member, str]:
    """The ring that each member belongs to, by a code that no stem can have."""
    leader: dict[Member, Member] = {}
    for member, others in rings(marked).items():
        group = {member, *others}
        first = min(leader.get(one, one) for one in group)
        replaced = {leader[one] for one in group if one in leader}
        for one in [*group, *(known for known, its in leader.items() if its in replaced)]:
            leader[one] = first
    return {member: "=" + " ".join(first) for member, first in leader.items()}


def _rings() -> dict[str, tuple[Member, ...]]:
    return _rings_of(_MARK.get())


@lru_cache(maxsize=4)
def _rings_of(marked: str) -> dict[str, tuple[Member, ...]]:
    found: dict[str, list[Member]] = {}
    for member, code in _codes_of(marked).items():
        found.setdefault(code, []).append(member)
    return {code: tuple(sorted(group)) for code, group in found.items()}
