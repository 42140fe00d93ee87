"""Each test of the search begins without an index, and runs on each backend that the database can have.

What comes from the shelf and not from the database runs on one backend for each kind of database: that is all there is
to tell apart.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from registry.core.db import db
from registry.search.index import reader, store

BACKENDS = {"sqlite": ["whoosh"], "postgresql": ["whoosh", "postgresql"]}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    backends = BACKENDS[metafunc.config.getoption("--database")]
    if "index_home" in metafunc.fixturenames and len(backends) > 1:
        metafunc.parametrize("index_home", backends, indirect=True)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """There are no tables of the index where the database is no PostgreSQL."""
    return (collection_path.name == "test_tables.py" and config.getoption("--database") == "sqlite") or None


@pytest.fixture
def index_home(app: Flask, request: pytest.FixtureRequest) -> Iterator[Path]:
    """The folder of the index, on each backend; nothing is in it or in its tables before and after."""
    with kept_by(app, getattr(request, "param", "whoosh")):
        yield store.home()


@pytest.fixture
def shelf_home(app: Flask, database_kind: str) -> Iterator[None]:
    """No index on the backend that this kind of database alone can have."""
    with kept_by(app, BACKENDS[database_kind][-1]):
        yield


@pytest.fixture
def files_home(app: Flask) -> Iterator[Path]:
    """The folder of an index in files, empty before and after."""
    with kept_by(app, "whoosh"):
        yield store.home()


@contextmanager
def kept_by(app: Flask, backend: Any) -> Iterator[None]:
    """Let this backend keep the index meanwhile, which none does before and after."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, search_backend=backend)
    with app.app_context():
        empty()
        yield
        empty()
    app.config["SETTINGS"] = before


def empty() -> None:
    """Leave no index of any backend."""
    shutil.rmtree(store.home(), ignore_errors=True)
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA IF EXISTS search_index CASCADE"))
    reader.forget()
