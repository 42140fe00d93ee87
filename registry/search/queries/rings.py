"""The groups of related words as the registrar sees them, and what a change of one would find."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from registry.core.db import db
from registry.core.errors import Invalid, NotFound
from registry.core.paging import Page, page_of_rows
from registry.rules import policy
from registry.rules.answers import tidy
from registry.rules.policy import Actor, Permission, allows
from registry.search.index.reader import Unavailable
from registry.search.index.words import STOP_WORDS
from registry.search.models import SynonymChange, SynonymRing
from registry.search.queries.asked import Asked
from registry.search.queries.find import every
from registry.search.queries.synonyms import LONGEST, Member, mark, member_of, supplied

MOST_MEMBERS = 20
LONGEST_MEMBER = 60  # characters


@dataclass(frozen=True)
class Reach:
    """What a search for one member finds now, and what it would find with the whole group."""

    member: str
    now: int
    then: int


@dataclass(frozen=True)
class Preview:
    """A group as it would be kept, what it would find, and in which other groups its words stand."""

    members: tuple[str, ...]
    reach: tuple[Reach, ...]
    elsewhere: tuple[tuple[str, str], ...]  # (member, the other group)
    indexed: bool = True


def synonym_rings(actor: Actor, number: int | None = 1) -> Page[SynonymRing]:
    """A page of the groups, in the order they were added: those in use for members, all for the registrar."""
    policy.require(actor, Permission.SYNONYM_READ)
    statement = select(SynonymRing).order_by(SynonymRing.id)
    if not allows(actor, Permission.SYNONYM_EDIT):
        statement = statement.where(SynonymRing.active)
    if mark():
        return page_of_rows(statement, number, 100)
    rows = [SynonymRing(id=0, members=members, active=True, revision=0) for members in supplied()]
    return Page(rows, 1, len(rows), len(rows))


def require_keeper(actor: Actor) -> None:
    """Raise NotAllowed to all but the registrar."""
    policy.require(actor, Permission.SYNONYM_EDIT)


def ring(actor: Actor, ring_id: int) -> SynonymRing:
    """One group. Raises NotAllowed to all but the registrar, NotFound for one that is not there."""
    policy.require(actor, Permission.SYNONYM_EDIT)
    found = db.session.get(SynonymRing, ring_id)
    if found is None:
        raise NotFound("There is no such group of words. Look at the list.")
    return found


def ring_changes(ring_id: int) -> Sequence[SynonymChange]:
    """How a group came to be as it is, the newest change first."""
    statement = select(SynonymChange).where(SynonymChange.ring_id == ring_id).order_by(SynonymChange.id.desc())
    return db.session.scalars(statement.limit(50)).all()


def last_changed() -> datetime | None:
    """When somebody changed a group last; none while all are as they were supplied."""
    return db.session.scalar(
        select(func.max(SynonymChange.recorded_at)).where(SynonymChange.recorded_by_id.is_not(None))
    )


def checked(members: Iterable[str], besides: int | None = None) -> list[str]:
    """The members of a group as they may be kept: tidy, each once.

    Raises Invalid when there are fewer than two, when one says nothing or too much, or when a group in use holds the
    very same words. A word may stand in several groups: what they add is not followed further, so there are no circles.
    """
    kept: dict[Member, str] = {}
    for text in members:
        if said := tidy(text, False):
            kept.setdefault(_usable(said), said)
    if len(kept) < 2:
        raise _invalid("Write at least two different words or phrases, each on a line of its own.")
    if len(kept) > MOST_MEMBERS:
        raise _invalid(f"A group holds up to {MOST_MEMBERS} words and phrases. Leave some out, or make two groups.")
    for number, others in _members_of_rings(besides).items():
        if others == set(kept):
            raise _invalid(f"Group {number} holds the same words already.")
    return list(kept.values())


def preview(actor: Actor, members: Iterable[str], ring_id: int | None = None) -> Preview:
    """What a group would find before it takes effect: nothing is saved."""
    policy.require(actor, Permission.SYNONYM_EDIT)
    kept = checked(members, ring_id)
    elsewhere = [
        (text, ", ".join(" ".join(one) for one in sorted(others)))
        for others in _members_of_rings(ring_id).values()
        for text in kept
        if member_of(text) in others
    ]
    try:
        alone = {text: _found(actor, text, exact=True) for text in kept}
        now = {text: _found(actor, text) for text in kept}
    except Unavailable:
        return Preview(tuple(kept), (), tuple(elsewhere), indexed=False)
    together = set().union(*alone.values())
    reach = tuple(Reach(text, len(now[text]), len(now[text] | together)) for text in kept)
    return Preview(tuple(kept), reach, tuple(elsewhere))


def _usable(text: str) -> Member:
    member = member_of(text)
    if not member or all(word in STOP_WORDS for word in member):
        raise _invalid(f"“{text}” says nothing that can be searched for. Write letters or figures.")
    if len(member) > LONGEST or len(text) > LONGEST_MEMBER:
        raise _invalid(f"“{text[:80]}” is too long: up to {LONGEST} words and {LONGEST_MEMBER} letters.")
    return member


def _members_of_rings(besides: int | None) -> dict[int, set[Member]]:
    found: dict[int, set[Member]] = defaultdict(set)
    for row in db.session.execute(select(SynonymRing.id, SynonymRing.members).where(SynonymRing.active)):
        if row.id != besides:
            found[row.id] = {member_of(text) for text in row.members}
    return found


def _found(actor: Actor, text: str, exact: bool = False) -> set[int]:
    return set(every(actor, Asked(f'"{text}"' if exact else text, exact=exact, sort="newest")))


def _invalid(words: str) -> Invalid:
    return Invalid("The group cannot be kept.", {"members": words})
