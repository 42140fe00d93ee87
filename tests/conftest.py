"""The stage that every test plays on: an app, a database, a session that is rolled back, a browser."""

import gc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response
from sqlalchemy.orm import Session

from config import Settings, load_settings
from registry.app import create_app
from registry.core.db import Model, db
from tests import browser, statements
from tests.databases import empty_database, joined, undone

PURE = {"rules", "analysis", "rendering"}  # folders of tests that no database has a part in


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name in PURE:
            item.add_marker("static")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: to look through it for waste again and again takes a quarter of the run."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="which database to test on")


@pytest.fixture(scope="session")
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which kind of database this run is on."""
    kind: str = request.config.getoption("--database")
    return kind


@pytest.fixture(scope="session")
def database_url(database_kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database of this worker's own, empty."""
    with empty_database(database_kind, tmp_path_factory.mktemp("database")) as url:
        yield url


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
    with undone(app) as connection, joined(app, connection) as session:
        yield session


@pytest.fixture
def copy(settings: Settings, database_kind: str, tmp_path: Path) -> Iterator[Flask]:
    """A whole copy of its own, with real transactions: for what a rolled-back session cannot show."""
    with empty_database(database_kind, tmp_path) as url:
        app = create_app(replace(settings, database_url=url, instance_dir=tmp_path, mail_folder=tmp_path / "mail"))
        with app.app_context():
            Model.metadata.create_all(db.engine)
            yield app
            db.session.close()
            db.engine.dispose()


@pytest.fixture
def web(app: Flask, session: Session) -> browser.Browser:
    """A browser without a screen: strict about what it is sent."""
    return browser.Browser(app)


@pytest.fixture
def count_statements(session: Session) -> Any:
    """`with count_statements() as seen:` keeps every statement sent to the database."""
    return lambda: statements.recorded(session)
