"""A person as the policy sees them: roles, board seats and the tools that were opened to them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import literal, or_, select, union_all

from registry.accounts.queries.members import Member, member
from registry.catalogue.models import Access
from registry.catalogue.queries.scope import COLLABORATOR, GIVES, SUPPLIER
from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotFound
from registry.governance.models import Interest, Seat
from registry.rules.policy import Actor
from registry.rules.words import Role


def actor(person_id: int) -> Actor:
    """The person's whole actor: two statements.

    Raises NotFound for an unknown or closed account.
    """
    found = member(person_id)
    if found is None:
        raise NotFound("No such person.")
    return with_seats_and_access(found)


def with_seats_and_access(person: Member) -> Actor:
    """Add to a member's actor what higher slices know of them: one statement.

    A record that names the person's organisation as supplier is readable to them like a public one: it opens no
    answers that are kept to policing, so it is a fact of its own.
    """
    seats = select(literal("seat").label("kind"), Seat.board_id.label("id"), Seat.role.label("role")).where(
        Seat.person_id == person.id, Seat.ended_at.is_(None)
    )
    access = select(Access.reason, Access.tool_id, literal(None)).where(
        or_(Access.person_id == person.id, Access.organisation_id.in_(person.actor.organisations)),
        or_(Access.until.is_(None), Access.until > clock.now()),
    )
    interests = select(literal("interest"), Interest.tool_id, literal(None)).where(
        Interest.person_id == person.id, Interest.ended_at.is_(None)
    )
    rows: Sequence[Any] = db.session.execute(union_all(seats, access, interests)).all()
    return replace(
        person.actor,
        seats=frozenset((row.id, Role(row.role)) for row in rows if row.kind == "seat"),
        given=frozenset(row.id for row in rows if row.kind in GIVES),
        writes=frozenset(row.id for row in rows if row.kind == COLLABORATOR),
        supplies=frozenset(row.id for row in rows if row.kind == SUPPLIER),
        conflicted=frozenset(row.id for row in rows if row.kind == "interest"),
    )
