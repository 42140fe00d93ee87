"""What people around a record are told at once: an invitation or an offer that expires, and what became of an offer.

The name of the record stands in no mail to somebody who may not read it yet.
"""

from sqlalchemy import select

from registry.catalogue.events import (
    CollaboratorInvited,
    SupplierNamed,
    ToolPublished,
    TransferAccepted,
    TransferDeclined,
    TransferOffered,
)
from registry.catalogue.models import Access, Collaborator
from registry.catalogue.queries.scope import SUPPLIER
from registry.core.db import db
from registry.core.delivery import on
from registry.core.events import EventRow
from registry.notifications.queries.people import actor_words, holders
from registry.notifications.services.notices import Message, tell, tell_address
from registry.notifications.subscribers.at_once import occasion, tool_of
from registry.organisations.models import Organisation
from registry.rules.words import ORGANISATION_ROLES, Role


@on(CollaboratorInvited, subscriber="notices")
def collaborator_invited(event: EventRow) -> None:
    """The address that was given, whether or not it has an account; sent only while the invitation stands."""
    row = db.session.get_one(Collaborator, (event.data or {})["collaborator_id"])
    owner = db.session.get_one(Organisation, event.organisation_id)
    message = Message(
        kind="collaborator-invited",
        subject=f"{owner.name} asks you to help with a record",
        body=(
            f"{owner.name} asks you to help to write one of its records in the Policing Innovation Registry. "
            f"The invitation stands until {row.expires_at.day} {row.expires_at:%B %Y}. Sign in with this address to read "
            "it and to answer. If you have no account, ask for access first: the link is on the sign-in page."
        ),
        link=f"/helping/{row.id}",
        actor=actor_words(event.actor_id, [Role.LEAD], event.organisation_id),
        reason="A lead gave this address to ask you for help. If you did not expect it, do nothing.",
        collaborator_id=row.id,
    )
    tell_address(row.email, f"collaborator:{row.id}", message)


@on(TransferOffered, subscriber="notices")
def transfer_offered(event: EventRow) -> None:
    """The leads of the organisation that a record is offered to."""
    data = event.data or {}
    giver = db.session.get_one(Organisation, event.organisation_id)
    message = Message(
        kind="transfer-offered",
        subject=f"A record of {giver.name} is offered to you",
        body="It is offered to your organisation to own and answer for. The offer lapses in 30 days.",
        link=f"/transfers/{data['transfer_id']}",
        actor=actor_words(event.actor_id, [Role.LEAD, Role.REGISTRAR]),
        reason="You lead the organisation that the record is offered to.",
    )
    tell(holders([Role.LEAD], [data["to_id"]]), occasion(event), message, but=event.actor_id)


@on(TransferAccepted, TransferDeclined, subscriber="notices")
def transfer_answered(event: EventRow) -> None:
    """The leads of the organisation that offered it, and who else leads the one that answered."""
    data = event.data or {}
    receiver = db.session.get_one(Organisation, data["to_id"])
    accepted = event.kind == TransferAccepted.kind
    message = Message(
        kind="transfer-answered",
        subject=f"{receiver.name} {'accepted' if accepted else 'declined'} a record",
        body="The offer of a record is answered. What that means for it is on its page.",
        link="/my-work",
        actor=actor_words(event.actor_id, [Role.LEAD], receiver.id),
        reason="You lead the organisation that offered the record, or that it was offered to.",
    )
    leads = holders([Role.LEAD], [event.organisation_id or 0, receiver.id])
    tell(leads, occasion(event), message, but=event.actor_id)


@on(SupplierNamed, subscriber="notices")
def supplier_named(event: EventRow) -> None:
    """The people of a supplier that a record now names; sent only if they may read it."""
    _suppliers(event, {(event.data or {})["supplier_id"]})


@on(ToolPublished, subscriber="suppliers")
def published_to_suppliers(event: EventRow) -> None:
    """The people of the suppliers that a newly published record names: the time for corrections begins."""
    named = select(Access.organisation_id).where(Access.tool_id == event.tool_id, Access.reason == SUPPLIER)
    _suppliers(event, {key for key in db.session.scalars(named) if key})


def _suppliers(event: EventRow, ids: set[int]) -> None:
    tool = tool_of(event)
    if tool.version_id is None or not ids:
        return
    message = Message(
        kind="supplier-named",
        subject="A record names your organisation as its supplier",
        body=(
            "You may read what everybody may read of it. For 10 working days you may ask for corrections, and at any "
            "time have a reply shown beside it."
        ),
        link=f"/tools/{tool.slug}/reply",
        actor=actor_words(event.actor_id, [Role.REVIEWER, Role.LEAD, Role.CONTRIBUTOR]),
        reason="You belong to the supplier that the record names.",
        tool_id=tool.id,
    )
    tell(holders(ORGANISATION_ROLES, ids), occasion(event), message, but=event.actor_id)
