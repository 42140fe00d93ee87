"""What several people searched for in vain in the last 30 days: for the registrar and for boards."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select

from registry.core import clock
from registry.core.db import db
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.search.models import UnansweredSearch

DAYS = 30
THRESHOLD = 3  # different askers on one day, before anybody sees the words
MOST = 100


@dataclass(frozen=True)
class Unanswered:
    """Some words, for how many they found nothing and hardly anything, each counted once a day, and when last."""

    words: str
    found_none: int
    found_few: int
    last_on: date


def asked_by_enough() -> ColumnElement[bool]:
    """Whether so many asked for the same on one day that it says nothing of any of them."""
    return UnansweredSearch.found_none + UnansweredSearch.found_few >= THRESHOLD


def unanswered(actor: Actor, day: date | None = None) -> list[Unanswered]:
    """What most asked for, whatever found nothing first, as far as enough did on the same day: one statement.

    Raises NotAllowed to all but the registrar and those who sit on a board.
    """
    policy.require(actor, Permission.UNANSWERED_READ)
    none, few = func.sum(UnansweredSearch.found_none), func.sum(UnansweredSearch.found_few)
    statement = (
        select(
            UnansweredSearch.words, none.label("none"), few.label("few"), func.max(UnansweredSearch.day).label("last")
        )
        .where(UnansweredSearch.day >= (day or clock.today()) - timedelta(days=DAYS), asked_by_enough())
        .group_by(UnansweredSearch.words)
        .order_by(none.desc(), few.desc(), UnansweredSearch.words)
        .limit(MOST)
    )
    return [Unanswered(row.words, int(row.none), int(row.few), row.last) for row in db.session.execute(statement)]
