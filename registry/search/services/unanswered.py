"""Counting what is searched for in vain, without keeping who did so or what may be about somebody."""

from datetime import date, timedelta

import structlog
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import OperationalError

from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict
from registry.rules.personal import may_be_about_somebody
from registry.search.index.words import words
from registry.search.models import UnansweredSearch
from registry.search.queries.found import Found
from registry.search.queries.unanswered import DAYS

FEW = 2  # tools: as good as nothing
MOST_A_DAY = 2_000  # different texts: nobody can fill the table by searching

log = structlog.get_logger(__name__)


def note_unanswered(found: Found) -> bool:
    """Count a search that found nothing, or hardly anything, and say whether it was one.

    A search is answered whether or not this can be counted. Left out: filters, further pages, an index that is not there, and what may be
    about somebody.
    """
    text = found.understood.text
    if found.plain or found.total > FEW or found.asked.page > 1 or found.asked.filters or may_be_about_somebody(text):
        return False
    said = " ".join(words(text))
    if not said:
        return False
    try:
        count(said, none=found.total == 0)
    except (Conflict, OperationalError) as error:  # the same words at the same moment, or a busy database
        log.warning("search-not-counted", error=type(error).__name__)
    return True


@command
def count(said: str, none: bool) -> None:
    """Add one to what was searched for in vain today. Authorises nobody: it follows from a search."""
    today = clock.today()
    column = UnansweredSearch.found_none if none else UnansweredSearch.found_few
    known = update(UnansweredSearch).where(UnansweredSearch.day == today, UnansweredSearch.words == said)
    if db.session.execute(known.values({column: column + 1})).rowcount:  # type: ignore[attr-defined]
        return
    different = select(func.count()).select_from(UnansweredSearch).where(UnansweredSearch.day == today)
    if (db.session.scalar(different) or 0) < MOST_A_DAY:
        db.session.add(UnansweredSearch(day=today, words=said, found_none=int(none), found_few=int(not none)))
        db.session.flush()


@command
def forget_searches(today: date) -> int:
    """Remove what is older than the days that are shown; returns how many rows."""
    old = delete(UnansweredSearch).where(UnansweredSearch.day < today - timedelta(days=DAYS))
    return int(db.session.execute(old).rowcount)  # type: ignore[attr-defined]
