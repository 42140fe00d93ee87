"""Long jobs are left out while nothing has changed that they could find."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from sqlalchemy import select

from registry.accounts.events import SignedIn
from registry.core import clock
from registry.core.db import db
from registry.core.events import EventRow, Refused
from registry.search.index import reader
from registry.search.queries.state import state

UNRELATED = (SignedIn.kind, Refused.kind)  # they change nothing that anybody finds, and come all day


@dataclass
class WhenMoved:
    """A job that is left out while all that it depends on is as it was when it was last done to its end."""

    act: Callable[[], int]
    _done: Hashable = field(default=None, init=False)

    def __call__(self) -> int:
        """Do it, unless nothing has changed; returns how much it did."""
        before = mark()
        if before == self._done:
            return 0
        done = self.act()
        if mark() == before:
            self._done = before
        return done


def mark() -> Hashable:
    """The newest event that may change what somebody finds, the day, and whether the index answers and has taken it in."""
    newest = select(EventRow.id).where(EventRow.kind.not_in(UNRELATED)).order_by(EventRow.id.desc()).limit(1)
    number = db.session.scalar(newest) or 0
    return number, clock.today(), state(), reader.sequence() >= number
