"""What the owner of a saved search may do with its webhook: set it up, try it, stop it, and send a message again."""

import secrets
from collections.abc import Sequence

from sqlalchemy import delete, select, update

from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotFound, Unready
from registry.core.events import emit
from registry.discovery.events import SavedSearchChanged
from registry.discovery.models import Webhook, WebhookDelivery, WebhookMatch
from registry.discovery.queries.saved import UNREADY, asked_of, found_by, saved_search
from registry.discovery.queries.webhooks import own_webhook, webhook_of
from registry.rules.policy import Actor
from registry.search.index.reader import Unavailable
from registry.web.webhooks import NOT_ONE, Unfit, target

LONGEST = 2000  # characters of an address


@command
def set_webhook(actor: Actor, search_id: int, address: str, networks: Sequence[str] = ()) -> Webhook:
    """Send what is new in a saved search to this address from now on; what the search finds now is no news.

    With a webhook that is there it changes the address alone, also of what waits to be sent. Raises Invalid for an
    address that nothing is sent to, and Unready while there is no index.
    """
    search, address = saved_search(actor, search_id), _fit(address, networks)
    found = webhook_of(actor, search_id)
    if found is None:
        try:
            known = sorted(found_by(actor, asked_of(search)))
        except Unavailable as error:
            raise Unready(UNREADY) from error
        made = {"salt": secrets.token_hex(16), "known": known, "made_at": clock.now()}
        found = Webhook(saved_search_id=search.id, address=address, **made)
        db.session.add(found)
        return _noted(actor, found, "set-webhook")
    if found.address == address:
        return found
    found.address = address
    return _noted(actor, found, "move-webhook")


@command
def renew_secret(actor: Actor, search_id: int) -> Webhook:
    """Sign with another secret from now on; the one before is good for nothing any more."""
    found = own_webhook(actor, search_id)
    found.salt = secrets.token_hex(16)
    return _noted(actor, found, "renew-webhook-secret")


@command
def switch_webhook(actor: Actor, search_id: int, on: bool) -> Webhook:
    """Stop it, or start it again: what came up meanwhile is told in one message, what waited or was given up is sent."""
    found = own_webhook(actor, search_id)
    if (found.stopped_at is None) is on:
        return found
    found.stopped_at, found.fault = None if on else clock.now(), None
    if on:
        given_up = update(WebhookDelivery).where(
            WebhookDelivery.webhook_id == found.id,
            WebhookDelivery.sent_at.is_(None),
            WebhookDelivery.parked_at.is_not(None),
            WebhookDelivery.trial.is_(False),
        )
        db.session.execute(given_up.values(parked_at=None, attempts=0, next_attempt_at=clock.now()))
    return _noted(actor, found, "start-webhook" if on else "stop-webhook")


@command
def send_trial(actor: Actor, search_id: int) -> WebhookDelivery:
    """Send a message that tells of nothing, once, also to a webhook that is stopped. Raises Conflict while one waits."""
    found = own_webhook(actor, search_id)
    waits = select(WebhookDelivery.id).where(
        WebhookDelivery.webhook_id == found.id,
        WebhookDelivery.trial,
        WebhookDelivery.sent_at.is_(None),
        WebhookDelivery.parked_at.is_(None),
    )
    if db.session.scalar(waits.limit(1)) is not None:
        raise Conflict("A trial message waits to be sent. Look at the log in a moment.")
    trial = new_delivery(found, trial=True)
    _noted(actor, found, "try-webhook")
    return trial


@command
def send_again(actor: Actor, search_id: int, delivery_id: int) -> WebhookDelivery:
    """Send a message of the log once more under its own identifier, as if it had never been tried. One that waits goes next.

    Raises NotFound for one of another webhook.
    """
    found = own_webhook(actor, search_id)
    delivery = db.session.get(WebhookDelivery, delivery_id)
    if delivery is None or delivery.webhook_id != found.id:
        raise NotFound("There is no such message in the log of this webhook.")
    delivery.sent_at = delivery.parked_at = None
    delivery.attempts, delivery.next_attempt_at = 0, clock.now()
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
    """Delete the webhook of a saved search with its log, within the action that deletes the search."""
    own = select(Webhook.id).where(Webhook.saved_search_id == search_id).scalar_subquery()
    for table in (WebhookMatch, WebhookDelivery):
        db.session.execute(delete(table).where(table.webhook_id == own))
    db.session.execute(delete(Webhook).where(Webhook.saved_search_id == search_id))


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
