"""Webhooks of saved searches: each person's own, what was sent to them, and what a message says when it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from registry.accounts.models import Person
from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import Page, page_of_rows
from registry.discovery.models import SavedSearch, Webhook, WebhookDelivery, WebhookMatch
from registry.discovery.queries.saved import asked_of, found_by, saved_search, standing
from registry.organisations.models import Organisation
from registry.rules.policy import ANONYMOUS, Actor

MOST = 100  # tools that one message names
MATCHED, TRIAL = "saved-search.matched", "webhook.trial"


@dataclass(frozen=True)
class Logged:
    """A message in the log: the delivery, and how many tools it is about."""

    delivery: WebhookDelivery
    tools: int


def webhook_of(actor: Actor, search_id: int) -> Webhook | None:
    """The webhook of one of the actor's own saved searches. Raises NotFound for a search that is not theirs."""
    search = saved_search(actor, search_id)
    return db.session.scalar(select(Webhook).where(Webhook.saved_search_id == search.id))


def own_webhook(actor: Actor, search_id: int) -> Webhook:
    """The same, where there must be one. Raises NotFound."""
    found = webhook_of(actor, search_id)
    if found is None:
        raise NotFound("This saved search has no webhook. Set one up first.")
    return found


def webhooks_of(search_ids: Sequence[int]) -> dict[int, Webhook]:
    """The webhooks of saved searches, by search: one statement."""
    rows = db.session.scalars(select(Webhook).where(Webhook.saved_search_id.in_(search_ids)))
    return {hook.saved_search_id: hook for hook in rows}


def log_of(hook: Webhook, number: int | None) -> Page[Logged]:
    """A page of what was sent to a webhook and what waits, the newest first."""
    own = select(WebhookDelivery).where(WebhookDelivery.webhook_id == hook.id)
    page = page_of_rows(own.order_by(WebhookDelivery.id.desc()), number)
    about = select(WebhookMatch.delivery_id, func.count()).group_by(WebhookMatch.delivery_id)
    shown = about.where(WebhookMatch.delivery_id.in_([one.id for one in page.items]))
    counts = {row[0]: row[1] for row in db.session.execute(shown)}
    return page.of([Logged(one, counts.get(one.id, 0)) for one in page.items])


def to_look_at() -> Sequence[int]:
    """The searches whose webhook is to be told of what is new in them."""
    statement = (
        select(Webhook.saved_search_id)
        .join(SavedSearch, SavedSearch.id == Webhook.saved_search_id)
        .join(Person, Person.id == SavedSearch.person_id)
        .where(Webhook.stopped_at.is_(None), Person.closed_at.is_(None))
        .order_by(Webhook.id)
    )
    return db.session.scalars(statement).all()


def new_for(hook: Webhook) -> list[int]:
    """The tools that its search finds for its owner now and that it was not told of; none once they belong nowhere.

    Raises Unavailable while there is no index.
    """
    search = db.session.get_one(SavedSearch, hook.saved_search_id)
    actor = standing(search.person_id)
    if actor is None:
        return []
    told = db.session.scalars(select(WebhookMatch.tool_id).where(WebhookMatch.webhook_id == hook.id))
    known = {*hook.known, *told}
    return [number for number in found_by(actor, asked_of(search)) if number not in known]


def message_of(delivery: WebhookDelivery, base: str) -> dict[str, Any] | None:
    """What a message says at this moment; none when its owner may see nothing of it any more.

    It leaves policing for a machine that nobody here knows. So what everybody may read is told in full, and of the rest
    how much there is.
    """
    hook = db.session.get_one(Webhook, delivery.webhook_id)
    search = db.session.get_one(SavedSearch, hook.saved_search_id)
    actor = standing(search.person_id)
    if actor is None:
        return None
    data: dict[str, Any] = {"saved_search": {"id": search.id, "name": search.name, "page": _page(base, search)}}
    if not delivery.trial:
        told = _told(actor, delivery, base)
        if not told["total"]:
            return None
        data |= told
    kind = TRIAL if delivery.trial else MATCHED
    return {"type": kind, "timestamp": delivery.made_at.isoformat(), "data": data}


def _page(base: str, search: SavedSearch) -> str:
    return f"{base}/saved-searches/{search.id}"


def _told(actor: Actor, delivery: WebhookDelivery, base: str) -> dict[str, Any]:
    about = (
        select(func.count())
        .select_from(WebhookMatch)
        .join(Tool, Tool.id == WebhookMatch.tool_id)
        .where(WebhookMatch.delivery_id == delivery.id, scope.visible_to(actor))
    )
    total, public = db.session.scalar(about) or 0, scope.visible_to(ANONYMOUS)
    statement = (
        select(Tool.name, Tool.slug, Tool.summary, Tool.published_at, Tool.synthetic, Organisation.name.label("owner"))
        .join(WebhookMatch, WebhookMatch.tool_id == Tool.id)
        .join(Organisation, Organisation.id == Tool.owner_id)
        .where(WebhookMatch.delivery_id == delivery.id, scope.visible_to(actor), public)
        .order_by(Tool.published_at.desc(), Tool.id)
        .limit(MOST)
    )
    return {
        "total": total,
        "not_public": total - (db.session.scalar(about.where(public)) or 0),
        "tools": [
            {
                "name": row.name,
                "summary": row.summary,
                "owner": row.owner,
                "published_at": row.published_at.isoformat(),
                "synthetic": row.synthetic,
                "page": f"{base}/tools/{row.slug}",
                "api": f"{base}/api/v1/tools/{row.slug}",
            }
            for row in db.session.execute(statement)
        ],
    }
