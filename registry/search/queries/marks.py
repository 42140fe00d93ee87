"""Where a text matches a search: marked words and passages, cut from text that the reader may see."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from registry.search.index.words import fold, plain, stem
from registry.search.queries.language import Node, Phrase, Word, leaves
from registry.web.filters import MARK_END, MARK_START

WIDTH = 220  # characters of a passage
PART_OF = {"description": "body", "lessons": "body"}  # which part of a record a section of a page is
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKDOWN = re.compile(r"^\s{0,3}(?:#{1,6}|>|[-*+])\s+|[*_`]{1,3}", re.M)


@dataclass(frozen=True)
class Marker:
    """Finds the words of a search in a text."""

    pattern: re.Pattern[str] | None
    exact: frozenset[str]
    stems: frozenset[str]
    beginnings: tuple[str, ...] = ()

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where the text matches."""
        if self.pattern is None:
            return []
        found = self.pattern.finditer(fold(text))
        return [match.span() for match in found if match.lastgroup == "phrase" or self._meant(match.group())]

    def marked(self, text: str) -> tuple[str, int]:
        """The text with its matches between marks, and how many there are."""
        places = self.places(text)
        return _with_marks(text, places), len(places)

    def passage(self, text: str) -> tuple[str, int]:
        """The part of a longer text with the most matches, marked, and how many the whole has."""
        passage, found = self.look(text)
        return passage, len(found)

    def look(self, text: str) -> tuple[str, list[str]]:
        """The part of a longer text with the most matches, marked, and all that matched in the whole."""
        if self.pattern is None or not text:
            return "", []
        text = without_markdown(text)
        places = self.places(text)
        if not places:
            return "", []
        found = [fold(text[start:stop]) for start, stop in places]
        starts = [start for start, _ in places]
        best = places[max(range(len(places)), key=lambda at: bisect_left(starts, starts[at] + WIDTH) - at)]
        begin = max(0, best[0] - WIDTH // 4)
        begin = text.rfind(" ", 0, begin) + 1 if begin else 0
        end = begin + WIDTH
        end = len(text) if end >= len(text) else max(text.rfind(" ", begin, end), best[1])
        within = [(start - begin, stop - begin) for start, stop in places if start >= begin and stop <= end]
        cut = _with_marks(text[begin:end], within)
        return ("… " if begin else "") + cut.strip() + (" …" if end < len(text) else ""), found

    def _meant(self, found: str) -> bool:
        word = plain(found)
        return word in self.exact or stem(word) in self.stems or word.startswith(self.beginnings)


class Markers:
    """What finds the words of these clauses in each part of a record: a word may be meant for one part alone."""

    def __init__(self, clauses: Sequence[Node]) -> None:
        self._clauses = clauses
        self._known: dict[str, Marker] = {}

    def of(self, section: str) -> Marker:
        """For a section as pages name it."""
        part = PART_OF.get(section, section)
        if part not in self._known:
            self._known[part] = marker(self._clauses, part)
        return self._known[part]


def marker(clauses: Iterable[Node], part: str = "") -> Marker:
    """What finds the words of these clauses in a part of a record: those that may stand anywhere, or must in this part."""
    exact: set[str] = set()
    loose: set[str] = set()
    phrases: set[tuple[str, ...]] = set()
    beginnings: set[str] = set()
    for leaf in leaves(clauses):
        if leaf.within not in ("", part):
            continue
        if isinstance(leaf, Word):
            (exact if leaf.exact else loose).add(leaf.word)
        elif isinstance(leaf, Phrase):
            phrases.add(leaf.words)
        else:
            beginnings.add(leaf.letters)
    return _marker(frozenset(exact), frozenset(loose), frozenset(phrases), frozenset(beginnings))


def without_markdown(text: str) -> str:
    """Text as it reads, on one line."""
    return " ".join(_MARKDOWN.sub("", _LINK.sub(r"\1", text)).split())


@lru_cache(maxsize=256)
def _marker(
    exact: frozenset[str], loose: frozenset[str], phrases: frozenset[tuple[str, ...]], meant: frozenset[str]
) -> Marker:
    beginnings = {_beginning(word) for word in loose} | exact | meant
    pieces = []
    if phrases:
        longest = sorted(phrases, key=len, reverse=True)
        runs = (r"[\W_]+".join(map(re.escape, phrase)) for phrase in longest)
        pieces.append(rf"(?P<phrase>(?:{'|'.join(runs)})(?![^\W_]))")
    if beginnings:
        starts = "|".join(re.escape(beginning) for beginning in sorted(beginnings, key=len, reverse=True))
        pieces.append(rf"(?:{starts})(?:['\u2019]?[^\W_])*")
    pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(pieces)})") if pieces else None
    return Marker(pattern, exact, frozenset(stem(word) for word in loose), tuple(sorted(meant)))


def _beginning(word: str) -> str:
    """The letters that all forms of a word begin with."""
    stemmed = stem(word)
    same = 0
    while same < min(len(word), len(stemmed)) and word[same] == stemmed[same]:
        same += 1
    return word[:same] or word


def _with_marks(text: str, places: list[tuple[int, int]]) -> str:
    parts, last = [], 0
    for start, stop in places:
        parts += [text[last:start], MARK_START, text[start:stop], MARK_END]
        last = stop
    return "".join((*parts, text[last:]))
