"""Saving a search, and what its owner may do with it. All of it is the owner's own; sharing shares what is asked."""

import secrets
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from registry.accounts.services.sessions import hash_of
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, Unready
from registry.core.events import emit
from registry.discovery.events import AlertsStopped, SavedSearchChanged
from registry.discovery.models import SavedMatch, SavedSearch
from registry.discovery.queries.saved import (
    MOST,
    UNREADY,
    asked_of,
    count_of,
    digest_of,
    fit_to_save,
    found_by,
    saved_search,
)
from registry.discovery.services.webhooks import forget_webhook
from registry.rules.policy import Actor
from registry.rules.words import Frequency
from registry.search.index.reader import Unavailable
from registry.search.queries.asked import Asked

LONGEST = 120  # characters of a name


@dataclass(frozen=True, kw_only=True)
class SavedDetails:
    """What a saved search is called, and how often its owner wants to be told."""

    name: str
    frequency: Frequency


@command
def save_search(actor: Actor, asked: Asked, details: SavedDetails) -> SavedSearch:
    """Keep a search under a name. What it finds now is no news later.

    The same search sent twice is kept once. Raises Invalid without a name, for a search that is saved under another name
    already, and beyond the most that one person may have; Unready while there is no index.
    """
    kept, name = fit_to_save(asked), _named(details.name)
    digest = digest_of(kept)
    known = db.session.scalar(
        select(SavedSearch).where(SavedSearch.person_id == actor.id, SavedSearch.digest == digest)
    )
    if known is not None:
        if known.name == name:
            return known
        raise Invalid("Saved already.", {"name": f"You have saved this search already, as “{known.name}”."})
    if count_of(actor.id) >= MOST:
        raise Invalid(
            "Too many.", {"name": f"You have {MOST} saved searches, the most there can be. Delete one first."}
        )
    found = SavedSearch(
        person_id=actor.id,
        name=name,
        text=kept.text,
        filters={code: list(values) for code, values in kept.filters.items()},
        sort=kept.sort,
        exact=kept.exact,
        digest=digest,
        frequency=details.frequency,
        known=_found(actor, kept),
        saved_at=clock.now(),
    )
    db.session.add(found)
    return _told(found, "save", actor.id)


@command
def change_search(actor: Actor, search_id: int, details: SavedDetails) -> SavedSearch:
    """Change the name, and how often its owner is told. Mail begins with what is new from then on."""
    found, name = saved_search(actor, search_id), _named(details.name)
    begins = found.frequency is Frequency.NEVER and details.frequency is not Frequency.NEVER
    if (found.name, found.frequency) == (name, details.frequency):
        return found
    found.name, found.frequency = name, details.frequency
    if begins:
        found.known = sorted({*found.known, *_found(actor, asked_of(found))})
    return _told(found, "change", actor.id)


@command
def delete_search(actor: Actor, search_id: int) -> bool:
    """Delete a saved search with its feed, its link, its webhook and what was noted for its mail."""
    found = saved_search(actor, search_id)
    emit(SavedSearchChanged(actor_id=actor.id, saved_search_id=found.id, verb="delete"))
    db.session.execute(delete(SavedMatch).where(SavedMatch.saved_search_id == found.id))
    forget_webhook(found.id)
    db.session.delete(found)
    db.session.flush()
    return True


@command
def share_search(actor: Actor, search_id: int, shared: bool) -> SavedSearch:
    """Make a link that shows anybody what is asked, never what is found; or take it back."""
    found = saved_search(actor, search_id)
    if bool(found.share_code) is shared:
        return found
    found.share_code = secrets.token_hex(12) if shared else None
    return _told(found, "share" if shared else "unshare", actor.id)


@command
def open_feed(actor: Actor, search_id: int) -> str:
    """Make a token that reads this one search as its owner, and nothing else; an earlier one ends. It is told once."""
    found = saved_search(actor, search_id)
    token = secrets.token_urlsafe(32)
    found.feed_hash, found.feed_made_at = hash_of(token), clock.now()
    _told(found, "open-feed", actor.id)
    return token


@command
def close_feed(actor: Actor, search_id: int) -> SavedSearch:
    """End the feed of a saved search: its address answers no more."""
    found = saved_search(actor, search_id)
    if found.feed_hash is None:
        return found
    found.feed_hash = found.feed_made_at = None
    return _told(found, "close-feed", actor.id)


@command
def stop_alerts(person_id: int, frequency: Frequency) -> int:
    """Stop mail of a frequency about all saved searches of a person; returns how many. The caller checked the link."""
    rows = update(SavedSearch).where(SavedSearch.person_id == person_id, SavedSearch.frequency == frequency)
    stopped = int(db.session.execute(rows.values(frequency=Frequency.NEVER)).rowcount)  # type: ignore[attr-defined]
    if stopped:
        emit(AlertsStopped(actor_id=None, person_id=person_id, frequency=frequency.value))
    return stopped


def _told(found: SavedSearch, verb: str, actor_id: int | None) -> SavedSearch:
    db.session.flush()
    emit(SavedSearchChanged(actor_id=actor_id, saved_search_id=found.id, verb=verb))
    return found


def _found(actor: Actor, asked: Asked) -> list[int]:
    try:
        return sorted(found_by(actor, asked))
    except Unavailable as error:
        raise Unready(UNREADY) from error


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid("A name is missing.", {"name": "Give the search a name that you will know it by."})
    if len(name) > LONGEST:
        raise Invalid("The name is too long.", {"name": f"Use up to {LONGEST} characters."})
    return name
