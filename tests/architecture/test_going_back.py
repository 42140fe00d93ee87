"""Each migration is run forward, back and forward again over a database with a row in every table: nothing is lost."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Column, Engine, MetaData, select
from sqlalchemy.engine import Connection

from registry.core import schema
from registry.core.db import Aware, Document, Model, db
from registry.core.kept import PREFIX
from tests.architecture.test_migrations import empty_database, migrated  # noqa: F401  the fixture

MOMENT = dt.datetime(2026, 3, 29, 0, 30, tzinfo=dt.UTC)
# Where a check asks for more than any value of the column's type
ASKED: dict[tuple[str, str], Any] = {
    ("board_case", "state"): "open",
    ("redaction", "settled_by_id"): 2,
    ("transfer", "to_id"): 2,
    ("succession", "successor_id"): 2,
    ("access", "organisation_id"): None,
    ("access_request", "outcome"): "approved",
    ("precheck", "expression"): "summary is empty",
    ("assessment", "replaced_by_id"): None,
    ("contract", "replaced_by_id"): None,
    ("reorganisation", "undoes_id"): None,
    ("stage_event", "corrects_id"): None,
    ("descent", "came"): "adoption",
    ("pack_check", "replaced_by_id"): None,
    ("draft_check", "replaced_by_id"): None,
    ("funding_stream", "replaced_by_id"): None,
    ("estate_item", "replaced_by_id"): None,
    ("estate_sharing", "replaced_by_id"): None,
    ("descent", "source_id"): 2,
    ("descent", "replaced_by_id"): None,
    ("review_step", "about_id"): None,
    ("evidence", "corrects_id"): None,
    ("claim", "corrects_id"): None,
    ("claim", "interval_level"): 95.0,
    ("unanswered_search", "salt"): None,  # it lasts for a day, and its hashes with it
    ("unanswered_search", "askers"): None,
    ("grade", "replaces_id"): None,
    ("grading", "against_id"): None,
    ("grading", "reviewers"): 2,
}


def value_for(column: Column[Any], number: int) -> Any:
    """Something that the column takes, with a look of having been typed by somebody."""
    if (column.table.name, column.name) in ASKED:
        return ASKED[column.table.name, column.name]
    if column.foreign_keys:
        return 1
    kind = column.type
    if isinstance(kind, Aware):
        return MOMENT
    if kind is Document or type(kind) is type(Document):
        return {"words": f"“{number}” zażółć 警察", "list": [1, 2]}
    enums = getattr(kind, "enums", None)
    if enums:
        return kind.enum_class(enums[-1]) if getattr(kind, "enum_class", None) else enums[-1]
    made = {int: number, bool: True, float: 1.5, dt.date: MOMENT.date(), str: f"{column.name} {number}"}[
        kind.python_type
    ]
    length = getattr(kind, "length", None)
    return made[-length:].strip() if isinstance(made, str) and length else made


def fill(connection: Connection) -> None:
    """One row in every table, two organisations and two people, so that each can differ from another."""
    for table in Model.metadata.sorted_tables:
        for number in (1, 2) if table.name in ("organisation", "person") else (1,):
            row = {column.name: value_for(column, number) for column in table.columns}
            if "id" in row and not table.c.id.foreign_keys:
                row["id"] = number
            connection.execute(table.insert().values(row))


def contents(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table as the database has it, read without the models."""
    found = MetaData()
    found.reflect(engine, only=lambda name, _: not name.startswith(PREFIX))
    with engine.connect() as connection:
        return {
            name: [
                tuple(row)
                for row in connection.execute(select(table).order_by(*table.primary_key.columns or table.columns))
            ]
            for name, table in found.tables.items()
        }


@pytest.mark.usefixtures("migrated")
def test_nothing_is_lost_on_the_way_back_and_forth():
    alembic = schema.extension()
    engine = schema.migration_engine(db.engine)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET session_replication_role = replica")
        fill(connection)
    before = contents(engine)
    assert [name for name, rows in before.items() if not rows] == []
    first = next(iter(alembic.script_directory.get_bases()))

    alembic.downgrade(first)

    of_then = contents(engine)
    assert {name: len(rows) for name, rows in of_then.items()} == {name: len(before[name]) for name in of_then}

    alembic.upgrade()

    after = contents(engine)
    assert {name: rows for name, rows in after.items() if rows != before.get(name)} == {}
    assert after.keys() == before.keys()
    assert schema.extension().compare_metadata() == []
    engine.dispose()
