"""The language of searches: words (all must match), "phrases", -not or NOT, OR, begin* and field:value.

Nothing that is typed is an error: what cannot be read as it was meant is searched as plain words, and a note says so.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from registry.search.index.words import STOP_WORDS, words
from registry.search.queries.asked import LONGEST, MOST_WORDS


@dataclass(frozen=True)
class Word:
    """One word; `exact` leaves out its other forms, `within` names the part of a record that it must stand in."""

    word: str
    exact: bool = False
    within: str = ""


@dataclass(frozen=True)
class Phrase:
    """Words that must follow one another."""

    words: tuple[str, ...]
    within: str = ""


@dataclass(frozen=True)
class Beginning:
    """Words that begin with these letters."""

    letters: str
    within: str = ""


@dataclass(frozen=True)
class Held:
    """A value of a filter, as it was typed."""

    name: str
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


@dataclass(frozen=True)
class Chosen:
    """Values of a filter that the reader may know of."""

    code: str
    values: tuple[str, ...]


Leaf = Word | Phrase | Beginning
Node = Leaf | Held | Chosen | All | Any


@dataclass
class Understood:
    """How a search was read: each clause must match and none of `refused` may. Notes say what was left aside."""

    text: str
    clauses: list[Node] = field(default_factory=list)
    refused: list[Node] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # cut, words, quotes, operators, names, fields

    def say(self, note: str) -> None:
        """Note what was left aside, once."""
        if note not in self.notes:
            self.notes.append(note)


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\ue000\ue001]+")
_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"'})
_PIECE = re.compile(r'(-?)(?:([A-Za-z][A-Za-z-]*):)?(?:"([^"]*)"|(\S+))')
SHORTEST_BEGINNING = 2
PARTS = {  # of a record that words may be looked for in alone, by what people call them
    "title": "title",
    "name": "title",
    "summary": "summary",
    "evidence": "evidence",
    "text": "body",
    "description": "body",
    "file": "files",
    "files": "files",
}
SIGNS = ("OR", "NOT")  # in capitals
ADDRESS = "//"  # after a colon: what stands before it is no name of a field


def tidy(text: str) -> str:
    """What was typed, without control characters and doubled spaces, and no longer than is searched."""
    return " ".join(_CONTROL.sub(" ", text[: LONGEST * 50]).translate(_QUOTES).split())[:LONGEST]


def understand(text: str, names: Collection[str] = frozenset()) -> Understood:
    """Read a search, in which `names` are those of filters; without any, nothing is said of a name that is none."""
    read = Understood(tidy(text))
    if len(" ".join(text[: LONGEST * 50].split())) > LONGEST:
        read.say("cut")
    source = read.text
    if source.count('"') % 2:
        read.say("quotes")
        source = source.replace('"', " ")
    _clauses(read, list(_pieces(read, source, names)))
    return read


def _pieces(read: Understood, source: str, names: Collection[str]) -> Iterator[tuple[str, Node | None]]:
    """Each piece as (kind, node); kind is "or", "not" or "must"."""
    left, refusing = MOST_WORDS, False
    for minus, name, quoted, bare in _PIECE.findall(source):
        if bare in SIGNS and not name:
            if refusing:
                read.say("operators")
            refusing = bare == "NOT"
            if bare == "OR":
                yield "or", None
            continue
        field_name = _field(read, name.lower(), names, bare)
        said = words(quoted or bare if field_name or not name else f"{name} {quoted or bare}")
        found = said[:left]
        left -= len(found)
        if len(said) > len(found):
            read.say("words")
        if not found:
            continue
        if field_name in names:
            node: Node = Held(field_name, tuple(found))
        else:
            node = _node(found, PARTS.get(field_name, ""), bool(quoted) and (field_name or not name), bare)
        yield ("not" if minus or refusing else "must"), node
        refusing = False
    if refusing:
        read.say("operators")


def _field(read: Understood, name: str, names: Collection[str], bare: str) -> str:
    """The name before a colon if it is one of a filter or of a part of a record; else nothing, and a note says so."""
    if name in names or name in PARTS:
        return name
    if name and names and not bare.startswith(ADDRESS):
        read.say("names")
    return ""


def _node(found: list[str], within: str, quoted: object, bare: str) -> Node:
    """Quoted words as they stand; one word, or the beginning of one; what a sign joins must all be there."""
    if quoted:
        return Phrase(tuple(found), within) if len(found) > 1 else Word(found[0], exact=True, within=within)
    if bare.endswith("*") and len(found) == 1 and len(found[0]) >= SHORTEST_BEGINNING:
        return Beginning(found[0], within)
    parts = tuple(Word(word, within=within) for word in found)
    return parts[0] if len(parts) == 1 else All(parts)


def _clauses(read: Understood, pieces: list[tuple[str, Node | None]]) -> None:
    joining = False
    for place, (kind, node) in enumerate(pieces):
        if kind == "or":
            joining = bool(read.clauses) and place + 1 < len(pieces) and pieces[place + 1][0] == "must"
            joining = joining and pieces[place - 1][0] == "must"
            if not joining:
                read.say("operators")
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


def leaves(clauses: Iterable[Node]) -> Iterator[Leaf]:
    """The words, phrases and beginnings of clauses, however deep they stand."""
    for clause in clauses:
        if isinstance(clause, Word | Phrase | Beginning):
            yield clause
        elif isinstance(clause, All | Any):
            yield from leaves(clause.parts)


def words_of(node: Node) -> tuple[str, ...]:
    """The words of a clause."""
    if isinstance(node, Word):
        return (node.word,)
    if isinstance(node, Phrase):
        return node.words
    if isinstance(node, Beginning):
        return (node.letters,)
    if isinstance(node, Held | Chosen):
        return ()
    return tuple(word for part in node.parts for word in words_of(part))
