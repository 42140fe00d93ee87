"""Webhooks of saved searches: each person's own, what was sent to them, and what a message says when it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased

from registry.accounts.models import Person
from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import Page, page_of_rows
from registry.discovery.models import SavedSearch, Webhook, WebhookDelivery, WebhookMatch
from registry.discovery.queries.saved import AT_ONCE, asked_of, found_by, saved_search, standing
from registry.organisations.models import Organisation
from registry.rules.policy import ANONYMOUS, Actor

MOST = 100  # tools of one message
NONE = "This saved search has no webhook. Set one up first."
MATCHED, TRIAL = "saved-search.matched", "webhook.trial"


@dataclass(frozen=True)
class Logged:
    """A message in the log: the delivery, and how many tools it is about."""

    delivery: WebhookDelivery
    tools: int


@dataclass(frozen=True)
class Kept:
    """A webhook as an operator sees it: where it leads without its path, which may be a secret."""

    id: int
    owner: str
    host: str
    stopped_at: datetime | None
    waiting: int


def webhook_of(actor: Actor, search_id: int) -> Webhook | None:
    """The webhook of one of the actor's own saved searches. Raises NotFound for a search that is not theirs."""
    search = saved_search(actor, search_id)
    return db.session.scalar(select(Webhook).where(Webhook.saved_search_id == search.id))


def own_webhook(actor: Actor, search_id: int) -> Webhook:
    """The same, where there must be one. Raises NotFound."""
    found = webhook_of(actor, search_id)
    if found is None:
        raise NotFound(NONE)
    return found


def webhooks_of(search_ids: Sequence[int]) -> dict[int, Webhook]:
    """The webhooks of saved searches, by search: one statement."""
    rows = db.session.scalars(select(Webhook).where(Webhook.saved_search_id.in_(search_ids)))
    return {hook.saved_search_id: hook for hook in rows}


def all_webhooks() -> list[Kept]:
    """Every webhook, for an operator: one statement."""
    waits = WebhookDelivery.next_attempt_at.is_not(None)
    waiting = select(func.count()).where(WebhookDelivery.webhook_id == Webhook.id, waits).scalar_subquery()
    statement = (
        select(Webhook.id, Person.email, Webhook.address, Webhook.stopped_at, waiting.label("waiting"))
        .join(SavedSearch, SavedSearch.id == Webhook.saved_search_id)
        .join(Person, Person.id == SavedSearch.person_id)
        .order_by(Webhook.id)
    )
    return [
        Kept(row.id, row.email, urlsplit(row.address).netloc, row.stopped_at, row.waiting)
        for row in db.session.execute(statement)
    ]


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


def owners_of_failed() -> Sequence[int]:
    """Whose webhook the registry has stopped, of those who belong somewhere."""
    statement = (
        select(SavedSearch.person_id)
        .join(Webhook, Webhook.saved_search_id == SavedSearch.id)
        .where(Webhook.fault.is_not(None))
        .distinct()
    )
    people = db.session.scalars(statement.order_by(SavedSearch.person_id)).all()
    return [person_id for person_id in people if standing(person_id) is not None]


def failed_of(actor: Actor) -> int:
    """How many webhooks of the actor's the registry has stopped."""
    own = select(func.count()).select_from(Webhook).join(SavedSearch, SavedSearch.id == Webhook.saved_search_id)
    return db.session.scalar(own.where(SavedSearch.person_id == actor.id, Webhook.fault.is_not(None))) or 0


def new_for(hook: Webhook) -> list[tuple[int, bool]]:
    """The tools that its search finds for its owner now and that it was not told of, with whether everybody may read them.

    One that it was told of while it was not public is new once more when it is. None once its owner belongs nowhere.
    Raises Unavailable while there is no index.
    """
    search = db.session.get_one(SavedSearch, hook.saved_search_id)
    actor = standing(search.person_id)
    if actor is None:
        return []
    known = set(hook.known)
    found = [number for number in found_by(actor, asked_of(search)) if number not in known]
    rows = select(WebhookMatch.tool_id, WebhookMatch.public).where(WebhookMatch.webhook_id == hook.id)
    told = {(row.tool_id, row.public) for row in db.session.execute(rows)}
    left = [number for number in found if (number, True) not in told]
    public = _public(left)
    new = [(number, number in public) for number in left]
    return [one for one in new if one not in told]


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
    page = f"{base}/saved-searches/{search.id}"
    data: dict[str, Any] = {"saved_search": {"id": search.id, "name": search.name, "page": page}}
    if not delivery.trial:
        told = _told(actor, delivery, base)
        if not told["total"]:
            return None
        data |= told
    kind = TRIAL if delivery.trial else MATCHED
    return {"type": kind, "timestamp": delivery.made_at.isoformat(), "data": data}


def _public(ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for start in range(0, len(ids), AT_ONCE):
        some = Tool.id.in_(ids[start : start + AT_ONCE])
        found.update(db.session.scalars(select(Tool.id).where(scope.visible_to(ANONYMOUS), some)))
    return found


def _counts() -> ColumnElement[bool]:
    """Not what was to be told as public and is not any more, where it was counted before it was public."""
    before = aliased(WebhookMatch)
    counted = exists().where(
        before.webhook_id == WebhookMatch.webhook_id, before.tool_id == WebhookMatch.tool_id, before.public.is_(False)
    )
    return or_(WebhookMatch.public.is_(False), scope.visible_to(ANONYMOUS), ~counted)


def _told(actor: Actor, delivery: WebhookDelivery, base: str) -> dict[str, Any]:
    about = WebhookMatch.delivery_id == delivery.id
    count = select(func.count()).select_from(WebhookMatch).join(Tool, Tool.id == WebhookMatch.tool_id)
    total = db.session.scalar(count.where(about, scope.visible_to(actor), _counts())) or 0
    statement = (
        select(Tool.name, Tool.slug, Tool.summary, Tool.published_at, Tool.synthetic, Organisation.name.label("owner"))
        .join(WebhookMatch, WebhookMatch.tool_id == Tool.id)
        .join(Organisation, Organisation.id == Tool.owner_id)
        .where(about, WebhookMatch.public, scope.visible_to(actor), scope.visible_to(ANONYMOUS))
        .order_by(Tool.published_at.desc(), Tool.id)
    )
    tools = [
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
    ]
    return {"total": total, "not_public": total - len(tools), "tools": tools}
