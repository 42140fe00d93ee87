"""Related words of policing: read from the ring, added beside what was typed, and always named on the page."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from registry.search.index.words import words
from registry.search.queries.language import All, Any, Node, Phrase, Word

FILE = Path(__file__).parents[3] / "seed" / "synonyms.yaml"
WEIGHT = 0.4
LONGEST = 6  # words in one member of a ring

Member = tuple[str, ...]


@dataclass(frozen=True)
class Related:
    """A word or phrase that was searched for as well, and what it stands for."""

    typed: str
    added: str
    node: Node


@cache
def rings() -> dict[Member, tuple[Member, ...]]:
    """For each member of a ring, the others."""
    found: dict[Member, dict[Member, None]] = {}
    for ring in yaml.safe_load(FILE.read_text(encoding="utf-8"))["rings"]:
        members = [tuple(words(str(member))) for member in ring]
        for member in members:
            found.setdefault(member, {}).update({other: None for other in members if other != member})
    return {member: tuple(others) for member, others in found.items()}


def widened(clauses: list[Node]) -> tuple[list[Node], list[Related]]:
    """The clauses with related words beside those that have any, the longest run of words first."""
    result: list[Node] = []
    related: list[Related] = []
    place = 0
    while place < len(clauses):
        run = _run(clauses, place)
        if run:
            member = tuple(word for clause in clauses[place : place + run] for word in _plain(clause))
            added = [Related(" ".join(member), " ".join(other), _node(other)) for other in rings()[member]]
            typed = clauses[place] if run == 1 else All(tuple(clauses[place : place + run]))
            result.append(Any((typed, *(one.node for one in added)), WEIGHT))
            related += added
        else:
            result.append(clauses[place])
        place += run or 1
    return result, related


def _run(clauses: list[Node], place: int) -> int:
    """How many clauses from here make up a member of a ring."""
    best = 0
    member: Member = ()
    for end in range(place, min(place + LONGEST, len(clauses))):
        plain = _plain(clauses[end])
        if not plain:
            break
        member = (*member, *plain)
        if member in rings():
            best = end - place + 1
    return best


def _plain(clause: Node) -> tuple[str, ...]:
    """The words of a clause that may be widened; a quoted one is meant as it stands."""
    if isinstance(clause, Word) and not clause.exact:
        return (clause.word,)
    if isinstance(clause, All) and all(isinstance(part, Word) for part in clause.parts):
        return tuple(word for part in clause.parts for word in _plain(part))
    return ()


def _node(member: Member) -> Node:
    return Phrase(member) if len(member) > 1 else Word(member[0], exact=True)
