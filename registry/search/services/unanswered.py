"""Counting what is searched for in vain, without keeping who did so or what may be about somebody.

Each asker counts once a day for the same words. To know them again on that day they are a hash under a salt of that row, which goes with the
day, and so do words that too few asked for.
"""

import hashlib
import hmac
import secrets
from datetime import date, timedelta

import structlog
from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from registry.core import clock
from registry.core.commands import command, transaction
from registry.core.db import db
from registry.rules.personal import may_be_about_somebody
from registry.rules.policy import Actor, Permission, allows
from registry.search.index.words import words
from registry.search.models import UnansweredSearch
from registry.search.queries.found import Found
from registry.search.queries.unanswered import DAYS, asked_by_enough

FEW = 2  # tools: as good as nothing
MOST_A_DAY = 2_000  # different texts: nobody can fill the table by searching
MOST_ASKERS = 500  # of one text on a day: nor a row
PATIENCE = 50  # milliseconds for another to finish writing: a search waits for nobody

log = structlog.get_logger(__name__)


def note_unanswered(actor: Actor, asker: str, found: Found) -> bool:
    """Count a search that found nothing, or hardly anything, and say whether it was one.

    A search is answered whether or not this can be counted. Left out: filters, further pages, an index that is not there, what may be
    about somebody, and those who read the list of what is counted, as its links lead to these very searches.
    """
    text = found.understood.text
    if found.plain or found.total > FEW or found.asked.page > 1 or found.asked.filters or may_be_about_somebody(text):
        return False
    said = " ".join(words(text))
    if not said or allows(actor, Permission.UNANSWERED_READ):
        return False
    try:
        count(said, asker, none=found.total == 0)
    except SQLAlchemyError as error:  # the same words at the same moment, or a busy database
        log.warning("search-not-counted", error=type(error).__name__)
    return True


def count(said: str, asker: str, none: bool) -> None:
    """Count an asker among those who searched for something in vain today, once. Authorises nobody: it follows from a search.

    Waits hardly at all for another that writes, and then raises OperationalError.
    """
    with transaction(PATIENCE):
        row = _row(said, clock.today())
        if row is None:
            return
        known, one = row.askers or [], _hashed(row.salt or "", asker)
        if one in known or len(known) >= MOST_ASKERS:
            return
        row.askers = [*known, one]
        if none:
            row.found_none += 1
        else:
            row.found_few += 1


@command
def forget_searches(today: date) -> int:
    """Remove what is older than the days that are shown, the words of days that are over for which too few asked, and who asked
    for the rest; returns how many rows went.
    """
    over = UnansweredSearch.day < today
    old = UnansweredSearch.day < today - timedelta(days=DAYS)
    gone = db.session.execute(delete(UnansweredSearch).where(over, or_(old, ~asked_by_enough())))
    told = update(UnansweredSearch).where(over, UnansweredSearch.salt.is_not(None))
    db.session.execute(told.values(salt=None, askers=None))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _row(said: str, today: date) -> UnansweredSearch | None:
    """The row of some words on a day; none when the day holds as many different ones as it may."""
    same = select(UnansweredSearch).where(UnansweredSearch.day == today, UnansweredSearch.words == said)
    row = db.session.scalar(same.with_for_update())
    if row is None:
        different = select(func.count()).select_from(UnansweredSearch).where(UnansweredSearch.day == today)
        if (db.session.scalar(different) or 0) >= MOST_A_DAY:
            return None
        row = UnansweredSearch(day=today, words=said, found_none=0, found_few=0)
        db.session.add(row)
    row.salt = row.salt or secrets.token_hex(16)
    return row


def _hashed(salt: str, asker: str) -> str:
    return hmac.new(salt.encode(), asker.encode(), hashlib.sha256).hexdigest()[:16]
