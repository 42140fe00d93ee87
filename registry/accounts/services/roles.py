"""Giving roles and taking them back. Rows are closed, never deleted."""

from sqlalchemy import select

from registry.accounts.events import RoleGranted, RoleRevoked
from registry.accounts.models import Membership, Person
from registry.accounts.queries.people import membership_to_end
from registry.accounts.services.invitations import in_the_gift_of
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, NotAllowed, NotFound, WrongState
from registry.core.events import emit
from registry.organisations.models import Organisation
from registry.organisations.queries import organisation_by_id
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.rules.words import Role


@command
def grant_role(actor: Actor, organisation_id: int, person_id: int, role: Role) -> Membership:
    """Give one more role to somebody who already belongs to the organisation; others are invited.

    Raises NotAllowed unless the actor leads it or keeps the register, for a role not in their gift, and
    for a role for themselves.
    """
    organisation = organisation_by_id(organisation_id)
    policy.require(actor, Permission.ROLE_GRANT, organisation)
    in_the_gift_of(actor, organisation, role)
    if person_id == actor.id:
        raise _own_role(actor, organisation)
    held = _roles_at(person_id, organisation_id)
    if not held:
        raise NotFound("No such person belongs to this organisation. Invite them.")
    if role in held:
        raise Invalid("They hold this role already.", {"role": "They hold this role already."})
    membership = Membership(
        person_id=person_id,
        organisation_id=organisation_id,
        role=role,
        granted_by_id=actor.id,
        started_at=clock.now(),
    )
    db.session.add(membership)
    emit(RoleGranted(actor_id=actor.id, person_id=person_id, organisation_id=organisation_id, role=role.value))
    return membership


@command
def revoke_role(actor: Actor, organisation_id: int, membership_id: int) -> Membership:
    """End a role: one that the actor may hand out there, or the actor's own unless it is their last.

    Raises NotAllowed for others, WrongState for the last registrar and for one's own last role, NotFound
    for a role that has ended.
    """
    organisation = organisation_by_id(organisation_id)
    found = membership_to_end(actor, organisation, membership_id)
    _may_end(actor, organisation, found)
    found.ended_at = clock.now()
    emit(
        RoleRevoked(
            actor_id=actor.id,
            person_id=found.person_id,
            organisation_id=organisation_id,
            role=found.role.value,
        )
    )
    return found


def keep_a_registrar(leaving: int) -> None:
    """Raise WrongState when no registrar would be left without this person's roles."""
    others = db.session.scalars(
        select(Membership.person_id)
        .join(Membership.person)
        .where(Membership.role == Role.REGISTRAR, Membership.ended_at.is_(None), Person.closed_at.is_(None))
        .with_for_update(of=Membership)  # two registrars cannot remove each other at the same moment
    ).all()
    if set(others) <= {leaving}:
        raise WrongState("The last registrar cannot be removed. Invite another registrar first.")


def _may_end(actor: Actor, organisation: Organisation, found: Membership) -> None:
    if found.person_id != actor.id:
        in_the_gift_of(actor, organisation, found.role)
    elif len(actor.roles) < 2:
        raise WrongState("You cannot give up your last role. Ask your lead or the registrar to end it.")
    if found.role is Role.REGISTRAR and _registrar_once(found.person_id):
        keep_a_registrar(found.person_id)


def _registrar_once(person_id: int) -> bool:
    """Whether this is the only organisation at which the person is registrar."""
    held = db.session.scalars(
        select(Membership.id).where(
            Membership.person_id == person_id, Membership.role == Role.REGISTRAR, Membership.ended_at.is_(None)
        )
    ).all()
    return len(held) == 1


def _roles_at(person_id: int, organisation_id: int) -> list[Role]:
    return list(
        db.session.scalars(
            select(Membership.role)
            .join(Membership.person)
            .where(
                Membership.person_id == person_id,
                Membership.organisation_id == organisation_id,
                Membership.ended_at.is_(None),
                Person.closed_at.is_(None),
            )
        )
    )


def _own_role(actor: Actor, organisation: Organisation) -> NotAllowed:
    return NotAllowed(
        "Nobody gives a role to themselves. Ask another lead or the registrar.",
        permission=Permission.ROLE_GRANT,
        subject=f"organisation:{organisation.id}",
        actor_id=actor.id,
    )
