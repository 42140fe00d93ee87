"""Sending what was parked again: under the same identifier, after asking anew whether its reader may know of it."""

from collections.abc import Collection

from sqlalchemy import update

from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.notifications.models import Notice
from registry.notifications.queries.parked import given_up


@command
def send_again(numbers: Collection[int] | None = None) -> int:
    """Make parked notices due now, as if they had never been tried: these, or all; returns how many.

    Authorises nobody: only an operator calls it.
    """
    chosen = update(Notice).where(given_up())
    if numbers is not None:
        chosen = chosen.where(Notice.id.in_(numbers))
    due = chosen.values(parked_at=None, attempts=0, next_attempt_at=clock.now())
    return int(db.session.execute(due).rowcount)  # type: ignore[attr-defined]
