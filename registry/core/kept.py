"""Going back to an earlier revision drops tables and columns; what people entered there is kept, and comes back.

A table that is about to go is copied to one called `kept_...` after the revision, and filled from it when the migration runs again. For
migrations alone; a copy without rows is not made.
"""

from typing import Any

from sqlalchemy import Column, MetaData, Table, and_, exists, func, inspect, select
from sqlalchemy.engine import Connection

PREFIX = "kept_"


def keep(operations: Any, revision: str, table: str, *columns: str) -> None:
    """Copy a table, or its key and some columns of it, before they are dropped."""
    connection: Connection = operations.get_bind()
    found = _table(connection, table)
    if not connection.scalar(select(exists().select_from(found))):
        return
    wanted = [column for column in found.columns if not columns or column.primary_key or column.name in columns]
    kept = Table(_name(revision, table), MetaData(), *(Column(column.name, column.type) for column in wanted))
    kept.create(connection)
    connection.execute(kept.insert().from_select(kept.columns.keys(), select(*wanted)))


def bring_back(operations: Any, revision: str, table: str, *columns: str) -> None:
    """Fill a table, or some columns of it, from the copy that was kept, and drop the copy; nothing without one."""
    connection: Connection = operations.get_bind()
    if not inspect(connection).has_table(_name(revision, table)):
        return
    found, kept = _table(connection, table), _table(connection, _name(revision, table))
    if columns:
        _fill_columns(connection, found, kept, columns)
    else:
        _fill_table(connection, found, kept)
    kept.drop(connection)


def _name(revision: str, table: str) -> str:
    return f"{PREFIX}{revision}_{table}"


def _fill_table(connection: Connection, table: Table, kept: Table) -> None:
    names = [column.name for column in kept.columns if column.name in table.columns]
    connection.execute(table.insert().from_select(names, select(*(kept.c[name] for name in names))))
    if connection.dialect.name == "postgresql" and "id" in names:
        sequence = func.pg_get_serial_sequence(table.name, "id")
        newest = select(func.max(table.c.id)).scalar_subquery()
        connection.execute(select(func.setval(sequence, newest)).where(sequence.is_not(None)))


def _fill_columns(connection: Connection, table: Table, kept: Table, columns: tuple[str, ...]) -> None:
    same = and_(*(kept.c[key.name] == key for key in table.primary_key.columns))
    values = {name: select(kept.c[name]).where(same).scalar_subquery() for name in columns}
    connection.execute(table.update().values(values).where(exists().where(same)))


def _table(connection: Connection, name: str) -> Table:
    return Table(name, MetaData(), autoload_with=connection, resolve_fks=False)
