"""A row that is never updated: a new one takes its place, any number of times, and one stands at each moment."""

from typing import Any, ClassVar, Protocol

from sqlalchemy import FromClause, func, select

from registry.core.db import db


class Replaced(Protocol):
    """A row of a table of which a partial index lets only one row in each line stand, without `replaced_by_id`."""

    __table__: ClassVar[FromClause]
    id: int
    replaced_by_id: int | None


def put_in_place(row: Replaced, old: Replaced | None) -> None:
    """Add a row, and let it take the place of the one that stood, if one did. Inside a command.

    The new row has no number before it is there, and may not be there beside the old one. So the old row points for
    that moment at the first of its line, which no row ever points at: each row is pointed at by one other at most.
    """
    if old is not None:
        old.replaced_by_id = _first(old)
        db.session.flush()
    db.session.add(row)
    db.session.flush()
    if old is not None:
        old.replaced_by_id = row.id
        db.session.flush()


def _first(row: Replaced) -> Any:
    """The number of the oldest row of a line: each was added after the one that it replaced."""
    columns = type(row).__table__.c
    line = select(columns.id).where(columns.id == row.id).cte(recursive=True)
    line = line.union(select(columns.id).where(columns.replaced_by_id == line.c.id))
    return db.session.scalar(select(func.min(line.c.id)))
