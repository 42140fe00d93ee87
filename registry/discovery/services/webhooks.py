"""What the owner of a saved search may do with its webhook: set it up, try it, stop it, and send a message again."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from registry.core import clock
from registry.core.commands import command, let_go
from registry.core.db import db
from registry.core.errors import Invalid, NotFound, Unready, WrongState
from registry.core.events import emit
from registry.discovery.events import SavedSearchChanged
from registry.discovery.models import SavedSearch, Webhook, WebhookDelivery, WebhookMatch
from registry.discovery.queries.saved import UNREADY, asked_of, found_by, saved_search
from registry.discovery.queries.webhooks import NONE, own_webhook, webhook_of
from registry.rules.policy import Actor
from registry.search.index.reader import Unavailable
from registry.web.webhooks import NOT_ONE, Unfit, target

LONGEST = 2000  # characters of an address
EACH = timedelta(seconds=30)  # between two messages that an owner asks for
KEPT = timedelta(days=30)  # messages of which nothing is left to do
BY_OPERATOR = "The operator of the registry stopped it. Ask them before you start it again."


def set_webhook(actor: Actor, search_id: int, address: str, networks: Sequence[str] = ()) -> Webhook:
    """Send what is new in a saved search to this address from now on; what the search finds now is no news.

    With a webhook that is there it changes the address alone, and what waits is sent there once it is on. Raises Invalid for an
    address that nothing is sent to, and Unready while there is no index. The host is looked for before anything is
    locked: that may take seconds.
    """
    saved_search(actor, search_id)
    let_go()
    return _set_webhook(actor, search_id, _fit(address, networks))


@command
def _set_webhook(actor: Actor, search_id: int, address: str) -> Webhook:
    if webhook_of(actor, search_id) is None:
        return _noted(actor, _made(actor, search_id, address), "set-webhook")
    found = _locked(actor, search_id)
    if found.address == address:
        return found
    found.address = address
    _send_what_waits(found)
    return _noted(actor, found, "move-webhook")


@command
def renew_secret(actor: Actor, search_id: int) -> Webhook:
    """Sign with another secret from now on; the one before is good for nothing any more."""
    found = _locked(actor, search_id)
    found.salt = secrets.token_hex(16)
    return _noted(actor, found, "renew-webhook-secret")


@command
def switch_webhook(actor: Actor, search_id: int, on: bool) -> Webhook:
    """Stop it, or start it again: what came up meanwhile is told, and what waited or was given up is sent."""
    found = _locked(actor, search_id)
    if (found.stopped_at is None) is on:
        return found
    found.stopped_at, found.fault = None if on else clock.now(), None
    if on:
        _send_what_waits(found)
    return _noted(actor, found, "start-webhook" if on else "stop-webhook")


@command
def delete_webhook(actor: Actor, search_id: int) -> bool:
    """Delete it with its address and its log."""
    found = _locked(actor, search_id)
    _noted(actor, found, "delete-webhook")
    forget_webhook(search_id)
    return True


@command
def send_trial(actor: Actor, search_id: int) -> WebhookDelivery:
    """Send a message that tells of nothing, once, also to a webhook that is stopped; one that waits is enough.

    It leaves half a minute after the last message that its owner had sent, at the earliest.
    """
    found = _locked(actor, search_id)
    waits = select(WebhookDelivery).where(
        WebhookDelivery.webhook_id == found.id, WebhookDelivery.trial, WebhookDelivery.next_attempt_at.is_not(None)
    )
    waiting = db.session.scalar(waits.limit(1))
    if waiting is not None:
        return waiting
    trial = new_delivery(found, trial=True)
    trial.next_attempt_at = _turn(found)
    _noted(actor, found, "try-webhook")
    return trial


@command
def send_again(actor: Actor, search_id: int, delivery_id: int) -> WebhookDelivery:
    """Send a message of the log once more under its own identifier. One that waits is tried for a week anew.

    It leaves when a trial would. Raises NotFound for one of another webhook, WrongState while the webhook is stopped.
    """
    found = _locked(actor, search_id)
    delivery = db.session.get(WebhookDelivery, delivery_id)
    if delivery is None or delivery.webhook_id != found.id:
        raise NotFound("There is no such message in the log of this webhook.")
    if found.stopped_at is not None:
        raise WrongState("The webhook is stopped. Start it again first.")
    delivery.attempts, delivery.next_attempt_at = 0, _turn(found)
    delivery.answer = delivery.fault = None
    _noted(actor, found, "resend-webhook-message")
    return delivery


def new_delivery(hook: Webhook, trial: bool = False) -> WebhookDelivery:
    """A message that is to be sent now, within the running action."""
    moment = clock.now()
    made = WebhookDelivery(
        webhook_id=hook.id,
        message_id=f"msg_{secrets.token_hex(16)}",
        trial=trial,
        made_at=moment,
        next_attempt_at=moment,
    )
    db.session.add(made)
    db.session.flush()
    return made


def forget_webhook(search_id: int) -> None:
    """Delete the webhook of a saved search with its log, within the running action."""
    hook = db.session.scalar(select(Webhook).where(Webhook.saved_search_id == search_id).with_for_update())
    if hook is None:
        return
    for table in (WebhookMatch, WebhookDelivery):
        db.session.execute(delete(table).where(table.webhook_id == hook.id))
    db.session.delete(hook)
    db.session.flush()


@command
def stop_by_operator(numbers: Sequence[int] | None = None) -> int:
    """Stop these webhooks, or all; returns how many were on. Authorises nobody: only an operator calls it."""
    on = select(Webhook).where(Webhook.stopped_at.is_(None)).with_for_update()
    stopped = db.session.scalars(on if numbers is None else on.where(Webhook.id.in_(numbers))).all()
    for hook in stopped:
        hook.stopped_at, hook.fault = clock.now(), BY_OPERATOR
        emit(SavedSearchChanged(actor_id=None, saved_search_id=hook.saved_search_id, verb="stop-webhook"))
    return len(stopped)


@command
def forget_messages(moment: datetime) -> int:
    """Drop from the logs what was made more than 30 days ago and has nothing left to do; returns how many.

    Which tools a webhook was told of stays. Authorises nobody: the worker calls it.
    """
    old = select(WebhookDelivery.id).where(
        WebhookDelivery.next_attempt_at.is_(None), WebhookDelivery.made_at < moment - KEPT
    )
    db.session.execute(update(WebhookMatch).where(WebhookMatch.delivery_id.in_(old)).values(delivery_id=None))
    return int(db.session.execute(delete(WebhookDelivery).where(WebhookDelivery.id.in_(old))).rowcount)  # type: ignore[attr-defined]


def _made(actor: Actor, search_id: int, address: str) -> Webhook:
    search: SavedSearch = saved_search(actor, search_id)
    try:
        known = sorted(found_by(actor, asked_of(search)))
    except Unavailable as error:
        raise Unready(UNREADY) from error
    made = {"salt": secrets.token_hex(16), "known": known, "made_at": clock.now()}
    hook = Webhook(saved_search_id=search.id, address=address, **made)
    db.session.add(hook)
    return hook


def _send_what_waits(hook: Webhook) -> None:
    """What was never accepted is to be sent now, as if it had never been tried."""
    waits = update(WebhookDelivery).where(
        WebhookDelivery.webhook_id == hook.id, WebhookDelivery.sent_at.is_(None), WebhookDelivery.trial.is_(False)
    )
    db.session.execute(waits.values(attempts=0, next_attempt_at=_turn(hook)))


def _turn(hook: Webhook) -> datetime:
    """When the next message leaves that its owner asks for: now, or half a minute after the last."""
    moment = clock.now()
    hook.asked_at = moment if hook.asked_at is None else max(moment, hook.asked_at + EACH)
    return hook.asked_at


def _locked(actor: Actor, search_id: int) -> Webhook:
    """One of the actor's own, held until the action ends. Raises NotFound."""
    found = select(Webhook).where(Webhook.id == own_webhook(actor, search_id).id).with_for_update()
    hook = db.session.scalar(found.execution_options(populate_existing=True))
    if hook is None:
        raise NotFound(NONE)
    return hook


def _noted(actor: Actor, hook: Webhook, verb: str) -> Webhook:
    db.session.flush()
    emit(SavedSearchChanged(actor_id=actor.id, saved_search_id=hook.saved_search_id, verb=verb))
    return hook


def _fit(address: str, networks: Sequence[str]) -> str:
    address = address.strip()
    if len(address) > LONGEST:
        raise Invalid("The address is too long.", {"address": f"Use up to {LONGEST:,} characters."})
    if not address:
        raise Invalid("An address is missing.", {"address": NOT_ONE})
    try:
        target(address, networks)
    except Unfit as refusal:
        raise Invalid("Nothing is sent to this address.", {"address": str(refusal)}) from refusal
    return address
