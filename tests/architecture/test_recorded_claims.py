"""Claims that name no force get the moment of their tool's first version; what they had comes back after going back."""

import datetime as dt

import pytest
from sqlalchemy import select

from registry.core import schema
from registry.core.db import Model, db
from tests.architecture.test_begun_drafts import put
from tests.architecture.test_going_back import fill
from tests.architecture.test_migrations import migrated  # noqa: F401  the fixture

REVISION = "1795817904"
FIRST, LATER = (dt.datetime(2026, month, 2, 9, tzinfo=dt.UTC) for month in (3, 7))


@pytest.mark.usefixtures("migrated")
def test_claims_have_the_moment_of_the_first_version_or_none():
    alembic, engine = schema.extension(), schema.migration_engine(db.engine)
    found = Model.metadata.tables["unnamed_claim"]
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET session_replication_role = replica")
        fill(connection)
        put(connection, "version", id=1, number=1, published_at=FIRST)
        put(connection, "version", id=2, number=2, published_at=LATER)
        put(connection, "tool", id=2, slug="without-a-version", version_id=None)
        put(connection, "unnamed_claim", id=1)
        put(connection, "unnamed_claim", id=2, tool_id=2, recorded_at=None)
    before = alembic.script_directory.get_revision(REVISION).down_revision

    def moments():
        with engine.connect() as connection:
            return list(connection.scalars(select(found.c.recorded_at).order_by(found.c.id)))

    kept = moments()
    alembic.downgrade(before)
    alembic.upgrade()
    assert moments() == kept
    alembic.downgrade(before)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TABLE kept_{REVISION}_unnamed_claim")
    alembic.upgrade()
    assert moments() == [FIRST, None]
    engine.dispose()
