"""What a feed shows: tools that a search finds, under the rule of whoever it is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hmac import compare_digest

from sqlalchemy import select

from registry.accounts.services.sessions import hash_of
from registry.catalogue.models import Tool, Version
from registry.catalogue.queries import scope
from registry.core.db import db
from registry.core.errors import NotFound, Unready
from registry.core.paging import Page, page_of_items
from registry.discovery.models import SavedSearch
from registry.discovery.queries.saved import UNREADY, asked_of, found_by, standing
from registry.organisations.models import Organisation
from registry.rules.policy import ANONYMOUS, Actor
from registry.search.index.reader import Unavailable
from registry.search.queries.asked import Asked

SIZE = 50
CLOSED = "There is no such feed. It may have been closed, or whoever it was for has left."
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)  # when a feed without entries was last updated


@dataclass(frozen=True)
class Entry:
    """One tool in a feed."""

    id: int
    slug: str
    name: str
    summary: str
    owner: str
    updated: datetime


@dataclass(frozen=True)
class Match:
    """A tool that a saved search finds, and whether it did not yet when the search was saved."""

    tool: Entry
    new: bool


@dataclass(frozen=True)
class Feed:
    """The newest tools of a search."""

    asked: Asked
    entries: Sequence[Entry]
    name: str = ""  # of a saved search
    search_id: int | None = None

    @property
    def updated(self) -> datetime:
        """When something in it changed last."""
        return max((entry.updated for entry in self.entries), default=BEGAN)


def public_feed(asked: Asked) -> Feed:
    """The newest tools that a search finds for a visitor, whoever asks."""
    return Feed(asked, _entries(ANONYMOUS, _found(ANONYMOUS, asked, SIZE)))


def private_feed(search_id: int, token: str) -> Feed:
    """The newest tools that a saved search finds for its owner at this moment.

    Raises NotFound for a token that is wrong, closed or of another search, and once its owner belongs to no organisation.
    """
    search = db.session.get(SavedSearch, search_id)
    if search is None or not search.feed_hash or not compare_digest(search.feed_hash, hash_of(token)):
        raise NotFound(CLOSED)
    actor = standing(search.person_id)
    if actor is None:
        raise NotFound(CLOSED)
    asked = asked_of(search)
    return Feed(asked, _entries(actor, _found(actor, asked, SIZE)), search.name, search.id)


def matches(actor: Actor, search_id: int, number: int, size: int) -> Page[Match]:
    """A page of what one of the actor's own saved searches finds for them now, the newest first; empty for any other.

    Raises Unready while there is no index.
    """
    own = select(SavedSearch).where(SavedSearch.id == search_id, SavedSearch.person_id == actor.id)
    saved = db.session.scalar(own)
    if saved is None:
        return Page([], number, size, 0)
    ids, known = _found(actor, asked_of(saved)), set(saved.known)
    page = page_of_items(ids, number, size)
    return page.of([Match(entry, entry.id not in known) for entry in _entries(actor, page.items)])


def _found(actor: Actor, asked: Asked, most: int | None = None) -> list[int]:
    try:
        return found_by(actor, asked, most)
    except Unavailable as error:
        raise Unready(UNREADY) from error


def _entries(actor: Actor, ids: Sequence[int]) -> list[Entry]:
    if not ids:
        return []
    statement = (
        select(
            Tool.id,
            Tool.slug,
            Tool.name,
            Tool.summary,
            Organisation.name.label("owner"),
            Version.published_at.label("updated"),
        )
        .join(Organisation, Organisation.id == Tool.owner_id)
        .join(Version, Version.id == Tool.version_id)
        .where(scope.visible_to(actor), Tool.id.in_(ids))
    )
    place = {number: at for at, number in enumerate(ids)}
    rows = sorted(db.session.execute(statement), key=lambda row: place[row.id])
    return [Entry(*row) for row in rows]
