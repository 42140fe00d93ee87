"""The language of searches: words (all must match), "phrases", -not and OR. Nothing that is typed is an error."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from registry.search.index.words import STOP_WORDS, words
from registry.search.queries.asked import LONGEST, MOST_WORDS


@dataclass(frozen=True)
class Word:
    """One word; `exact` leaves out its other forms."""

    word: str
    exact: bool = False


@dataclass(frozen=True)
class Phrase:
    """Words that must follow one another."""

    words: tuple[str, ...]


@dataclass(frozen=True)
class All:
    """All of these must match."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Any:
    """One of these must match; what follows the first counts for less by `weight`."""

    parts: tuple["Node", ...]
    weight: float = 1.0


Node = Word | Phrase | All | Any


@dataclass
class Understood:
    """How a search was read: each clause must match and none of `refused` may. Notes say what was left aside."""

    text: str
    clauses: list[Node] = field(default_factory=list)
    refused: list[Node] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # cut, quotes, operators


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\ue000\ue001]+")
_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"'})
_PIECE = re.compile(r'(-?)"([^"]*)"|(\S+)')


def tidy(text: str) -> str:
    """What was typed, without control characters and doubled spaces, and no longer than is searched."""
    return " ".join(_CONTROL.sub(" ", text[: LONGEST * 50]).translate(_QUOTES).split())[:LONGEST]


def understand(text: str) -> Understood:
    """Read a search. What cannot be read as it was meant is searched as plain words, and a note says so."""
    read = Understood(tidy(text))
    if len(" ".join(text[: LONGEST * 50].split())) > LONGEST:
        read.notes.append("cut")
    source = read.text
    if source.count('"') % 2:
        read.notes.append("quotes")
        source = source.replace('"', " ")
    _clauses(read, list(_pieces(source)))
    return read


def _pieces(source: str) -> Iterator[tuple[str, Node | None]]:
    """Each piece as (kind, node); kind is "or", "not" or "must"."""
    count = 0
    for minus, quoted, bare in _PIECE.findall(source):
        if bare == "OR":
            yield "or", None
            continue
        negative = bool(minus) or (bare.startswith("-") and len(bare) > 1)
        found = words(quoted or bare)[: MOST_WORDS - count]
        count += len(found)
        if not found:
            continue
        node = _quoted(found) if quoted else _bare(found)
        yield ("not" if negative else "must"), node


def _quoted(found: list[str]) -> Node:
    return Phrase(tuple(found)) if len(found) > 1 else Word(found[0], exact=True)


def _bare(found: list[str]) -> Node:
    """One word; what a hyphen or a slash joins must all be there."""
    return Word(found[0]) if len(found) == 1 else All(tuple(Word(word) for word in found))


def _clauses(read: Understood, pieces: list[tuple[str, Node | None]]) -> None:
    joining = False
    for place, (kind, node) in enumerate(pieces):
        if kind == "or":
            joining = bool(read.clauses) and place + 1 < len(pieces) and pieces[place + 1][0] == "must"
            joining = joining and pieces[place - 1][0] == "must"
            if not joining and "operators" not in read.notes:
                read.notes.append("operators")
            continue
        if node is None:
            continue
        if kind == "not":
            read.refused.append(node)
        elif joining:
            last = read.clauses[-1]
            before = last.parts if isinstance(last, Any) else (last,)
            read.clauses[-1] = Any((*before, node))
        else:
            read.clauses.append(node)
        joining = False
    meant = [clause for clause in read.clauses if not _empty(clause)]
    read.clauses = meant or read.clauses


def _empty(clause: Node) -> bool:
    """Whether a clause is a word that says nothing by itself, like "the"."""
    return isinstance(clause, Word) and not clause.exact and clause.word in STOP_WORDS


def plain_words(read: Understood) -> list[str]:
    """Every word that was asked for, in order, once."""
    found: dict[str, None] = {}
    for clause in read.clauses:
        found.update(dict.fromkeys(words_of(clause)))
    return list(found)


def words_of(node: Node) -> tuple[str, ...]:
    """The words of a clause."""
    if isinstance(node, Word):
        return (node.word,)
    if isinstance(node, Phrase):
        return node.words
    return tuple(word for part in node.parts for word in words_of(part))
