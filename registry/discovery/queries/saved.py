"""Saved searches: each person's own, what they find now, and what is new in them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Select, func, select

from registry.accounts.models import Person
from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import Page, page_of_rows
from registry.discovery.models import SavedMatch, SavedSearch
from registry.governance.queries.actors import actor as load_actor
from registry.rules.policy import Actor
from registry.rules.words import Frequency
from registry.search.index.facets import BY_CODE
from registry.search.index.reader import Unavailable
from registry.search.queries.asked import SORTS, Asked
from registry.search.queries.find import every, find
from registry.search.queries.found import Found
from registry.search.queries.language import tidy

MOST = 50  # saved searches of one person
AT_ONCE = 10_000  # a database takes so many numbers in one question, and not many more
GONE = "There is no such saved search of yours. It may have been deleted."
UNREADY = "The search index is being built. Try again in a few minutes."


@dataclass(frozen=True)
class Listed:
    """A saved search with what it asks for, in words, and how much it finds for its owner now."""

    search: SavedSearch
    asked: Asked
    words: str
    filters: Sequence[tuple[str, str]]
    total: int | None = None  # none while there is no index, and where it was not asked for


def saved_searches(actor: Actor, number: int | None = 1) -> Page[Listed]:
    """A page of the actor's own, by name."""
    page = page_of_rows(_own(actor), number)
    return Page([listed(actor, search) for search in page.items], page.number, page.size, page.total)


def saved_questions(actor: Actor, number: int, size: int) -> Page[Listed]:
    """A page of the actor's own, by name, as they ask and not what they find: two statements; none for a visitor."""
    page = page_of_rows(_own(actor), number, size)
    items = [Listed(one, asked_of(one), one.text, filter_words(asked_of(one))) for one in page.items]
    return Page(items, page.number, page.size, page.total)


def own_searches(actor: Actor) -> Sequence[SavedSearch]:
    """The actor's own, by name: one statement."""
    return db.session.scalars(_own(actor)).all()


def _own(actor: Actor) -> Select[SavedSearch]:
    own = select(SavedSearch).where(SavedSearch.person_id == actor.id)
    return own.order_by(func.lower(SavedSearch.name), SavedSearch.id)


def saved_search(actor: Actor, search_id: int) -> SavedSearch:
    """One of the actor's own. Raises NotFound for anybody else's: that it exists is nobody's business."""
    found = db.session.get(SavedSearch, search_id)
    if found is None or found.person_id != actor.id or actor.id is None:
        raise NotFound(GONE)
    return found


def shared_search(code: str) -> SavedSearch:
    """The search behind a link that its owner shared: what it asks, not what it finds."""
    found = db.session.scalar(select(SavedSearch).where(SavedSearch.share_code == code)) if code else None
    if found is None:
        raise NotFound("This link leads nowhere any more: its owner took it back. Search anew.")
    return found


def count_of(person_id: int | None) -> int:
    """How many searches a person has saved."""
    own = select(func.count()).select_from(SavedSearch).where(SavedSearch.person_id == person_id)
    return db.session.scalar(own) or 0


def listed(actor: Actor, search: SavedSearch) -> Listed:
    """A saved search as the actor sees it: what it finds is what the actor may read."""
    asked = asked_of(search)
    try:
        found = find(actor, asked, 1)
        total = found.total if _theirs(found, asked) else 0
    except Unavailable:
        total = None
    return Listed(search, asked, asked.text, filter_words(asked), total)


def asked_of(search: SavedSearch) -> Asked:
    """What a saved search asks; a filter that there is no more is left aside."""
    filters = {code: tuple(values) for code, values in search.filters.items() if code in BY_CODE}
    return Asked(search.text, filters, search.sort if search.sort in SORTS else SORTS[0], exact=search.exact)


def _theirs(found: Found, asked: Asked) -> bool:
    """Whether nothing was left aside: who has left their force is not told of everything instead."""
    return found.asked.filters.keys() == asked.filters.keys()


def fit_to_save(asked: Asked) -> Asked:
    """A search as it is kept: its words tidy and within bounds, without its page."""
    return replace(asked, text=tidy(asked.text), page=1)


def digest_of(asked: Asked) -> str:
    """What names a search: the same words and filters in whatever order are the same search."""
    asks = [
        asked.text.casefold(),
        sorted((code, sorted(values)) for code, values in asked.filters.items()),
        asked.exact,
    ]
    return hashlib.sha256(json.dumps(asks, ensure_ascii=False).encode()).hexdigest()


def filter_words(asked: Asked) -> list[tuple[str, str]]:
    """The filters of a search in words."""
    found = []
    for code, values in asked.filters.items():
        given = dict(BY_CODE[code].given)
        found.append((BY_CODE[code].label, ", ".join(given.get(one) or one.replace("-", " ") for one in values)))
    return found


def found_by(actor: Actor, asked: Asked, most: int | None = None) -> list[int]:
    """The tools that a search finds for the actor, all or as many, the newest first, checked against the database.

    Raises Unavailable when there is no index that can be read.
    """
    ids = every(actor, replace(asked, sort="newest"), most)
    live: set[int] = set()
    for start in range(0, len(ids), AT_ONCE):
        some = Tool.id.in_(ids[start : start + AT_ONCE])
        live.update(db.session.scalars(select(Tool.id).where(scope.visible_to(actor), some)))
    return [number for number in ids if number in live]


def news(actor: Actor, search: SavedSearch) -> list[int]:
    """The tools that a search finds now, did not find when it was saved, and that nobody was told of for it."""
    told = select(SavedMatch.tool_id).where(SavedMatch.saved_search_id == search.id)
    known = set(search.known) | set(db.session.scalars(told))
    return [number for number in found_by(actor, asked_of(search)) if number not in known]


def standing(person_id: int) -> Actor | None:
    """A person as the policy sees them now; none once the account is closed or they belong nowhere any more."""
    try:
        actor = load_actor(person_id)
    except NotFound:
        return None
    return actor if actor.roles or actor.seats else None


def to_tell() -> list[tuple[int, Frequency]]:
    """Whom to tell how often: each person with an open account once for each frequency that they chose."""
    statement = (
        select(SavedSearch.person_id, SavedSearch.frequency)
        .join(Person, Person.id == SavedSearch.person_id)
        .where(SavedSearch.frequency != Frequency.NEVER, Person.closed_at.is_(None))
        .distinct()
        .order_by(SavedSearch.person_id, SavedSearch.frequency)
    )
    return [(row.person_id, row.frequency) for row in db.session.execute(statement)]


def told_at(person_id: int, frequency: Frequency) -> Sequence[SavedSearch]:
    """A person's searches of one frequency, by name."""
    statement = select(SavedSearch).where(SavedSearch.person_id == person_id, SavedSearch.frequency == frequency)
    return db.session.scalars(statement.order_by(SavedSearch.name, SavedSearch.id)).all()
