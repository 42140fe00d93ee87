"""Messages to webhooks: each new match told once to each webhook, signed, tried again for a week, and logged.

They are written as mail about saved searches is: the rows of what is new and the message that tells of it in one
transaction, with keys that refuse a second. Sending claims a message in one short transaction and settles it in
another. A crash between them sends it again under the same identifier, by which its receiver knows it.
"""

import json
from collections.abc import Callable, Sequence
from http import HTTPStatus

import structlog
from sqlalchemy import or_, select

from config import Settings
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict
from registry.discovery.models import Webhook, WebhookDelivery, WebhookMatch
from registry.discovery.queries.webhooks import message_of, new_for, to_look_at
from registry.discovery.services.webhooks import new_delivery
from registry.notifications.services.pauses import ATTEMPTS, pause_after
from registry.search.index.reader import Unavailable
from registry.web.webhooks import NotDelivered, Unfit, post, secret_of, signed, target

WITHHELD = "Not sent: you may not see any of this any more."
GONE = "The address answered that it is closed for good."
GIVEN_UP = f"A message did not get through in {ATTEMPTS} attempts."
AGENT = "policing-innovation-registry"

log = structlog.get_logger(__name__)


def write_messages(between: Callable[[], object] = lambda: None) -> int:
    """Write a message for each webhook with something new in its search; returns how many. None while there is no index.

    All that is new since the last look goes into one. `between` is done after each webhook, so that other work need not
    wait for all of them.
    """
    written = 0
    for search_id in to_look_at():
        written += _told(search_id)
        between()
    return written


def send_messages(settings: Settings, stopped: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, until nothing is or it is stopped; returns how many were tried. One that fails stops no other."""
    tried = 0
    while not stopped() and (delivery_id := claim()) is not None:
        answer, fault = _attempt(delivery_id, settings)
        if fault != WITHHELD:
            settle(delivery_id, answer, fault)
        tried += 1
    return tried


@command
def claim() -> int | None:
    """Take the message that has been due for longest: count the attempt and put the next one off. Others skip it."""
    due = (
        select(WebhookDelivery)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(
            WebhookDelivery.sent_at.is_(None),
            WebhookDelivery.parked_at.is_(None),
            WebhookDelivery.next_attempt_at <= clock.now(),
            or_(Webhook.stopped_at.is_(None), WebhookDelivery.trial),
        )
        .order_by(WebhookDelivery.next_attempt_at, WebhookDelivery.id)
        .limit(1)
        .with_for_update(skip_locked=True, of=WebhookDelivery)
        .execution_options(populate_existing=True)
    )
    delivery = db.session.scalar(due)
    if delivery is None:
        return None
    delivery.attempts += 1
    delivery.next_attempt_at = clock.now() + pause_after(delivery.attempts)
    return delivery.id


@command
def settle(delivery_id: int, answer: int | None, fault: str | None) -> None:
    """Note what came of an attempt. An address that is closed for good, or the last failure, stops the webhook."""
    delivery = db.session.get(WebhookDelivery, delivery_id)
    if delivery is None:
        return  # deleted with its search meanwhile
    delivery.answer, delivery.fault = answer, fault
    if fault is None:
        delivery.sent_at = clock.now()
        return
    gone = answer == HTTPStatus.GONE
    if not (gone or delivery.trial or delivery.attempts >= ATTEMPTS):
        return
    delivery.parked_at = clock.now()
    if not delivery.trial:
        hook = db.session.get_one(Webhook, delivery.webhook_id)
        hook.stopped_at, hook.fault = clock.now(), GONE if gone else GIVEN_UP
        log.error("webhook-stopped", webhook_id=hook.id, gone=gone)


@command
def _ready(delivery_id: int, settings: Settings) -> tuple[str, str, bytes, dict[str, str]] | None:
    """The address, the identifier, the body and the headers of a claimed message; parks it when nothing is left to tell."""
    delivery = db.session.get(WebhookDelivery, delivery_id)
    if delivery is None:
        return None
    message = message_of(delivery, settings.base_url)
    if message is None:
        delivery.parked_at, delivery.fault = clock.now(), WITHHELD
        return None
    hook = db.session.get_one(Webhook, delivery.webhook_id)
    body = json.dumps(message, ensure_ascii=False).encode()
    secret = secret_of(hook.salt, settings.secret_key)
    headers = signed(secret, delivery.message_id, int(clock.now().timestamp()), body)
    return hook.address, delivery.message_id, body, headers


def _attempt(delivery_id: int, settings: Settings) -> tuple[int | None, str | None]:
    """What was answered, and what was wrong. No transaction is open while the other side thinks."""
    ready = _ready(delivery_id, settings)
    if ready is None:
        return None, WITHHELD
    address, message_id, body, headers = ready
    try:
        to = target(address, settings.webhook_networks)
        answer = post(to, {"Content-Type": "application/json", "User-Agent": AGENT, **headers}, body)
    except (Unfit, NotDelivered) as error:
        log.warning("webhook-failed", message_id=message_id, error=type(error).__name__)
        return None, str(error)
    return answer, None if 200 <= answer < 300 else f"It answered with the status {answer}."


def _told(search_id: int) -> int:
    hook = db.session.scalar(select(Webhook).where(Webhook.saved_search_id == search_id))
    try:
        new = new_for(hook) if hook is not None else []
        return _write(search_id, new) if new else 0
    except (Unavailable, Conflict):
        return 0  # there is no index, or another worker was first


@command
def _write(search_id: int, new: Sequence[int]) -> int:
    """The rows of what is new and the message that tells of it, in one transaction."""
    still = select(Webhook).where(Webhook.saved_search_id == search_id, Webhook.stopped_at.is_(None))
    hook = db.session.scalar(still.with_for_update())
    if hook is None:
        return 0
    delivery = new_delivery(hook)
    rows = [WebhookMatch(webhook_id=hook.id, tool_id=tool_id, delivery_id=delivery.id) for tool_id in new]
    db.session.add_all(rows)
    db.session.flush()
    return 1
