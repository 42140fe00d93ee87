"""What people are told at once when something happened. All else waits for the digest.

Each handler may see its event twice and writes each notice once. A notice says that there is something to read and
where; the words themselves stay on the page, behind its permission.
"""

from sqlalchemy import select

from registry.accounts.events import PasswordChanged, PersonInvited, RoleGranted, RoleRevoked
from registry.accounts.models import Invitation
from registry.catalogue.events import ChangesRequested, ToolSuspended
from registry.catalogue.models import Tool
from registry.core.db import db
from registry.core.delivery import on
from registry.core.events import EventRow
from registry.governance.events import CaseDecided, SeatTaken
from registry.governance.models import Action, Board, Condition
from registry.notifications.queries.people import (
    THE_REGISTRY,
    actor_words,
    adopters_of,
    holders,
    reader,
    seat_words,
)
from registry.notifications.services.notices import Message, tell, tell_address
from registry.organisations.models import Organisation
from registry.replication.events import (
    AdoptionDisputed,
    AdoptionQueried,
    AdoptionSettled,
    EnquiryAnswered,
    EnquirySent,
)
from registry.rules.words import Role, label

OWN = "It is about your own account or roles. If you do not know of it, tell your force's lead at once."


@on(ChangesRequested, subscriber="notices")
def changes_requested(event: EventRow) -> None:
    """The owner's leads, and whoever registered the record."""
    tool = tool_of(event)
    message = Message(
        kind="changes-requested",
        subject=f"Changes requested: {tool.name}",
        body="A reviewer asks for changes to a record of yours. Each comment stands beside its answer.",
        link=f"/tools/{tool.slug}/edit",
        actor=actor_words(event.actor_id, [Role.REVIEWER]),
        reason="You lead the force that owns this record, or you registered it.",
        tool_id=tool.id,
    )
    told = [*holders([Role.LEAD], [tool.owner_id]), *reader(tool.created_by_id)]
    tell(told, occasion(event), message, but=event.actor_id)


@on(ToolSuspended, subscriber="notices")
def tool_suspended(event: EventRow) -> None:
    """The owner's leads and assurers, and the leads of those who use it."""
    tool = tool_of(event)
    message = Message(
        kind="tool-suspended",
        subject=f"Withdrawn from view: {tool.name}",
        body="This record is withdrawn from view: its page, versions and files are not shown until it is restored.",
        link=f"/tools/{tool.slug}",
        actor=actor_words(event.actor_id, [Role.REGISTRAR, Role.ASSURER, Role.LEAD]),
        reason="Your force owns this record or has an adoption of it.",
        tool_id=tool.id,
    )
    told = [*holders([Role.LEAD, Role.ASSURER], [tool.owner_id]), *holders([Role.LEAD], adopters_of(tool.id))]
    tell(told, occasion(event), message, but=event.actor_id)


@on(CaseDecided, subscriber="notices")
def case_decided(event: EventRow) -> None:
    """The leads of the tool's owner, and of each organisation that a condition or an action names."""
    tool, data = tool_of(event), event.data or {}
    board = db.session.get_one(Board, data["board_id"])
    decision_id = data["decision_id"]
    named = set(db.session.scalars(select(Action.organisation_id).where(Action.decision_id == decision_id)))
    named |= set(db.session.scalars(select(Condition.organisation_id).where(Condition.decision_id == decision_id)))
    message = Message(
        kind="case-decided",
        subject=f"{board.name} decided on {tool.name}",
        body=f"The board's decision: {label(data['outcome'])}. Why, and what it asks of whom, is on the case's page.",
        link=f"/cases/{data['case_id']}",
        actor=seat_words(event.actor_id, board.id),
        reason="The decision is about your force's record, or asks something of your force.",
        tool_id=tool.id,
    )
    told = holders([Role.LEAD], (named | {tool.owner_id}) - {None})
    tell(told, occasion(event), message, but=event.actor_id)


@on(AdoptionDisputed, subscriber="notices")
def adoption_disputed(event: EventRow) -> None:
    """The owner's leads and the registrars, as far as they may read the adoption."""
    tool = tool_of(event)
    message = Message(
        kind="adoption-disputed",
        subject=f"An adoption of {tool.name} is disputed",
        body="A force says that what is held of its adoption is not so. Until it is settled it counts as disputed only.",
        link=f"/tools/{tool.slug}",
        actor=actor_words(event.actor_id, [Role.LEAD], event.organisation_id),
        reason="You lead the force that owns this record, or you keep the register.",
        tool_id=tool.id,
        adoption_id=(event.data or {})["adoption_id"],
    )
    told = [*holders([Role.LEAD], [tool.owner_id]), *holders([Role.REGISTRAR])]
    tell(told, occasion(event), message, but=event.actor_id)


@on(AdoptionSettled, subscriber="notices")
def adoption_settled(event: EventRow) -> None:
    """The leads of the force that disputed it, and of the tool's owner, as far as they may read the adoption."""
    tool, data = tool_of(event), event.data or {}
    how = {"withdrawn": "withdrawn", "corrected": "corrected"}.get(data["outcome"], "left as it is reported")
    force = db.session.get_one(Organisation, event.organisation_id)
    message = Message(
        kind="adoption-settled",
        subject=f"A dispute is settled: {tool.name}",
        body=f"What a source reports of {force.name} is {how}. The reason stands beside it.",
        link=f"/tools/{tool.slug}",
        actor=actor_words(event.actor_id, [Role.REGISTRAR]),
        reason="Your force disputed it, or owns the record.",
        tool_id=tool.id,
        adoption_id=data["adoption_id"],
    )
    tell(holders([Role.LEAD], {tool.owner_id, force.id}), occasion(event), message, but=event.actor_id)


@on(EnquirySent, AdoptionQueried, subscriber="notices")
def enquiry_sent(event: EventRow) -> None:
    """The team mailbox of the force that is asked, also whether what is held of it is so."""
    _enquiry(event, to=event.organisation_id, by=(event.data or {})["asker_id"], answered=False)


@on(EnquiryAnswered, subscriber="notices")
def enquiry_answered(event: EventRow) -> None:
    """The team mailbox of the force that asked."""
    _enquiry(event, to=(event.data or {})["asker_id"], by=event.organisation_id, answered=True)


@on(PersonInvited, subscriber="notices")
def person_invited(event: EventRow) -> None:
    """Whoever is invited. The secret link is made when the mail is sent, and stands in no table."""
    invitation_id = (event.data or {})["invitation_id"]
    invitation = db.session.get_one(Invitation, invitation_id)
    organisation = db.session.get_one(Organisation, invitation.organisation_id)
    message = Message(
        kind="person-invited",
        subject="You are invited to the Policing Innovation Registry",
        body=f"You are invited as {label(invitation.role).lower()} of {organisation.name}. The link works once, for 7 days.",
        link="/join",
        actor=actor_words(event.actor_id, [Role.REGISTRAR, Role.LEAD]),
        reason="Somebody gave this address when they invited you. If you did not expect it, do nothing.",
        invitation_id=invitation.id,
    )
    tell_address(invitation.email, f"invitation:{invitation.id}", message)


@on(PasswordChanged, subscriber="notices")
def password_changed(event: EventRow) -> None:
    """The person themselves."""
    message = _security("password-changed", "Your password was changed", "Your other sessions have ended.")
    tell(reader(event.actor_id), occasion(event), message)


@on(RoleGranted, subscriber="notices")
def role_granted(event: EventRow) -> None:
    """The person who holds the new role."""
    data = event.data or {}
    organisation = db.session.get_one(Organisation, event.organisation_id)
    text = f"You now hold the role: {label(data['role'])}, {organisation.name}."
    message = _security(
        "role-granted", "You have a new role", text, actor_words(event.actor_id, [Role.REGISTRAR, Role.LEAD])
    )
    tell(reader(data["person_id"]), occasion(event), message)


@on(RoleRevoked, subscriber="notices")
def role_revoked(event: EventRow) -> None:
    """The person who no longer holds it, unless they gave it up themselves."""
    data = event.data or {}
    organisation = db.session.get_one(Organisation, event.organisation_id)
    text = f"You no longer hold the role: {label(data['role'])}, {organisation.name}."
    by = actor_words(event.actor_id, [Role.REGISTRAR, Role.LEAD])
    message = _security("role-revoked", "A role of yours has ended", text, by)
    tell(reader(data["person_id"]), occasion(event), message, but=event.actor_id)


@on(SeatTaken, subscriber="notices")
def seat_taken(event: EventRow) -> None:
    """The person who sits on the board."""
    data = event.data or {}
    board = db.session.get_one(Board, data["board_id"])
    by = seat_words(event.actor_id, board.id)
    by = actor_words(event.actor_id, [Role.REGISTRAR]) if by == THE_REGISTRY else by
    text = f"You now hold the role: {label(data['role'])}, {board.name}."
    tell(reader(data["person_id"]), occasion(event), _security("seat-taken", "You have a seat on a board", text, by))


def _enquiry(event: EventRow, to: int | None, by: int | None, answered: bool) -> None:
    tool = tool_of(event)
    asked, other = db.session.get_one(Organisation, to), db.session.get_one(Organisation, by)
    if not asked.mailbox:
        return
    message = Message(
        kind="enquiry-answered" if answered else "enquiry-sent",
        subject=f"{other.name} {'answers' if answered else 'asks'} about {tool.name}",
        body=f"{other.name} {'answers your question' if answered else 'has a question for you'}. Read it in the registry.",
        link=f"/enquiries/{(event.data or {})['enquiry_id']}",
        actor=actor_words(event.actor_id, [Role.LEAD, Role.CONTRIBUTOR, Role.ASSURER, Role.REVIEWER, Role.READER], by),
        reason="This is your force's team mailbox.",
        tool_id=tool.id,
    )
    tell_address(asked.mailbox, occasion(event), message, organisation_id=asked.id)


def _security(kind: str, subject: str, text: str, actor: str = "You") -> Message:
    return Message(kind=kind, subject=subject, body=text, link="/account", actor=actor, reason=OWN)


def tool_of(event: EventRow) -> Tool:
    return db.session.get_one(Tool, event.tool_id)


def occasion(event: EventRow) -> str:
    return f"event:{event.id}"
