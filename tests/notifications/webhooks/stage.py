"""What happens around a webhook."""

from sqlalchemy import select

from config import Settings
from registry.core import clock
from registry.core.db import db
from registry.discovery.models import WebhookDelivery
from registry.notifications.services.pauses import ATTEMPTS
from registry.notifications.services.webhooks import send_messages
from registry.search import services as search
from tests import factories as f


def published(name: str, **fields):
    tool = f.ATool(name=name, **fields)
    search.rebuild()
    return tool


def log() -> list[WebhookDelivery]:
    return list(db.session.scalars(select(WebhookDelivery).order_by(WebhookDelivery.id)))


def due_again() -> None:
    for delivery in log():
        if delivery.next_attempt_at is not None:
            delivery.next_attempt_at = clock.now()
    db.session.commit()


def for_a_week(settings: Settings) -> None:
    """Try what waits until nobody tries any more."""
    for _attempt in range(ATTEMPTS):
        due_again()
        send_messages(settings)
