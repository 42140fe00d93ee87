"""What somebody may see of the index now: what was withdrawn from view or redacted since it was written is left out."""

from sqlalchemy import bindparam, select

from registry.catalogue.events import FieldRedacted, FileWithdrawn, ToolSuspended
from registry.core.db import db
from registry.core.events import EventRow
from registry.rules.policy import Actor
from registry.search.index import reader
from registry.search.index.snapshot import Reading

HIDES = (ToolSuspended.kind, FieldRedacted.kind, FileWithdrawn.kind)  # what must not wait for the worker
HIDDEN = select(EventRow.tool_id).where(EventRow.id > bindparam("upto"), EventRow.kind.in_(HIDES))


def reading(actor: Actor) -> Reading:
    """All that search, counts and suggestions pass through: one statement.

    Raises Unavailable when there is no index that can be read.
    """
    snapshot, upto = reader.newest()
    hidden = db.session.scalars(HIDDEN, {"upto": upto})
    return snapshot.reading(actor, frozenset(number for number in hidden if number is not None))
