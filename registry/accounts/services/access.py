"""Asking for access, and answering."""

from dataclasses import dataclass

from registry.accounts.events import AccessApproved, AccessRefused, AccessRequested
from registry.accounts.models import AccessRequest
from registry.accounts.queries.access import has_open_request, waiting_request
from registry.accounts.services.attempts import PER_ACCOUNT, PER_NETWORK, attempt
from registry.accounts.services.invitations import InvitationDetails, Invited, invite
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid
from registry.core.events import emit
from registry.organisations.models import Organisation
from registry.organisations.queries import email_domain, organisation
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.rules.words import POLICING_KINDS, Role

NOT_POLICING = (
    "Use your work address at a police force or another policing body. "
    "If yours is not accepted, ask a lead of your force to invite you."
)


@dataclass(frozen=True, kw_only=True)
class AccessDetails:
    """Who asks for access, to which organisation, why, and from which network."""

    email: str
    name: str
    organisation: str
    reason: str
    network: str


def request_access(details: AccessDetails, secret: str) -> bool:
    """Keep a request for the organisation's lead, or the registrar, to answer.

    The same answer for an address that is known as for one that is not. Raises Invalid for an address
    that is not a policing one or belongs to another organisation, TooMany after many requests.
    """
    email = details.email.strip().lower()
    wanted = organisation(details.organisation)
    _check(email, wanted)
    limits = {f"access:{email}": PER_ACCOUNT, f"access-from:{details.network}": PER_NETWORK}
    with attempt(secret, limits, keep=True):
        _keep(email, wanted, details)
    return True


@command
def approve_access(actor: Actor, request_id: int, role: Role) -> Invited:
    """Approve a request: an invitation in the given role follows.

    Raises NotFound for a request that falls to somebody else, NotAllowed for a role not in the actor's gift.
    """
    found = waiting_request(actor, request_id)
    policy.require(actor, Permission.PERSON_APPROVE, found.organisation)
    _answer(actor, found, "approved")
    emit(AccessApproved(actor_id=actor.id, request_id=found.id, organisation_id=found.organisation_id))
    return invite(actor, found.organisation_id, InvitationDetails(email=found.email, role=role, name=found.name))


@command
def refuse_access(actor: Actor, request_id: int) -> AccessRequest:
    """Refuse a request.

    Raises NotFound for a request that falls to somebody else.
    """
    found = waiting_request(actor, request_id)
    policy.require(actor, Permission.PERSON_APPROVE, found.organisation)
    _answer(actor, found, "refused")
    emit(AccessRefused(actor_id=actor.id, request_id=found.id, organisation_id=found.organisation_id))
    return found


def _check(email: str, wanted: Organisation) -> None:
    domain = email_domain(email)
    if domain is None:
        raise Invalid(NOT_POLICING, {"email": NOT_POLICING})
    if wanted.kind not in POLICING_KINDS or domain.organisation_id not in (None, wanted.id):
        raise Invalid(
            "The address and the organisation do not go together.",
            {"organisation": "This is not the organisation that your address belongs to. Choose your own."},
        )


@command
def _keep(email: str, wanted: Organisation, details: AccessDetails) -> None:
    if has_open_request(email, wanted.id):
        return
    request = AccessRequest(
        email=email,
        name=details.name.strip(),
        organisation_id=wanted.id,
        reason=details.reason.strip(),
        requested_at=clock.now(),
    )
    db.session.add(request)
    db.session.flush()
    emit(AccessRequested(actor_id=None, request_id=request.id, organisation_id=wanted.id))


def _answer(actor: Actor, request: AccessRequest, outcome: str) -> None:
    request.outcome = outcome
    request.answered_by_id = actor.id
    request.answered_at = clock.now()
