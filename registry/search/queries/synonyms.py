"""Related words of policing: read from the rings, added beside what was typed, and always named on the page.

The rings are rows that the registrar keeps. Each process keeps them by the mark of the newest change, which every
search asks for, so that a change is in force at once in every worker without a restart. A copy that was not given
its rings yet reads those that the register is supplied with.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml
from sqlalchemy import select

from registry.core.db import db
from registry.search.index.words import words
from registry.search.models import SynonymChange, SynonymRing
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


def mark() -> str:
    """What names the rings as they now stand; empty while there are only the supplied ones: one statement."""
    return db.session.scalar(select(SynonymChange.mark).order_by(SynonymChange.id.desc()).limit(1)) or ""


@lru_cache(maxsize=8)
def rings(marked: str = "") -> dict[Member, tuple[Member, ...]]:
    """For each member of a ring, the others: of the rings so marked, or of the supplied ones.

    A member of several rings has the others of all of them; theirs are not followed further.
    """
    kept: Sequence[Iterable[str]]
    if marked:
        kept = db.session.scalars(select(SynonymRing.members).where(SynonymRing.active).order_by(SynonymRing.id)).all()
    else:
        kept = supplied()
    found: dict[Member, dict[Member, None]] = {}
    for ring in kept:
        members = [member_of(member) for member in ring]
        for member in members:
            found.setdefault(member, {}).update({other: None for other in members if other != member})
    return {member: tuple(others) for member, others in found.items()}


def supplied() -> list[list[str]]:
    """The rings that the register is supplied with."""
    return [[str(member) for member in ring] for ring in yaml.safe_load(FILE.read_text(encoding="utf-8"))["rings"]]


def member_of(text: str) -> Member:
    """A word or phrase as searches compare it."""
    return tuple(words(text))


def widened(clauses: list[Node], marked: str = "") -> tuple[list[Node], list[Related]]:
    """The clauses with related words beside those that have any, the longest run of words first."""
    known = rings(marked)
    result: list[Node] = []
    related: list[Related] = []
    place = 0
    while place < len(clauses):
        run = _run(known, clauses, place)
        if run:
            member = tuple(word for clause in clauses[place : place + run] for word in _plain(clause))
            added = [Related(" ".join(member), " ".join(other), _node(other)) for other in known[member]]
            typed = clauses[place] if run == 1 else All(tuple(clauses[place : place + run]))
            result.append(Any((typed, *(one.node for one in added)), WEIGHT))
            related += added
        else:
            result.append(clauses[place])
        place += run or 1
    return result, related


def _run(known: Container[Member], clauses: list[Node], place: int) -> int:
    """How many clauses from here make up a member of a ring."""
    best = 0
    member: Member = ()
    for end in range(place, min(place + LONGEST, len(clauses))):
        plain = _plain(clauses[end])
        if not plain:
            break
        member = (*member, *plain)
        if member in known:
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
