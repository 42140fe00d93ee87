"""Reading people and what they do for which organisation."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from registry.accounts.models import Membership, Person
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import Page, page_of_counted
from registry.organisations.models import Organisation
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.rules.words import Role

SIZE = 50


@dataclass(frozen=True)
class Colleague:
    """A person and the roles they hold at one organisation."""

    person: Person
    memberships: Sequence[Membership]


def person_by_email(email: str) -> Person | None:
    """The person with this address, unless their account is closed."""
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower(), Person.closed_at.is_(None)))


def colleagues(actor: Actor, organisation: Organisation, number: int | None = 1) -> Page[Colleague]:
    """A page of the people of an organisation with their roles there, by name: two statements.

    Raises NotAllowed unless the actor leads it or keeps the register.
    """
    policy.require(actor, Permission.PEOPLE_READ, organisation)
    here = (Membership.organisation_id == organisation.id, Membership.ended_at.is_(None), Person.closed_at.is_(None))
    people = (
        select(Person, func.count().over().label("total"))
        .where(Person.id.in_(select(Membership.person_id).join(Membership.person).where(*here)))
        .order_by(Person.name, Person.id)
    )
    page = page_of_counted(people, number, SIZE)
    held = db.session.scalars(
        select(Membership)
        .join(Membership.person)
        .where(*here, Membership.person_id.in_([row.Person.id for row in page.items]))
        .order_by(Membership.id)
    ).all()
    return page.of(
        [Colleague(row.Person, [one for one in held if one.person_id == row.Person.id]) for row in page.items]
    )


def own_roles(actor: Actor) -> Sequence[Membership]:
    """What the actor does for which organisation."""
    return db.session.scalars(
        select(Membership)
        .join(Membership.organisation)
        .where(Membership.person_id == actor.id, Membership.ended_at.is_(None))
        .options(joinedload(Membership.organisation))
        .order_by(Organisation.name, Membership.id)
    ).all()


def colleague(actor: Actor, organisation: Organisation, person_id: int) -> Person:
    """Somebody who belongs to an organisation, to give them one more role.

    Raises NotAllowed unless the actor may give roles there, NotFound for anybody else.
    """
    policy.require(actor, Permission.ROLE_GRANT, organisation)
    found = db.session.scalar(
        select(Person).where(
            Person.id == person_id,
            Person.closed_at.is_(None),
            Person.id.in_(
                select(Membership.person_id).where(
                    Membership.organisation_id == organisation.id, Membership.ended_at.is_(None)
                )
            ),
        )
    )
    if found is None:
        raise NotFound("No such person belongs to this organisation. Invite them.")
    return found


def membership_to_end(actor: Actor, organisation: Organisation, membership_id: int) -> Membership:
    """A role that the actor may look at in order to end it: their own, or any where they may revoke.

    Raises NotAllowed for those of others, NotFound for a role that has ended.
    """
    found = db.session.scalar(
        select(Membership)
        .where(
            Membership.id == membership_id,
            Membership.organisation_id == organisation.id,
            Membership.ended_at.is_(None),
        )
        .options(joinedload(Membership.person), joinedload(Membership.organisation))
    )
    if found is None or found.person_id != actor.id:
        policy.require(actor, Permission.ROLE_REVOKE, organisation)
    if found is None:
        raise NotFound("This role has ended already.")
    return found


def holders(role: Role, organisation_id: int | None = None) -> Sequence[Person]:
    """Everybody who holds a role, at one organisation or anywhere: for notices."""
    statement = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.role == role, Membership.ended_at.is_(None), Person.closed_at.is_(None))
        .order_by(Person.id)
        .distinct()
    )
    if organisation_id is not None:
        statement = statement.where(Membership.organisation_id == organisation_id)
    return db.session.scalars(statement).all()
