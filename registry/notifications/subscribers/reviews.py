"""What people are told of reviews at once: that a record was settled, and that one must be reviewed within two days.

All else of a review waits for the digest and for My work.
"""

from datetime import timedelta

from sqlalchemy import select

from registry.catalogue.events import ToolNotAccepted, ToolPublished
from registry.catalogue.models import ReviewStep, Tool
from registry.core import clock
from registry.core.db import db
from registry.core.delivery import on
from registry.core.events import EventRow
from registry.governance.events import ReviewAssigned
from registry.governance.models import Review
from registry.notifications.queries.people import actor_words, holders, reader
from registry.notifications.services.notices import Message, tell
from registry.notifications.subscribers.at_once import occasion, tool_of
from registry.rules.words import Role

SOON = timedelta(days=2)


@on(ToolPublished, subscriber="notices")
def published(event: EventRow) -> None:
    """Whoever submitted it, and the owner's leads. What was loaded without a review is news to nobody."""
    tool = tool_of(event)
    message = Message(
        kind="tool-published",
        subject=f"Published: {tool.name}",
        body="A reviewer published a record of yours. It can be read by all whom it was released to.",
        link=f"/tools/{tool.slug}",
        actor=actor_words(event.actor_id, [Role.REVIEWER]),
        reason="You submitted this record, or you lead the force that owns it.",
        tool_id=tool.id,
    )
    _tell_owner(event, tool, message)


@on(ToolNotAccepted, subscriber="notices")
def not_accepted(event: EventRow) -> None:
    """Whoever submitted it, and the owner's leads."""
    tool = tool_of(event)
    message = Message(
        kind="tool-not-accepted",
        subject=f"Not accepted: {tool.name}",
        body="A reviewer did not accept a record of yours. The reason stands on its page, where you can begin a new draft.",
        link=f"/tools/{tool.slug}/edit",
        actor=actor_words(event.actor_id, [Role.REVIEWER]),
        reason="You submitted this record, or you lead the force that owns it.",
        tool_id=tool.id,
    )
    _tell_owner(event, tool, message)


@on(ReviewAssigned, subscriber="notices")
def assigned(event: EventRow) -> None:
    """The reviewer who was given it, when it is due within two days; otherwise their digest says so."""
    data, tool = event.data or {}, tool_of(event)
    due_on = db.session.scalar(select(Review.due_on).where(Review.id == data["review_id"], Review.closed_at.is_(None)))
    if due_on is None or due_on > clock.today() + SOON:
        return
    message = Message(
        kind="review-assigned",
        subject=f"A review is due soon: {tool.name}",
        body="A record was given to you to review within two days. The day stands on its page.",
        link=f"/tools/{tool.slug}/review",
        actor=actor_words(event.actor_id, [Role.REGISTRAR, Role.REVIEWER]),
        reason="You review records, and this one was assigned to you.",
        tool_id=tool.id,
    )
    tell(reader(data["person_id"]), occasion(event), message, but=event.actor_id)


def _tell_owner(event: EventRow, tool: Tool, message: Message) -> None:
    submitted = (
        select(ReviewStep.actor_id)
        .where(ReviewStep.tool_id == tool.id, ReviewStep.verb == "submit")
        .order_by(ReviewStep.id.desc())
        .limit(1)
    )
    found = db.session.execute(submitted).first()
    if found is None:
        return
    told = {one.id: one for one in (*holders([Role.LEAD], [tool.owner_id]), *reader(found.actor_id))}
    tell(told.values(), occasion(event), message, but=event.actor_id)
