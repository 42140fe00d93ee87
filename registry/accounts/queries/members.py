"""A person's roles as facts for the policy: one statement, whether by session or by id."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, or_, select

from registry.accounts.models import Membership, Person, SignIn
from registry.core import clock
from registry.core.db import db
from registry.organisations.models import Organisation, Succession
from registry.rules.policy import Actor
from registry.rules.words import POLICING_KINDS


@dataclass(frozen=True)
class Member:
    """A signed-in person, and what they may act as. `sign_in_id` is empty outside a session."""

    id: int
    name: str
    email: str
    actor: Actor
    synthetic: bool = False
    sign_in_id: int | None = None
    seen_at: Any = None


def member(person_id: int) -> Member | None:
    """The person with this id and their open memberships; nothing for a closed account."""
    return _member(_facts().where(Person.id == person_id))


def member_by_session(token_hash: str, idle: timedelta) -> Member | None:
    """The person whose session this is; nothing once it ended, expired or stood idle too long."""
    moment = clock.now()
    statement = (
        _facts()
        .add_columns(SignIn.id.label("sign_in_id"), SignIn.seen_at.label("seen_at"))
        .join(SignIn, SignIn.person_id == Person.id)
        .where(
            SignIn.token_hash == token_hash,
            SignIn.ended_at.is_(None),
            SignIn.expires_at > moment,
            SignIn.seen_at > moment - idle,
        )
    )
    return _member(statement)


def _facts() -> Select[*tuple[Any, ...]]:
    held = Membership.person_id == Person.id
    return (
        select(
            Person.id,
            Person.name,
            Person.email,
            Person.synthetic,
            Membership.organisation_id,
            Membership.role,
            Organisation.kind,
            Succession.predecessor_id,
            Succession.successor_id,
        )
        .select_from(Person)
        .outerjoin(Membership, held & Membership.ended_at.is_(None))
        .outerjoin(Organisation, Organisation.id == Membership.organisation_id)
        .outerjoin(
            Succession,
            or_(Succession.predecessor_id == Organisation.id, Succession.successor_id == Organisation.id)
            & Succession.undone_at.is_(None),
        )
        .where(Person.closed_at.is_(None))
    )


def _member(statement: Select[*tuple[Any, ...]]) -> Member | None:
    rows = db.session.execute(statement).all()
    if not rows:
        return None
    held = [row for row in rows if row.organisation_id is not None]
    family = {row.organisation_id for row in held}
    family |= {row.predecessor_id for row in held} | {row.successor_id for row in held}
    actor = Actor(
        id=rows[0].id,
        roles=frozenset((row.organisation_id, row.role) for row in held),
        policing=any(row.kind in POLICING_KINDS for row in held),
        family=frozenset(family - {None}),
    )
    first = rows[0]
    return Member(
        first.id,
        first.name,
        first.email,
        actor,
        first.synthetic,
        getattr(first, "sign_in_id", None),
        getattr(first, "seen_at", None),
    )
