"""Messages to webhooks: each new match told once to each webhook, signed, tried again for a week, and logged.

They are written as mail about saved searches is: the rows of what is new and the messages that tell of it in one
transaction, with keys that refuse a second. Sending claims a message in one short transaction and settles it in
another. A crash between them sends it again under the same identifier, by which its receiver knows it.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

import structlog
from sqlalchemy import Select, or_, select, update

from config import Settings
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict
from registry.discovery.models import Webhook, WebhookDelivery, WebhookMatch
from registry.discovery.queries.webhooks import MOST, message_of, new_for, to_look_at
from registry.discovery.services.webhooks import new_delivery
from registry.notifications.services.pauses import ATTEMPTS, WEEK, pause_after
from registry.search.index.reader import Unavailable
from registry.web.webhooks import NotDelivered, Unfit, post, secret_of, signed, target

WITHHELD = "It was not sent, because you may not see any of it any more."
GONE = "The address answered that it is closed for good. Give another, then start it again."
GIVEN_UP = "No message got through for a week. Mend the address, or what answers there, then start it again."
AGENT = "policing-innovation-registry"

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Ready:
    """A message put together: where to, and with what."""

    address: str
    headers: dict[str, str]
    body: bytes


def write_messages(between: Callable[[], object] = lambda: None) -> int:
    """Write messages for each webhook with something new in its search; returns how many. While there is no index, 0.

    All that is new since the last look goes into as few as hold it. `between` is done after each webhook, so that other
    work need not wait for all of them.
    """
    written = 0
    for search_id in to_look_at():
        written += _tell(search_id)
        between()
    return written


def send_messages(settings: Settings, stopped: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, until nothing is or it is stopped; returns how many were tried. One that fails stops no other."""
    tried = 0
    while not stopped() and (message_id := claim()) is not None:
        ready = prepare(message_id, settings)
        if ready is not None:
            settle(message_id, ready.address, *attempt(ready, settings))
        tried += 1
    return tried


@command
def claim() -> str | None:
    """Take the message that has been due for longest: count the attempt and put the next one off. Others skip it."""
    due = (
        select(WebhookDelivery)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(
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
    return delivery.message_id


@command
def prepare(message_id: str, settings: Settings) -> Ready | None:
    """Put a claimed message together; none when it was deleted, or when nothing of it is left to tell."""
    delivery = db.session.scalar(_by(message_id))
    if delivery is None:
        return None
    message = message_of(delivery, settings.base_url)
    if message is None:
        delivery.next_attempt_at, delivery.fault = None, WITHHELD
        return None
    hook = db.session.get_one(Webhook, delivery.webhook_id)
    body = json.dumps(message, ensure_ascii=False).encode()
    marks = signed(secret_of(hook.salt, settings.secret_key), message_id, int(clock.now().timestamp()), body)
    return Ready(hook.address, {"Content-Type": "application/json", "User-Agent": AGENT, **marks}, body)


def attempt(ready: Ready, settings: Settings) -> tuple[int | None, str | None]:
    """What was answered, and what was wrong. No transaction is open while the other side thinks."""
    try:
        answer = post(target(ready.address, settings.webhook_networks), ready.headers, ready.body)
    except (Unfit, NotDelivered) as error:
        return None, str(error)
    return answer, None if 200 <= answer < 300 else f"It answered with the status {answer}."


@command
def settle(message_id: str, address: str, answer: int | None, fault: str | None) -> None:
    """Note what came of an attempt at this address. A week of failures, or an address closed for good, stops the webhook."""
    hook = _hook(message_id)
    if hook is None:
        return  # deleted meanwhile, with its messages
    delivery = db.session.scalars(_by(message_id).execution_options(populate_existing=True)).one()
    delivery.answer, delivery.fault = answer, fault
    if fault is None:
        delivery.sent_at, delivery.next_attempt_at = clock.now(), None
        return
    log.warning("webhook-failed", message_id=message_id, answer=answer, attempts=delivery.attempts)
    gone = answer == HTTPStatus.GONE and hook.address == address
    if delivery.trial or delivery.sent_at is not None:  # what its owner had sent once more is tried once
        delivery.next_attempt_at = None
    elif answer is None:
        _put_off_others(delivery)
    if gone and not delivery.trial:
        _stop(hook, GONE)
    elif delivery.next_attempt_at is not None and delivery.attempts >= ATTEMPTS:
        _give_up(hook, delivery)


def _by(message_id: str) -> Select[WebhookDelivery]:
    """By its identifier, which is never given again, as a row's number may be."""
    return select(WebhookDelivery).where(WebhookDelivery.message_id == message_id)


def _hook(message_id: str) -> Webhook | None:
    """The webhook of a message, locked: as its owner does, before any message of it."""
    found = select(Webhook).join(WebhookDelivery, WebhookDelivery.webhook_id == Webhook.id)
    locked = found.where(WebhookDelivery.message_id == message_id).with_for_update(of=Webhook)
    return db.session.scalar(locked.execution_options(populate_existing=True))


def _put_off_others(delivery: WebhookDelivery) -> None:
    """What else waits for the same receiver need not find out by itself that nothing answers."""
    others = update(WebhookDelivery).where(
        WebhookDelivery.webhook_id == delivery.webhook_id,
        WebhookDelivery.next_attempt_at < delivery.next_attempt_at,
        WebhookDelivery.trial.is_(False),
    )
    db.session.execute(others.values(next_attempt_at=delivery.next_attempt_at))


def _give_up(hook: Webhook, delivery: WebhookDelivery) -> None:
    """Give up one message that alone is refused; where none was accepted for a week, stop, and let it wait for a start."""
    accepted = select(WebhookDelivery.id).where(
        WebhookDelivery.webhook_id == hook.id,
        WebhookDelivery.sent_at > clock.now() - WEEK,
        WebhookDelivery.trial.is_(False),
    )
    if db.session.scalar(accepted.limit(1)) is None:
        _stop(hook, GIVEN_UP)
    else:
        delivery.next_attempt_at = None


def _stop(hook: Webhook, fault: str) -> None:
    if hook.stopped_at is None:
        hook.stopped_at, hook.fault = clock.now(), fault
        log.error("webhook-stopped", webhook_id=hook.id, fault=fault)


def _tell(search_id: int) -> int:
    hook = db.session.scalar(select(Webhook).where(Webhook.saved_search_id == search_id))
    try:
        new = new_for(hook) if hook is not None else []
        return _write(search_id, new) if new else 0
    except (Unavailable, Conflict):
        return 0  # there is no index, or another worker was first


@command
def _write(search_id: int, new: Sequence[tuple[int, bool]]) -> int:
    """The rows of what is new and the messages that tell of it, in one transaction; returns how many messages."""
    still = select(Webhook).where(Webhook.saved_search_id == search_id, Webhook.stopped_at.is_(None))
    hook = db.session.scalar(still.with_for_update())
    if hook is None:
        return 0
    parts = [new[start : start + MOST] for start in range(0, len(new), MOST)]
    for part in parts:
        delivery = new_delivery(hook)
        about = {"webhook_id": hook.id, "delivery_id": delivery.id}
        db.session.add_all(WebhookMatch(tool_id=number, public=public, **about) for number, public in part)
    db.session.flush()
    return len(parts)
