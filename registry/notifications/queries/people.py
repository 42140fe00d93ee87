"""Whom to tell of something, and who did it in words that name nobody."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from registry.accounts.models import Membership, Person
from registry.core.db import db
from registry.governance.models import Board, Seat
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.rules.lifecycles import FINISHED
from registry.rules.words import Role, label

THE_REGISTRY = "The registry"


@dataclass(frozen=True)
class Reader:
    """Somebody with an account who is to be told."""

    id: int
    email: str


def holders(roles: Collection[Role], organisation_ids: Collection[int] | None = None) -> list[Reader]:
    """Everybody with an open account who holds one of the roles, at these organisations or anywhere."""
    statement = (
        select(Person.id, Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.role.in_(roles), Membership.ended_at.is_(None), Person.closed_at.is_(None))
        .distinct()
        .order_by(Person.id)
    )
    if organisation_ids is not None:
        statement = statement.where(Membership.organisation_id.in_(organisation_ids))
    return [Reader(row.id, row.email) for row in db.session.execute(statement)]


def longest_first(role: Role, organisation_id: int) -> list[Reader]:
    """Who holds a role at an organisation, whoever has held it longest first."""
    statement = (
        select(Person.id, Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.role == role,
            Membership.organisation_id == organisation_id,
            Membership.ended_at.is_(None),
            Person.closed_at.is_(None),
        )
        .order_by(Membership.started_at, Membership.id)
    )
    return [Reader(row.id, row.email) for row in db.session.execute(statement)]


def secretaries() -> list[Reader]:
    """Everybody who is secretary of a board."""
    statement = (
        select(Person.id, Person.email)
        .join(Seat, Seat.person_id == Person.id)
        .where(Seat.role == Role.SECRETARY, Seat.ended_at.is_(None), Person.closed_at.is_(None))
        .distinct()
        .order_by(Person.id)
    )
    return [Reader(row.id, row.email) for row in db.session.execute(statement)]


def reader(person_id: int | None) -> list[Reader]:
    """One person as a list: empty when the account is closed."""
    found = db.session.get(Person, person_id) if person_id is not None else None
    return [Reader(found.id, found.email)] if found is not None and found.closed_at is None else []


def adopters_of(tool_id: int) -> set[int]:
    """The organisations where an adoption of the tool has not ended."""
    statement = select(Adoption.organisation_id).where(
        Adoption.tool_id == tool_id, Adoption.is_current, Adoption.stage.not_in(FINISHED)
    )
    return set(db.session.scalars(statement))


def actor_words(actor_id: int | None, roles: Collection[Role], organisation_id: int | None = None) -> str:
    """Who did it, as the first of these roles that they hold, at this organisation if it is given."""
    statement = (
        select(Membership.role, Organisation.name)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == actor_id, Membership.ended_at.is_(None))
    )
    if organisation_id is not None:
        statement = statement.where(Membership.organisation_id == organisation_id)
    held = {row.role: row.name for row in db.session.execute(statement)}
    role = next((role for role in roles if role in held), None)
    return f"{label(role)}, {held[role]}" if role else THE_REGISTRY


def seat_words(actor_id: int | None, board_id: int) -> str:
    """Who did it, as their seat on a board."""
    statement = (
        select(Seat.role, Board.name)
        .join(Board, Board.id == Seat.board_id)
        .where(Seat.person_id == actor_id, Seat.board_id == board_id, Seat.ended_at.is_(None))
        .order_by(Seat.id)
        .limit(1)
    )
    found = db.session.execute(statement).first()
    return f"{label(found.role)}, {found.name}" if found else THE_REGISTRY
