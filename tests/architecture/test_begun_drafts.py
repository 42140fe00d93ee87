"""What forces said of local standards in packs that are open goes into drafts of their own, and stays on the way back."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, insert, select, update

from registry.core import schema
from registry.core.db import Model, db
from tests.architecture.test_going_back import fill, value_for
from tests.architecture.test_migrations import migrated  # noqa: F401  the fixture

REVISION = "1795801632"
SAID = {"checked_at": dt.datetime(2026, 11, 2, 9, tzinfo=dt.UTC), "source": "assessment", "replaced_by_id": None}


def put(connection: Connection, table: str, **values: Any) -> None:
    """A row of that table, or other values in the first one; what is not given is something that its column takes."""
    found = Model.metadata.tables[table]
    if values["id"] == 1:
        connection.execute(update(found).where(found.c.id == 1).values(values))
    else:
        row = {column.name: value_for(column, 1) for column in found.columns}
        connection.execute(insert(found).values(row | values))


def drafts(engine: Engine) -> list[Any]:
    """What the drafts hold."""
    found = Model.metadata.tables["assessment_draft"]
    with engine.connect() as connection:
        return [
            tuple(row) for row in connection.execute(select(found.c.standard_id, found.c.note).order_by(found.c.id))
        ]


@pytest.mark.usefixtures("migrated")
def test_words_of_an_open_pack_are_in_a_draft_and_are_not_doubled():
    alembic, engine = schema.extension(), schema.migration_engine(db.engine)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET session_replication_role = replica")
        fill(connection)
        for table in ("draft_check", "assessment_draft"):
            connection.execute(delete(Model.metadata.tables[table]))
        put(connection, "standard", id=1, code="dpia", judged_on="adoption")
        put(connection, "standard", id=2, code="wcag", judged_on="tool")
        put(connection, "standard", id=3, code="eia", judged_on="adoption")
        put(connection, "adoption_pack", id=1, ended_at=None, signed_at=None)
        put(connection, "adoption_pack", id=2, organisation_id=2, ended_at=None)
        put(connection, "pack_check", id=1, code="dpia", words="Ours is begun", compliance="partial", **SAID)
        put(connection, "pack_check", id=2, code="wcag", words="As theirs", compliance=None, **SAID)
        put(connection, "pack_check", id=3, code="eia", words=None, compliance=None, **SAID)
        put(connection, "pack_check", id=4, pack_id=2, code="eia", words="Signed", compliance=None, **SAID)
    before = alembic.script_directory.get_revision(REVISION).down_revision

    alembic.downgrade(before)
    alembic.upgrade()
    first = drafts(engine)
    alembic.downgrade(before)
    alembic.upgrade()

    assert first == [
        (1, "Partial. Ours is begun"),
        (3, "Looked at in the adoption pack: holds here as the owner says it."),
    ]
    assert drafts(engine) == first
    engine.dispose()
