"""Who is told of a safety notice at once: every adopter. Whoever becomes one while it holds is found by the worker."""

from sqlalchemy import select

from registry.core.db import db
from registry.core.delivery import on
from registry.core.events import EventRow
from registry.notifications.queries.people import actor_words
from registry.notifications.services.safety import tell_receipt
from registry.replication.events import SafetyNoticeIssued
from registry.replication.models import SafetyReceipt
from registry.rules.words import Role


@on(SafetyNoticeIssued, subscriber="notices")
def notice_issued(event: EventRow) -> None:
    """Each adopter that it reached."""
    notice_id = (event.data or {})["notice_id"]
    actor = actor_words(event.actor_id, [Role.LEAD, Role.ASSURER, Role.REGISTRAR], event.organisation_id)
    ids = select(SafetyReceipt.id).where(SafetyReceipt.notice_id == notice_id).order_by(SafetyReceipt.id)
    for receipt_id in db.session.scalars(ids).all():
        tell_receipt(receipt_id, actor)
