"""What people are told at once when something is to be taken out of a record for good, and when it was."""

from registry.catalogue.events import FieldRedacted, RedactionAsked, RedactionRefused
from registry.catalogue.models import Redaction
from registry.core.db import db
from registry.core.delivery import on
from registry.core.events import EventRow
from registry.notifications.queries.people import actor_words, adopters_of, holders, reader
from registry.notifications.services.notices import Message, tell
from registry.notifications.subscribers.at_once import occasion, tool_of
from registry.rules.words import Role

OFFICES = [Role.REGISTRAR, Role.ASSURER]


@on(RedactionAsked, subscriber="notices")
def redaction_asked(event: EventRow) -> None:
    """The other office: the owner's assurers, or the registrars."""
    tool, data = tool_of(event), event.data or {}
    message = Message(
        kind="redaction-asked",
        subject=f"Asked to be redacted: {tool.name}",
        body="Something of this record is to be taken out for good. It needs your agreement, or your refusal.",
        link=f"/redactions/{data['redaction_id']}",
        actor=actor_words(event.actor_id, OFFICES),
        reason="An assurer of the owner and the registrar redact together, and you are the other of the two.",
        tool_id=tool.id,
    )
    told = holders([Role.ASSURER], [tool.owner_id]) if data["asked_as"] == Role.REGISTRAR else holders([Role.REGISTRAR])
    tell(told, occasion(event), message, but=event.actor_id)


@on(RedactionRefused, subscriber="notices")
def redaction_refused(event: EventRow) -> None:
    """Whoever asked."""
    tool, data = tool_of(event), event.data or {}
    message = Message(
        kind="redaction-refused",
        subject=f"Not redacted: {tool.name}",
        body="Your request to redact something of this record was refused. The words stay.",
        link=f"/redactions/{data['redaction_id']}",
        actor=actor_words(event.actor_id, OFFICES),
        reason="You asked for it.",
        tool_id=tool.id,
    )
    asked = db.session.get_one(Redaction, data["redaction_id"])
    tell(reader(asked.asked_by_id), occasion(event), message, but=event.actor_id)


@on(FieldRedacted, subscriber="notices")
def field_redacted(event: EventRow) -> None:
    """The owner's leads and assurers, and the leads of those who use it, who may hold copies."""
    tool = tool_of(event)
    message = Message(
        kind="field-redacted",
        subject=f"Redacted: {tool.name}",
        body="Something was taken out of this record for good, in every version. If you keep a copy, take it out there too.",
        link=f"/tools/{tool.slug}",
        actor=actor_words(event.actor_id, OFFICES),
        reason="Your force owns this record or has an adoption of it.",
        tool_id=tool.id,
    )
    told = [*holders([Role.LEAD, Role.ASSURER], [tool.owner_id]), *holders([Role.LEAD], adopters_of(tool.id))]
    tell(told, occasion(event), message, but=event.actor_id)
