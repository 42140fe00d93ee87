"""Reading invitations."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import contains_eager, joinedload

from registry.accounts.models import Invitation, InvitationLink
from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotFound
from registry.organisations.models import Organisation
from registry.rules import policy
from registry.rules.policy import Actor, Permission

UNUSABLE = (
    "This invitation cannot be used: it was used before, taken back or is more than 7 days old. "
    "Ask whoever invited you for a new one."
)


def invitation_by_link(token_hash: str) -> Invitation:
    """The open invitation that a secret link leads to.

    Raises NotFound, the same for a link that never was as for one that is used up.
    """
    found = db.session.scalar(
        select(Invitation)
        .join(InvitationLink, InvitationLink.invitation_id == Invitation.id)
        .where(InvitationLink.token_hash == token_hash, still_open())
        .options(joinedload(Invitation.organisation))
    )
    if found is None:
        raise NotFound(UNUSABLE)
    return found


def open_invitation(invitation_id: int) -> Invitation | None:
    """The invitation while it can be accepted, for whoever sends it by mail."""
    return db.session.scalar(
        select(Invitation)
        .where(Invitation.id == invitation_id, still_open())
        .options(joinedload(Invitation.organisation))
    )


def open_invitations(actor: Actor, organisation: Organisation) -> Sequence[Invitation]:
    """The invitations of an organisation that wait to be accepted, newest first.

    Raises NotAllowed unless the actor leads it or keeps the register.
    """
    policy.require(actor, Permission.PEOPLE_READ, organisation)
    return db.session.scalars(
        select(Invitation)
        .join(Invitation.organisation)
        .where(Invitation.organisation_id == organisation.id, still_open())
        .options(contains_eager(Invitation.organisation))
        .order_by(Invitation.id.desc())
        .limit(100)
    ).all()


def still_open() -> ColumnElement[bool]:
    """Neither used nor taken back nor too old."""
    return and_(Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > clock.now())
