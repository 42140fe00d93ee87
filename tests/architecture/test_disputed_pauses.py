"""A dispute of a pause of which nobody said what was paused reads as a report on the way back, and is one again after."""

import pytest
from sqlalchemy import select

from registry.core import schema
from registry.core.db import Model, db
from tests.architecture.test_begun_drafts import put
from tests.architecture.test_going_back import fill
from tests.architecture.test_migrations import migrated  # noqa: F401  the fixture

REVISION = "1795804800"


@pytest.mark.usefixtures("migrated")
def test_a_disputed_pause_goes_back_and_comes_again():
    alembic, engine = schema.extension(), schema.migration_engine(db.engine)
    found = Model.metadata.tables["adoption"]
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET session_replication_role = replica")
        fill(connection)
        for number, standing in ((1, "disputed"), (2, "reported")):
            row = {"organisation_id": number, "stage": "paused", "paused_from": None, "standing": standing}
            put(connection, "adoption", id=number, **row)
        for number, adoption, standing in (
            (1, 1, "reported"),
            (2, 1, "disputed"),
            (3, 2, "disputed"),
            (4, 2, "reported"),
        ):
            put(connection, "stage_event", id=number, adoption_id=adoption, standing=standing, corrects_id=None)
    before = alembic.script_directory.get_revision(REVISION).down_revision

    def standings():
        with engine.connect() as connection:
            return [row.standing for row in connection.execute(select(found.c.standing).order_by(found.c.id))]

    alembic.downgrade(before)
    assert standings() == ["reported", "reported"]
    alembic.upgrade()
    assert standings() == ["disputed", "reported"]
    engine.dispose()
