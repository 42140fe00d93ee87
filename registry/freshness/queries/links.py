"""What a link shows, while it can be used."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotFound
from registry.freshness.models import DueLink, DueLinkKey
from registry.freshness.queries.due import due
from registry.freshness.queries.facts import Fact, key_of
from registry.governance.queries.actors import actor as load_actor
from registry.organisations.models import Organisation
from registry.rules.policy import Actor
from registry.rules.words import Role

UNUSABLE = (
    "This link cannot be used: it was used before, it is too old, or something that it showed has changed since. "
    "Nothing was confirmed by it just now. Sign in to see what is still due."
)


@dataclass(frozen=True)
class Opened:
    """A link that can be used: in whose name, and exactly what it shows; what is queried since then cannot be ticked."""

    link: DueLink
    actor: Actor
    facts: Sequence[Fact]
    needs_sign_in: bool
    today: date


def opened(token_hash: str, *, lock: bool = False) -> Opened:
    """What the link shows, if each fact still is what it was and the person still leads there.

    Raises NotFound, the same for a link that never was as for one that died.
    """
    found = (
        select(DueLink)
        .join(DueLinkKey, DueLinkKey.due_link_id == DueLink.id)
        .where(DueLinkKey.token_hash == token_hash, DueLink.used_at.is_(None), DueLink.expires_at > clock.now())
        .options(selectinload(DueLink.facts))
        .execution_options(populate_existing=True)
    )
    link = db.session.scalar(found.with_for_update(of=DueLink) if lock else found)
    live = still_so(link) if link else None
    if link is None or live is None:
        raise NotFound(UNUSABLE)
    actor, facts = live
    return Opened(link, actor, facts, needs_sign_in({fact.organisation_id for fact in facts}), clock.today())


def still_so(link: DueLink) -> tuple[Actor, list[Fact]] | None:
    """The lead and the link's facts as they stand; nothing when one of them, or the role there, changed."""
    try:
        actor = load_actor(link.person_id)
    except NotFound:  # the account is closed
        return None
    homes = frozenset(one.organisation_id for one in link.facts) & actor.at(Role.LEAD)
    known = {(fact.key, fact.organisation_id): fact for fact in due(actor, homes)}
    wanted = [(key_of(one.kind, one.fact_id, one.revision), one.organisation_id) for one in link.facts]
    return (actor, [known[key] for key in wanted]) if wanted and all(key in known for key in wanted) else None


def needs_sign_in(organisation_ids: Collection[int]) -> bool:
    """Whether one of these organisations asks for a sign-in before its facts are confirmed by link."""
    asked = select(Organisation.id).where(
        Organisation.id.in_(organisation_ids), Organisation.link_needs_sign_in.is_not(None)
    )
    return db.session.scalar(asked.limit(1)) is not None
