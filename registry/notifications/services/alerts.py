"""Mail about saved searches: each new match told once to each subscriber, also across a crash and by two workers at once.

A tool that a search comes to find gets its row, for this search and for good, in the transaction that writes the notice:
either both are there or neither, and the rows' keys and the notice's refuse to be written twice. A person has at most one
mail a day, week or month of the kind they chose, once something is new. The mail's words are put together when it is sent,
as its reader may see then; it goes out as every notice does, tried again under the same identifier.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from registry.accounts.models import Person
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict
from registry.discovery.models import SavedMatch, SavedSearch
from registry.discovery.queries.alerts import News, news_of
from registry.discovery.queries.saved import news, standing, told_at
from registry.discovery.queries.saved import to_tell as subscribers
from registry.notifications.models import Notice
from registry.notifications.queries.people import THE_REGISTRY, Reader
from registry.notifications.services.notices import Message, one_line, tell
from registry.rules.policy import Actor
from registry.rules.words import Frequency
from registry.search.index.reader import Unavailable

ALERT = "saved-search"


@dataclass(frozen=True)
class Told:
    """What a mail about saved searches says."""

    subject: str
    items: tuple[tuple[str, str], ...]
    stops: tuple[int, Frequency]


def write_alerts(moment: datetime, between: Callable[[], object] = lambda: None) -> int:
    """Write the mails that are due and not there yet; returns how many. None while there is no index.

    `between` is done after each person, so that other work need not wait for all of them.
    """
    day = clock.day_of(moment)
    waiting = [(person, often, key) for person, often in subscribers() if (key := _key(person, often, day))]
    there = _there([key for _person, _often, key in waiting])
    written = 0
    for person, often, key in waiting:
        if key not in there:
            written += _alert(person, often, key)
            between()
    return written


def to_tell(notice: Notice) -> Told | None:
    """What a notice about saved searches says to its reader now; none when nothing of it is left."""
    actor = standing(notice.person_id) if notice.person_id is not None else None
    found = news_of(actor, notice.key) if actor is not None else []
    if not found or notice.person_id is None:
        return None
    names = found[0].name if len(found) == 1 else f"{len(found)} saved searches"
    subject = one_line(f"New in {names}")
    return Told(subject, tuple(_items(found)), (notice.person_id, found[0].frequency))


def _items(found: Sequence[News]) -> list[tuple[str, str]]:
    items = []
    for one in found:
        items.append((f"{one.name}: {one.total} new", ""))
        items += one.tools
        if one.total > len(one.tools):
            items.append((f"and {one.total - len(one.tools)} more", f"/saved-searches/{one.search_id}"))
    return items


def _alert(person_id: int, often: Frequency, key: str) -> int:
    actor = standing(person_id)
    if actor is None:
        return 0
    try:
        found = [(search, new) for search in told_at(person_id, often) if (new := news(actor, search))]
    except Unavailable:
        return 0
    if not found:
        return 0
    try:
        return _write(actor, often, key, [(search.id, new) for search, new in found])
    except Conflict:
        return 0  # another worker was first


@command
def _write(actor: Actor, often: Frequency, key: str, found: Sequence[tuple[int, Sequence[int]]]) -> int:
    """The rows of what is new and the notice that tells of it, in one transaction."""
    still = set(
        db.session.scalars(
            select(SavedSearch.id)
            .where(SavedSearch.id.in_([number for number, _new in found]), SavedSearch.frequency == often)
            .with_for_update()
        )
    )
    moment = clock.now()
    rows = [
        SavedMatch(saved_search_id=search_id, tool_id=tool_id, found_at=moment, notice_key=key)
        for search_id, new in found
        if search_id in still
        for tool_id in new
    ]
    if not rows:
        return 0
    db.session.add_all(rows)
    person = db.session.get_one(Person, actor.id)
    tell([Reader(person.id, person.email)], _period(key), _message())
    db.session.flush()
    return 1


def _message() -> Message:
    return Message(
        kind=ALERT,
        subject="New in your saved searches",
        body="New on the register, in searches that you saved:",
        link="/saved-searches",
        actor=THE_REGISTRY,
        reason="You saved a search and asked to be told of what is new in it.",
    )


def _key(person_id: int, often: Frequency, day: date) -> str:
    """As `tell` makes it from the kind, the period and the reader."""
    year, week, _weekday = day.isocalendar()
    period = {
        Frequency.DAILY: f"{day:%Y-%m-%d}",
        Frequency.WEEKLY: f"{year}-W{week:02}",
        Frequency.MONTHLY: f"{day:%Y-%m}",
    }[often]
    return f"{ALERT}:{period}:person:{person_id}"


def _period(key: str) -> str:
    return key.split(":")[1]


def _there(keys: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(keys), 500):
        found.update(db.session.scalars(select(Notice.key).where(Notice.key.in_(keys[start : start + 500]))))
    return found
