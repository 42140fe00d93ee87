"""Going back to an earlier revision drops tables and columns; what people entered there is kept, and comes back.

A table that is about to go is copied to one called `kept_...`, and filled from it when the migration runs again. For
migrations alone; a copy without rows is not made.
"""

from typing import Any

from sqlalchemy import inspect, quoted_name, text
from sqlalchemy.engine import Connection

PREFIX = "kept_"


def keep(operations: Any, table: str, *columns: str) -> None:
    """Copy a table, or its key and some columns of it, before they are dropped."""
    connection: Connection = operations.get_bind()
    name = _quoted(connection, table)
    if connection.scalar(text(f"SELECT EXISTS (SELECT 1 FROM {name})")):
        wanted = ", ".join(_quoted(connection, column) for column in (*_key(connection, table), *columns))
        chosen = wanted if columns else "*"
        operations.execute(f"CREATE TABLE {_quoted(connection, PREFIX + table)} AS SELECT {chosen} FROM {name}")


def bring_back(operations: Any, table: str, *columns: str) -> None:
    """Fill a table, or some columns of it, from the copy that was kept, and drop the copy; nothing without one."""
    connection: Connection = operations.get_bind()
    if not inspect(connection).has_table(PREFIX + table):
        return
    if columns:
        _fill_columns(operations, table, columns)
    else:
        _fill_table(operations, table)
    operations.drop_table(PREFIX + table)


def _fill_table(operations: Any, table: str) -> None:
    connection: Connection = operations.get_bind()
    known = {column["name"] for column in inspect(connection).get_columns(table)}
    both = [
        _quoted(connection, column["name"])
        for column in inspect(connection).get_columns(PREFIX + table)
        if column["name"] in known
    ]
    names, target = ", ".join(both), _quoted(connection, table)
    operations.execute(f"INSERT INTO {target} ({names}) SELECT {names} FROM {_quoted(connection, PREFIX + table)}")
    if connection.dialect.name == "postgresql" and "id" in known:
        operations.execute(
            f"SELECT setval(pg_get_serial_sequence('{target}', 'id'), (SELECT max(id) FROM {target})) "
            f"WHERE pg_get_serial_sequence('{target}', 'id') IS NOT NULL"
        )


def _fill_columns(operations: Any, table: str, columns: tuple[str, ...]) -> None:
    connection: Connection = operations.get_bind()
    target, source = _quoted(connection, table), _quoted(connection, PREFIX + table)
    same = " AND ".join(
        f"{source}.{name} = {target}.{name}" for name in (_quoted(connection, key) for key in _key(connection, table))
    )
    for column in (_quoted(connection, column) for column in columns):
        operations.execute(
            f"UPDATE {target} SET {column} = (SELECT {source}.{column} FROM {source} WHERE {same}) "
            f"WHERE EXISTS (SELECT 1 FROM {source} WHERE {same})"
        )


def _key(connection: Connection, table: str) -> list[str]:
    return list(inspect(connection).get_pk_constraint(table)["constrained_columns"])


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(quoted_name(name, None))
