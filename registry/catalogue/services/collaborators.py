"""People of other organisations who help to write a record: asked by its lead, for as long as both want it."""

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select

from registry.catalogue.events import CollaboratorAccepted, CollaboratorEnded, CollaboratorInvited
from registry.catalogue.models import Access, Collaborator, Tool
from registry.catalogue.queries.collaborators import HELPING_KINDS, invitation, own_house
from registry.catalogue.queries.drafts import locked_tool
from registry.catalogue.queries.scope import COLLABORATOR
from registry.catalogue.services.loading import add_step, tool_to
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, NotAllowed, NotFound, WrongState
from registry.core.events import emit
from registry.organisations.queries import by_ids
from registry.rules import policy
from registry.rules.answers import tidy
from registry.rules.lifecycles import ToolState
from registry.rules.policy import Actor, Permission
from registry.rules.words import OrganisationKind

VALID = timedelta(days=14)
LONGEST_REASON = 1_000
ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+")


@dataclass(frozen=True)
class CollaboratorDetails:
    """Whom to ask, and why."""

    email: str
    reason: str


@command
def invite_collaborator(actor: Actor, slug: str, details: CollaboratorDetails) -> Collaborator:
    """Ask somebody of another organisation to help with a record; the invitation stands for 14 days.

    Raises Invalid for a bad address, one of the owner's own domain, or one that is asked already. Whether the address
    has an account makes no difference here.
    """
    tool = tool_to(Permission.COLLABORATOR_INVITE, actor, slug)
    if tool.state is ToolState.RETIRED:
        raise WrongState("This record is retired, so there is nothing to help with.")
    email, reason = tidy(details.email, lines=False).lower(), tidy(details.reason)
    standing = db.session.scalar(
        select(Collaborator).where(
            Collaborator.tool_id == tool.id, Collaborator.email == email, Collaborator.ended_at.is_(None)
        )
    )
    _refuse_wrong(tool, email, reason, standing)
    moment = clock.now()
    if standing is not None:  # it ran out unanswered
        standing.ended_at = moment
        db.session.flush()
    row = Collaborator(
        tool_id=tool.id,
        email=email,
        reason=reason,
        invited_by_id=actor.id,
        invited_at=moment,
        expires_at=moment + VALID,
    )
    db.session.add(row)
    db.session.flush()
    add_step(actor, tool, "invite")
    emit(CollaboratorInvited(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id, collaborator_id=row.id))
    return row


@command
def accept_invitation(actor: Actor, collaborator_id: int) -> Tool:
    """Say yes: the draft is open to the actor, who may read and edit it and nothing else of the owner's.

    Raises NotFound for an invitation that is over or somebody else's, NotAllowed to suppliers and the owner's people.
    """
    tool, row = _taken(actor, collaborator_id)
    _refuse_unfit(actor, tool)
    row.accepted_at = clock.now()
    opened = db.session.scalar(
        select(Access).where(Access.tool_id == tool.id, Access.person_id == actor.id, Access.reason == COLLABORATOR)
    )
    if opened is None:
        db.session.add(Access(tool_id=tool.id, person_id=actor.id, reason=COLLABORATOR))
    add_step(_helping(actor, tool), tool, "help")
    emit(
        CollaboratorAccepted(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id, collaborator_id=row.id)
    )
    return tool


@command
def decline_invitation(actor: Actor, collaborator_id: int) -> Tool:
    """Say no. Raises NotFound for an invitation that is over or somebody else's."""
    tool, row = _taken(actor, collaborator_id)
    _end(actor, tool, row)
    return tool


@command
def end_collaboration(actor: Actor, slug: str, collaborator_id: int) -> Tool:
    """Take an invitation back, or end the help: the owner's lead for anybody, a collaborator for themselves.

    Raises NotFound for one that is over, NotAllowed to others.
    """
    tool = tool_to(Permission.COLLABORATOR_END, actor, slug)
    row = db.session.scalar(
        select(Collaborator).where(
            Collaborator.id == collaborator_id, Collaborator.tool_id == tool.id, Collaborator.ended_at.is_(None)
        )
    )
    leads = policy.allows(actor, Permission.COLLABORATOR_INVITE, tool)
    if row is None or not (leads or row.person_id == actor.id):
        raise NotFound("There is no such invitation or help. Somebody may have ended it already.")
    helped = row.accepted_at is not None
    _end(actor, tool, row)
    add_step(actor, tool, "end-help" if helped else "take-back")
    return tool


def _taken(actor: Actor, collaborator_id: int) -> tuple[Tool, Collaborator]:
    """The tool, locked, and then the invitation as it is now."""
    slug = invitation(actor, collaborator_id).tool.slug
    locked_tool(slug)
    row = invitation(actor, collaborator_id)
    tool = locked_tool(slug)  # whole again: reading the invitation afresh read its tool in part
    row.person_id = actor.id
    policy.require(actor, Permission.COLLABORATOR_ACCEPT, row)
    return tool, row


def _end(actor: Actor, tool: Tool, row: Collaborator) -> None:
    row.ended_at = clock.now()
    row.ended_by_id = actor.id
    if row.accepted_at is not None and row.person_id is not None:
        db.session.execute(
            delete(Access).where(
                Access.tool_id == tool.id, Access.person_id == row.person_id, Access.reason == COLLABORATOR
            )
        )
    db.session.flush()
    emit(CollaboratorEnded(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id, collaborator_id=row.id))


def _helping(actor: Actor, tool: Tool) -> Actor:
    return Actor(id=actor.id, writes=frozenset({tool.id}))


def _refuse_wrong(tool: Tool, email: str, reason: str, standing: Collaborator | None) -> None:
    wrong = {}
    if len(email) > 254 or not ADDRESS.fullmatch(email):
        wrong["email"] = "Enter an e-mail address in the right form, like name@force.police.uk."
    elif own_house(email, tool.owner):
        wrong["email"] = "This address is of your own organisation. Give them a role there instead, under People."
    elif standing is not None and standing.accepted_at is not None:
        wrong["email"] = "This person helps with the record already."
    elif standing is not None and standing.expires_at > clock.now():
        wrong["email"] = "This address is invited already. Take that invitation back first to send another."
    if not reason:
        wrong["reason"] = "Say what you ask them to help with."
    elif len(reason) > LONGEST_REASON:
        wrong["reason"] = f"Shorten the reason to {LONGEST_REASON:,} characters or fewer."
    if wrong:
        raise Invalid("Nobody was invited. Mend what is marked and send it again.", wrong)


def _refuse_unfit(actor: Actor, tool: Tool) -> None:
    kinds = {found.kind for found in by_ids(actor.organisations).values()}
    message = ""
    if tool.owner_id in actor.organisations:
        message = "You belong to the owner of this record. Ask its lead for a role there, or decline."
    elif OrganisationKind.SUPPLIER in kinds:
        message = "People of suppliers cannot help to write a record. A supplier that it names can ask for a correction or reply to it."
    elif not kinds & HELPING_KINDS:
        message = (
            "Only people of police organisations and universities help to write records. Ask for access to yours first."
        )
    if message:
        raise NotAllowed(
            message, permission=Permission.COLLABORATOR_ACCEPT, subject=f"tool:{tool.id}", actor_id=actor.id
        )
