"""Two texts word by word: what stays, what goes and what comes."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry.rules.difference.sequences import Match, Work, matches

WORK = 60_000  # steps for one record: keeps the worst of 50 kB well under 50 ms
PIECE = re.compile(r"\w+|\s+|[^\w\s]")  # every character stands in exactly one piece
SENTENCE = re.compile(r"[^.!?\n]*[.!?\n]+\s*|[^.!?\n]+")
WORD = re.compile(r"\w+")
SHORT = 4  # letters of a word that alone holds nothing together


class Act(StrEnum):
    """What became of a piece."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Segment:
    """A stretch of text and what became of it."""

    act: Act
    text: str

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(WORD.findall(self.text))


def segments(old: str, new: str, work: Work | None = None) -> tuple[Segment, ...]:
    """The old text with what goes and what comes, in reading order; of a change, what goes stands first."""
    if old == new:
        return (Segment(Act.KEPT, old),) if old else ()
    work = work or Work(WORK)
    found: list[Segment] = []
    sentences = _pieces(SENTENCE, old), _pieces(SENTENCE, new)
    for same, was, now in _stretches(*sentences, work):
        if same:
            found.append(Segment(Act.KEPT, "".join(was)))
        else:
            found += _by_words("".join(was), "".join(now), work)
    return tuple(_tidied(found))


def joined(parts: Iterable[Segment], act: Act) -> str:
    """The text that held before, with `Act.REMOVED`, or holds after, with `Act.ADDED`."""
    return "".join(part.text for part in parts if part.act in (Act.KEPT, act))


def changed_words(parts: Iterable[Segment]) -> tuple[int, int]:
    """How many words go and how many come."""
    listed = list(parts)
    return (
        sum(part.words for part in listed if part.act is Act.REMOVED),
        sum(part.words for part in listed if part.act is Act.ADDED),
    )


def stretches(old: Sequence[str], new: Sequence[str], work: Work) -> list[tuple[bool, Sequence[str], Sequence[str]]]:
    """Both sequences cut into stretches that are the same and stretches that were replaced."""
    return _stretches(old, new, work)


def _by_words(old: str, new: str, work: Work) -> list[Segment]:
    if not old or not new:
        return _replaced(old, new)
    found: list[Segment] = []
    for same, was, now in _stretches(PIECE.findall(old), PIECE.findall(new), work):
        found += [Segment(Act.KEPT, "".join(was))] if same else _replaced("".join(was), "".join(now))
    return found


def _replaced(old: str, new: str) -> list[Segment]:
    parts = (Segment(Act.REMOVED, old), Segment(Act.ADDED, new))
    return [part for part in parts if part.text]


def _stretches(old: Sequence[str], new: Sequence[str], work: Work) -> list[tuple[bool, Sequence[str], Sequence[str]]]:
    numbers: dict[str, int] = {}
    coded = [[numbers.setdefault(piece, len(numbers)) for piece in side] for side in (old, new)]
    found: list[tuple[bool, Sequence[str], Sequence[str]]] = []
    at_old = at_new = 0
    last: Match = (len(old), len(new), 0)
    for start_old, start_new, size in [*matches(coded[0], coded[1], work), last]:
        if at_old < start_old or at_new < start_new:
            found.append((False, old[at_old:start_old], new[at_new:start_new]))
        at_old, at_new = start_old + size, start_new + size
        if size:
            found.append((True, old[start_old:at_old], new[start_new:at_new]))
    return found


def _pieces(pattern: re.Pattern[str], text: str) -> list[str]:
    return pattern.findall(text)


def _tidied(parts: Sequence[Segment]) -> list[Segment]:
    """One removed and one added stretch for each change; a lone short word between two changes goes with them."""
    found: list[Segment] = []
    removed, added = "", ""
    for number, part in enumerate(parts):
        if part.act is Act.REMOVED:
            removed += part.text
        elif part.act is Act.ADDED:
            added += part.text
        elif (removed or added) and number + 1 < len(parts) and _slight(part.text):
            removed, added = removed + part.text, added + part.text
        else:
            found += _replaced(removed, added)
            removed, added = "", ""
            if found and found[-1].act is Act.KEPT:
                found[-1] = Segment(Act.KEPT, found[-1].text + part.text)
            else:
                found.append(part)
    return found + _replaced(removed, added)


def _slight(text: str) -> bool:
    if len(text) > SHORT + 2 or "\n" in text:
        return False
    return len(WORD.findall(text)) <= 1
