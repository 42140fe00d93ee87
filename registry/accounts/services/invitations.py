"""Inviting people: a single-use link of 256 random bits, of which only the hash is kept.

A link is a secret, so it travels by no event and stands in no table. `invite` returns one, which the
page shows once to whoever invites, to copy and send. Mail is sent by a higher slice: on PersonInvited it
asks `new_link` for a link of its own, so that no secret passes through the outbox. Any link opens the
invitation, the first that is used closes it for all.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from registry.accounts.events import InvitationRevoked, PersonInvited
from registry.accounts.models import Invitation, InvitationLink
from registry.accounts.queries.invitations import open_invitation, open_invitations
from registry.accounts.queries.people import person_by_email
from registry.accounts.services.sessions import hash_of
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, NotAllowed, NotFound
from registry.core.events import emit
from registry.organisations.models import Organisation
from registry.organisations.queries import organisation_by_id, registry_itself
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.rules.roles import grantable
from registry.rules.words import Role, label

VALID_FOR = timedelta(days=7)


@dataclass(frozen=True, kw_only=True)
class InvitationDetails:
    """Whom to invite, and as what."""

    email: str
    role: Role
    name: str | None = None


@dataclass(frozen=True)
class Invited:
    """An invitation and the link to it, which cannot be had a second time."""

    invitation: Invitation
    token: str


@command
def invite(actor: Actor, organisation_id: int, details: InvitationDetails) -> Invited:
    """Invite a person to an organisation in a role; an open invitation of theirs to the same role is replaced.

    Raises NotAllowed unless the actor leads it or keeps the register, for a role that is not in their
    gift, and for an invitation of themselves.
    """
    organisation = organisation_by_id(organisation_id)
    policy.require(actor, Permission.PERSON_INVITE, organisation)
    in_the_gift_of(actor, organisation, details.role)
    email = details.email.strip().lower()
    _not_oneself(actor, email)
    for earlier in open_invitations(actor, organisation):
        if (earlier.email, earlier.role) == (email, details.role):
            _close(actor, earlier)
    return _add(actor.id, organisation, InvitationDetails(email=email, role=details.role, name=details.name))


@command
def invite_registrar(email: str, name: str) -> Invited:
    """Invite a registrar from the terminal: the first one has nobody else to invite them.

    Raises NotFound before the reference data are there.
    """
    details = InvitationDetails(email=email.strip().lower(), role=Role.REGISTRAR, name=name)
    return _add(None, registry_itself(), details)


@command
def revoke_invitation(actor: Actor, organisation_id: int, invitation_id: int) -> Invitation:
    """Take back an invitation that waits to be accepted.

    Raises NotAllowed unless the actor may invite there, NotFound for one that is closed or of elsewhere.
    """
    organisation = organisation_by_id(organisation_id)
    policy.require(actor, Permission.PERSON_INVITE, organisation)
    found = open_invitation(invitation_id)
    if found is None or found.organisation_id != organisation_id:
        raise NotFound("No such invitation is waiting.")
    in_the_gift_of(actor, organisation, found.role)
    _close(actor, found)
    return found


@command
def new_link(invitation_id: int) -> str | None:
    """A further link to an invitation, for the mail that carries it; nothing once it is closed."""
    found = open_invitation(invitation_id)
    return _link(found) if found else None


def in_the_gift_of(actor: Actor, organisation: Organisation, role: Role) -> None:
    """Raise NotAllowed for a role that the actor may not hand out at the organisation."""
    if role not in grantable(actor, organisation.id):
        raise NotAllowed(
            f"You cannot give or take back the role “{label(role)}” at {organisation.name}. Ask the registrar.",
            permission=Permission.ROLE_GRANT,
            subject=f"organisation:{organisation.id}",
            actor_id=actor.id,
        )


def _not_oneself(actor: Actor, email: str) -> None:
    person = person_by_email(email)
    if person is not None and person.id == actor.id:
        raise Invalid(
            "Nobody can invite themselves.",
            {
                "email": "This is your own address. Nobody gives a role to themselves: ask another lead or the registrar."
            },
        )


def _add(actor_id: int | None, organisation: Organisation, details: InvitationDetails) -> Invited:
    moment = clock.now()
    invitation = Invitation(
        email=details.email,
        name=details.name,
        organisation_id=organisation.id,
        role=details.role,
        invited_by_id=actor_id,
        created_at=moment,
        expires_at=moment + VALID_FOR,
    )
    invitation.organisation = organisation
    db.session.add(invitation)
    db.session.flush()
    emit(
        PersonInvited(
            actor_id=actor_id,
            invitation_id=invitation.id,
            organisation_id=organisation.id,
            role=details.role.value,
        )
    )
    return Invited(invitation, _link(invitation))


def _link(invitation: Invitation) -> str:
    token = secrets.token_urlsafe(32)
    db.session.add(InvitationLink(token_hash=hash_of(token), invitation_id=invitation.id))
    return token


def _close(actor: Actor, invitation: Invitation) -> None:
    invitation.revoked_at = clock.now()
    emit(InvitationRevoked(actor_id=actor.id, invitation_id=invitation.id, organisation_id=invitation.organisation_id))
