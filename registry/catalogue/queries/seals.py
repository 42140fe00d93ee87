"""Whether published versions still read as they did: each against its own seal, and its seal against the audit trail."""

from collections.abc import Callable
from contextlib import closing
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from registry.catalogue.events import FieldRedacted, ToolPublished
from registry.catalogue.models import Version
from registry.core.events import EventRow, seal

SOME = 500
PUBLISHED = frozenset({ToolPublished.kind, "invented-tool-published"})  # the second by the loading of data at scale


def broken_seal(session: Session, tick: Callable[[int], None] = lambda _done: None) -> tuple[int, str]:
    """How many versions were checked, and the first that was altered, put in or removed; "" when all hold.

    The trail itself is checked apart. `tick` is told how many are done.
    """
    sealed = _sealed(session)
    done = 0
    columns = (Version.id, Version.tool_id, Version.number, Version.content, Version.salt, Version.digest)
    with closing(session.execute(select(*columns).order_by(Version.id).execution_options(yield_per=SOME))) as rows:
        for row in rows:
            fault = _fault(row, sealed.pop(row.id, None))
            if fault:
                return done, fault
            done += 1
            if done % SOME == 0:
                tick(done)
    missing = min(sealed, default=None)
    return done, f"The version with number {missing} in its table was published and is missing." if missing else ""


def _sealed(session: Session) -> dict[int, str]:
    """The digest that the trail last gave for each version, by its id."""
    found: dict[int, str] = {}
    wanted = (
        select(EventRow.kind, EventRow.data)
        .where(EventRow.kind.in_(PUBLISHED | {FieldRedacted.kind}), EventRow.data.is_not(None))
        .order_by(EventRow.id)
        .execution_options(yield_per=SOME)
    )
    for row in session.execute(wanted):
        if row.kind in PUBLISHED:
            found[row.data["version_id"]] = row.data["digest"]
        else:
            found |= {int(number): digest for number, digest in row.data["digests"].items()}
    return found


def _fault(row: Any, sealed: str | None) -> str:
    which = f"Version {row.number} of record {row.tool_id}"
    if sealed is None:
        return f"{which} was put in without being published: no event seals it."
    if seal(row.salt, row.content) != row.digest:
        return f"{which} was altered: its answers do not match its seal."
    return "" if row.digest == sealed else f"{which} was altered: its seal is not the one that its event holds."
