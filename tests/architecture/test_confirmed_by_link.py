"""Confirmations by link of before the step said so are known from the trail, and stay known after going back."""

import datetime as dt

import pytest
from sqlalchemy import select

from registry.core import schema
from registry.core.db import Model, db
from tests.architecture.test_begun_drafts import put
from tests.architecture.test_going_back import fill
from tests.architecture.test_migrations import migrated  # noqa: F401  the fixture

REVISION = "1795818300"
FIRST, SECOND, THIRD = (dt.datetime(2026, 3, day, 9, tzinfo=dt.UTC) for day in (2, 3, 4))


@pytest.mark.usefixtures("migrated")
def test_the_step_before_the_event_is_the_one_that_was_confirmed_by_link():
    alembic, engine = schema.extension(), schema.migration_engine(db.engine)
    found = Model.metadata.tables["stage_event"]
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET session_replication_role = replica")
        fill(connection)
        for number, moment in ((1, FIRST), (2, SECOND), (3, THIRD)):
            step = {"adoption_id": 1, "verb": "confirm", "recorded_by_id": 1, "recorded_at": moment}
            put(connection, "stage_event", id=number, **step, corrects_id=None, sent_to=None)
        told = {"fact": "adoption", "fact_id": 1, "sent_to": "team-mailbox"}
        put(connection, "event", id=1, kind="fact-confirmed-by-link", actor_id=1, recorded_at=SECOND, data=told)
        other = told | {"fact": "claim"}
        put(connection, "event", id=2, kind="fact-confirmed-by-link", actor_id=1, recorded_at=THIRD, data=other)
    before = alembic.script_directory.get_revision(REVISION).down_revision

    def said():
        with engine.connect() as connection:
            return list(connection.scalars(select(found.c.sent_to).order_by(found.c.id)))

    alembic.downgrade(before)
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP TABLE kept_{REVISION}_stage_event")
    alembic.upgrade()
    assert said() == [None, "team-mailbox", None]
    alembic.downgrade(before)
    alembic.upgrade()
    assert said() == [None, "team-mailbox", None]
    engine.dispose()
