"""The migrations build exactly the tables that the models describe, checks and references included."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, inspect, make_url, text

from config import Settings
from registry.app import create_app
from registry.core import schema
from registry.core.db import Model, db


@contextmanager
def empty_database(url: str, folder: Path, label: str) -> Iterator[str]:
    """A database with nothing in it, of the kind that the tests run on."""
    if url.startswith("sqlite"):
        yield f"sqlite:///{folder}/{label}.sqlite3"
        return
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"{make_url(url).database}_{label}_{os.getpid()}"
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield make_url(url).set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def migrated(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """An application whose database was made by the migrations alone."""
    with empty_database(settings.database_url, tmp_path, "migrated") as url:
        app = create_app(replace(settings, database_url=url, instance_dir=tmp_path))
        with app.app_context():
            schema.upgrade()
            yield
            db.engine.dispose()


@pytest.fixture
def described(settings: Settings, tmp_path: Path) -> Iterator[Engine]:
    """A database made from the models."""
    with empty_database(settings.database_url, tmp_path, "described") as url:
        engine = create_engine(url)
        schema.load_models()
        Model.metadata.create_all(engine)
        yield engine
        engine.dispose()


def shape(engine: Engine) -> dict[str, dict[str, list[Any]]]:
    """Every table's columns, checks, references, indexes and unique keys."""
    found = inspect(engine)
    return {
        table: {
            "columns": sorted((c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(table)),
            "checks": sorted((c["name"], c["sqltext"]) for c in found.get_check_constraints(table)),
            "references": sorted(
                (k["name"], k["constrained_columns"], k["referred_table"], k["options"].get("ondelete", ""))
                for k in found.get_foreign_keys(table)
            ),
            "indexes": sorted((i["name"], i["column_names"], bool(i["unique"])) for i in found.get_indexes(table)),
            "unique": sorted((u["name"], u["column_names"]) for u in found.get_unique_constraints(table)),
        }
        for table in found.get_table_names()
        if table != "alembic_version"
    }


@pytest.mark.usefixtures("migrated")
def test_migrations_and_models_agree(described: Engine):
    made, meant = shape(db.engine), shape(described)

    assert sorted(made) == sorted(meant)
    apart = [table for table in made if made[table] != meant[table]]
    assert {table: made[table] for table in apart} == {table: meant[table] for table in apart}


@pytest.mark.usefixtures("migrated")
def test_alembic_finds_nothing_to_add():
    assert schema.extension().compare_metadata() == []


@pytest.mark.usefixtures("migrated")
def test_a_second_upgrade_changes_nothing():
    before = schema.revisions(db.engine)

    schema.upgrade()

    assert schema.revisions(db.engine) == before != set()


def test_no_row_is_deleted_along_with_another():
    schema.load_models()
    cascades = [
        f"{table.name}.{key.column_keys}"
        for table in Model.metadata.tables.values()
        for key in table.foreign_key_constraints
        if (key.ondelete or "").upper() == "CASCADE"
    ]

    assert cascades == []
