"""What each request leaves to the database handle."""

import sqlite3
from contextlib import closing
from inspect import iscoroutinefunction
from pathlib import Path

from flask import Flask
from sqlalchemy import text

from registry.core.db import db

SECRET = "Words that were taken out "


def test_a_request_starts_no_event_loop_to_close_its_session(app: Flask):
    closers = app.teardown_appcontext_funcs

    assert closers
    assert not any(iscoroutinefunction(closer) for closer in closers)


def test_sqlite_overwrites_what_is_deleted(copy: Flask, database_kind: str):
    if database_kind != "sqlite":
        return
    with db.engine.connect().execution_options(writes=True) as connection:
        connection.execute(text("CREATE TABLE told (id INTEGER PRIMARY KEY, words TEXT)"))
        connection.execute(text("INSERT INTO told VALUES (1, :words), (2, 'Others')"), {"words": SECRET * 1_000})
        connection.commit()
    assert SECRET.encode() in _file()

    with db.engine.connect().execution_options(writes=True) as connection:
        connection.execute(text("DELETE FROM told WHERE id = 1"))
        connection.commit()

    assert SECRET.encode() not in _file()


def _file() -> bytes:
    """The database's file, with what was written ahead put into it."""
    file = db.engine.url.database or ""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    return Path(file).read_bytes()
