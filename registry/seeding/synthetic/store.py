"""Storing a batch of invented records with few statements: numbers are reserved first, then rows go in by the table."""

import secrets
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Table, func, insert, select, text

from registry.core.db import Model, db
from registry.seeding.files import Row


class Batch:
    """Rows that wait to be stored, table by table in the order in which they were first named."""

    def __init__(self) -> None:
        self.rows: dict[Table, list[Row]] = defaultdict(list)
        self._numbers: dict[type[Model], Iterator[int]] = {}

    def reserve(self, model: type[Model], count: int) -> None:
        """Keep so many numbers of a table for this batch."""
        self._numbers[model] = iter(_numbers(_table(model), count))

    def add(self, model: type[Model], **values: Any) -> int:
        """Queue a row; returns its number where numbers were reserved, else 0."""
        number = next(self._numbers[model]) if model in self._numbers else 0
        self.rows[_table(model)].append({"id": number, **values} if number else values)
        return number

    def store(self) -> None:
        """Send the queued rows."""
        for table, rows in self.rows.items():
            if rows:
                db.session.execute(insert(table), rows)
        self.rows.clear()


def salt() -> str:
    """A salt for a digest."""
    return secrets.token_hex(16)


def _numbers(table: Table, count: int) -> list[int]:
    if not count:
        return []
    if db.engine.dialect.name == "postgresql":
        sequence = text("SELECT nextval(pg_get_serial_sequence(:name, 'id')) FROM generate_series(1, :count)")
        return list(db.session.scalars(sequence, {"name": table.name, "count": count}))
    # The running action holds the write lock, so nobody else takes these
    last = db.session.scalar(select(func.max(table.c.id))) or 0
    return list(range(last + 1, last + 1 + count))


def _table(model: type[Model]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101  (for the type checker)
    return table
