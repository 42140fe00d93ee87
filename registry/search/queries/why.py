"""Why a result is one: for each part of the search, in which form it stands in the record, and what counted besides."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import log2

from registry.rules.words import Design
from registry.search.index.words import plain, stem, words
from registry.search.queries.language import All, Any, Beginning, Node, Phrase, Word
from registry.search.queries.match import STRENGTH, USED

MOST = 4  # forms of one word that are named


@dataclass(frozen=True)
class Reason:
    """A part of the search, how it stands in the record, and in which words where those differ."""

    typed: str
    how: str  # exact, phrase, form, beginning or related
    forms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Boost:
    """What counted besides the words: evidence or use, by how many per cent."""

    kind: str  # strength or confirmed
    percent: int
    design: Design | None = None
    number: int = 0


def reasons(clauses: Sequence[Node], seen: Collection[str]) -> list[Reason]:
    """For each part of the search that was seen in a record, how."""
    return list(dict.fromkeys(reason for clause in clauses for reason in _of(clause, seen)))


def boosts(design: Design | None, confirmed: int) -> list[Boost]:
    """What evidence and use added, as match.boost reckons it."""
    found = []
    if design is not None and design.strength:
        found.append(Boost("strength", round(STRENGTH * design.strength * 100), design=design))
    if confirmed:
        found.append(Boost("confirmed", round(USED * log2(1 + confirmed) * 100), number=confirmed))
    return found


def _of(node: Node, seen: Collection[str]) -> Iterator[Reason]:
    if isinstance(node, Any):
        first, *others = node.parts
        yield from _of(first, seen)
        for other in others:
            for reason in _of(other, seen):
                yield Reason(_typed(first), "related", (reason.typed,)) if node.weight < 1 else reason
    elif isinstance(node, All):
        for part in node.parts:
            yield from _of(part, seen)
    else:
        found = _leaf(node, seen)
        if found:
            yield found


def _leaf(node: Node, seen: Collection[str]) -> Reason | None:
    if isinstance(node, Phrase):
        return Reason(" ".join(node.words), "phrase") if any(tuple(words(one)) == node.words for one in seen) else None
    if isinstance(node, Beginning):
        forms = sorted({one for one in seen if one.startswith(node.letters)})
        return Reason(f"{node.letters}*", "beginning", tuple(forms[:MOST])) if forms else None
    if not isinstance(node, Word):
        return None
    forms = sorted({one for one in seen if plain(one) == node.word or _same_stem(one, node)})
    if not forms:
        return None
    exact = any(plain(one) == node.word for one in forms)
    return Reason(node.word, "exact") if exact else Reason(node.word, "form", tuple(forms[:MOST]))


def _same_stem(one: str, node: Word) -> bool:
    return not node.exact and stem(plain(one)) == stem(node.word)


def _typed(node: Node) -> str:
    if isinstance(node, Word):
        return node.word
    if isinstance(node, Phrase):
        return " ".join(node.words)
    return " ".join(_typed(part) for part in node.parts) if isinstance(node, All | Any) else ""
