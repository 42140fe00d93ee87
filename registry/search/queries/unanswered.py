"""What was searched for in vain in the last 30 days: for the registrar, and with a threshold for boards."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select

from registry.core import clock
from registry.core.db import db
from registry.rules import policy
from registry.rules.policy import Actor, Permission, allows
from registry.search.models import UnansweredSearch

DAYS = 30
THRESHOLD = 3  # how often something was asked before a board sees it; the registrar sees all
MOST = 100


@dataclass(frozen=True)
class Unanswered:
    """Some words, how often they found nothing and hardly anything, and when last."""

    words: str
    found_none: int
    found_few: int
    last_on: date


def unanswered(actor: Actor, day: date | None = None) -> list[Unanswered]:
    """What was asked most often, whatever found nothing first: one statement.

    Raises NotAllowed to all but the registrar and those who sit on a board.
    """
    policy.require(actor, Permission.UNANSWERED_READ)
    none, few = func.sum(UnansweredSearch.found_none), func.sum(UnansweredSearch.found_few)
    statement = (
        select(
            UnansweredSearch.words, none.label("none"), few.label("few"), func.max(UnansweredSearch.day).label("last")
        )
        .where(UnansweredSearch.day >= (day or clock.today()) - timedelta(days=DAYS))
        .group_by(UnansweredSearch.words)
        .order_by(none.desc(), few.desc(), UnansweredSearch.words)
        .limit(MOST)
    )
    if not allows(actor, Permission.SYNONYM_EDIT):
        statement = statement.having(none + few >= THRESHOLD)
    return [Unanswered(row.words, int(row.none), int(row.few), row.last) for row in db.session.execute(statement)]
