"""Accepting an invitation: as somebody new, or as somebody who has an account."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.accounts.events import PersonJoined
from registry.accounts.models import Invitation, Membership, Person
from registry.accounts.queries.invitations import UNUSABLE, invitation_by_link
from registry.accounts.queries.members import member
from registry.accounts.services.passwords import acceptable, hashed
from registry.accounts.services.sessions import hash_of, start_session
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound
from registry.core.events import emit
from registry.rules.policy import Actor, Permission, allows
from registry.rules.roles import grantable


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """What somebody new says of themselves."""

    name: str
    password: str


def accept_as_new(token: str, details: NewPerson, hours: int) -> str:
    """Make the account that an invitation allows, and return the token of its first session.

    Raises Invalid for a weak password or no name, NotFound for a link that is used up, Conflict when the address
    has an account: its holder signs in and opens the link again. The slow hash holds no lock.
    """
    email = invitation_by_link(hash_of(token)).email
    if not details.name.strip():
        raise Invalid("Give your name.", {"name": "Enter your name."})
    acceptable(details.password, details.name, email.partition("@")[0])
    return _join_as_new(token, details.name.strip(), hashed(details.password), hours)


@command
def accept_as_member(actor: Actor, token: str) -> Invitation:
    """Add the role of an invitation to the person who is signed in.

    Raises NotAllowed when the invitation is for another address, NotFound for a link that is used up.
    """
    invitation = _take(token)
    person = db.session.get_one(Person, actor.id)
    if person.email != invitation.email:
        raise NotAllowed(
            "This invitation is for another e-mail address. Sign out, and open the link again as its holder.",
            permission=Permission.PERSON_INVITE,
            subject=f"invitation:{invitation.id}",
            actor_id=actor.id,
        )
    _grant(person, invitation)
    return invitation


@command
def _join_as_new(token: str, name: str, password_hash: str, hours: int) -> str:
    invitation = _take(token)
    if db.session.scalar(select(Person.id).where(Person.email == invitation.email)) is not None:
        raise Conflict("There is an account with this address. Sign in, then open the link again.")
    person = Person(
        email=invitation.email,
        name=name,
        password_hash=password_hash,
        created_at=clock.now(),
        synthetic=invitation.organisation.synthetic,
    )
    db.session.add(person)
    db.session.flush()
    _grant(person, invitation)
    return start_session(person.id, hours)


def _take(token: str) -> Invitation:
    """The invitation behind a link, locked, so that a second use waits and finds it closed."""
    found = invitation_by_link(hash_of(token))
    locked = db.session.scalar(
        select(Invitation)
        .where(Invitation.id == found.id, Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
        .options(joinedload(Invitation.organisation, innerjoin=True))
        .with_for_update(of=Invitation)
        .execution_options(populate_existing=True)
    )
    if locked is None or not _still_backed(locked):
        raise NotFound(UNUSABLE)
    return locked


def _still_backed(invitation: Invitation) -> bool:
    """Whether whoever invited may still hand out this role; the terminal always may."""
    if invitation.invited_by_id is None:
        return True
    inviter = member(invitation.invited_by_id)
    return (
        inviter is not None
        and allows(inviter.actor, Permission.PERSON_INVITE, invitation.organisation)
        and invitation.role in grantable(inviter.actor, invitation.organisation_id)
    )


def _grant(person: Person, invitation: Invitation) -> None:
    moment = clock.now()
    invitation.accepted_at = moment
    held = select(Membership.id).where(
        Membership.person_id == person.id,
        Membership.organisation_id == invitation.organisation_id,
        Membership.role == invitation.role,
        Membership.ended_at.is_(None),
    )
    if db.session.scalar(held) is None:
        db.session.add(
            Membership(
                person_id=person.id,
                organisation_id=invitation.organisation_id,
                role=invitation.role,
                granted_by_id=invitation.invited_by_id,
                started_at=moment,
            )
        )
    emit(
        PersonJoined(
            actor_id=person.id,
            person_id=person.id,
            invitation_id=invitation.id,
            organisation_id=invitation.organisation_id,
            role=invitation.role.value,
        )
    )
