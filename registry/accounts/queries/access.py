"""Reading requests for access: each is answered by the force's lead, or by the registrar while it has none."""

from sqlalchemy import ColumnElement, false, or_, select
from sqlalchemy.orm import joinedload

from registry.accounts.models import AccessRequest, Membership, Person
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import Page, page_of_rows
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.rules.words import Role


def waiting_requests(actor: Actor, number: int | None = 1) -> Page[AccessRequest]:
    """A page of the requests that the actor is to answer, oldest first.

    Raises NotAllowed for those to whom no request can fall.
    """
    if not (actor.at(Role.LEAD) or actor.at(Role.REGISTRAR)):
        policy.require(actor, Permission.PERSON_APPROVE)
    return page_of_rows(
        select(AccessRequest)
        .where(AccessRequest.outcome.is_(None), _falls_to(actor))
        .options(joinedload(AccessRequest.organisation))
        .order_by(AccessRequest.id),
        number,
    )


def waiting_request(actor: Actor, request_id: int) -> AccessRequest:
    """A request that the actor is to answer.

    Raises NotFound for one that falls to somebody else or is answered.
    """
    found = db.session.scalar(
        select(AccessRequest)
        .where(AccessRequest.id == request_id, AccessRequest.outcome.is_(None), _falls_to(actor))
        .options(joinedload(AccessRequest.organisation))
    )
    if found is None:
        raise NotFound("No such request waits for your answer. Somebody may have answered it already.")
    return found


def has_open_request(email: str, organisation_id: int) -> bool:
    """Whether the address already waits for an answer there."""
    return (
        db.session.scalar(
            select(AccessRequest.id).where(
                AccessRequest.email == email,
                AccessRequest.organisation_id == organisation_id,
                AccessRequest.outcome.is_(None),
            )
        )
        is not None
    )


def _falls_to(actor: Actor) -> ColumnElement[bool]:
    led = actor.at(Role.LEAD)
    mine = AccessRequest.organisation_id.in_(led) if led else false()
    return or_(mine, ~_has_lead()) if actor.at(Role.REGISTRAR) else mine


def _has_lead() -> ColumnElement[bool]:
    return (
        select(Membership.id)
        .join(Person, Person.id == Membership.person_id)
        .where(
            Membership.organisation_id == AccessRequest.organisation_id,
            Membership.role == Role.LEAD,
            Membership.ended_at.is_(None),
            Person.closed_at.is_(None),
        )
        .exists()
    )
