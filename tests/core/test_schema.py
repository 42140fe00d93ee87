"""Migrations keep every row, or change nothing at all."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from registry.app import create_app
from registry.core import schema
from registry.core.db import db
from tests.architecture.test_migrations import empty_database

HEAD = "import sqlalchemy as sa\nfrom alembic import op\nrevision = {0!r}\ndown_revision = {1!r}\n"
FIRST = """
def upgrade():
    op.create_table("parent", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20)))
    op.create_table(
        "child",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("parent.id", name="fk_child_parent"), nullable=False),
    )
"""
REBUILD = """
def upgrade():
    with op.batch_alter_table("parent", recreate="auto") as batch:
        batch.alter_column("name", type_=sa.String(40), existing_type=sa.String(20))
        batch.add_column(sa.Column("code", sa.String(5), nullable=True))
"""
ORPHAN = """
def upgrade():
    op.add_column("child", sa.Column("extra", sa.String(5), nullable=True))
    op.execute("DELETE FROM parent")
"""


@pytest.fixture
def steps(settings, tmp_path, monkeypatch):
    """`steps(FIRST, REBUILD)` upgrades an empty database through these migrations, with a family in it."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    monkeypatch.setattr(schema, "FOLDER", folder)

    def write(*bodies: str) -> None:
        for number, body in enumerate(bodies, start=1):
            head = HEAD.format(str(number), str(number - 1) if number > 1 else None)
            (folder / "versions" / f"{number}.py").write_text(head + body)

    def upgrade(*bodies: str) -> None:
        app = create_app(settings_of_its_own)
        write(*bodies)
        with app.app_context():
            try:
                schema.upgrade()
            finally:
                db.engine.dispose()

    with empty_database(settings.database_url, tmp_path, "steps") as url:
        settings_of_its_own = replace(settings, database_url=url)
        upgrade(FIRST)
        app = create_app(settings_of_its_own)
        with app.app_context(), db.engine.connect().execution_options(writes=True) as connection:
            connection.execute(text("INSERT INTO parent (id, name) VALUES (1, 'one'), (2, 'two')"))
            connection.execute(text("INSERT INTO child (id, parent_id) VALUES (1, 1), (2, 1), (3, 2)"))
            connection.commit()
        with app.app_context():
            yield upgrade
            db.engine.dispose()


def rows(table: str) -> list[tuple]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table} ORDER BY id"))]


def test_a_table_built_anew_keeps_its_rows_and_those_that_point_to_it(steps):
    steps(FIRST, REBUILD)

    assert rows("parent") == [(1, "one", None), (2, "two", None)]
    assert rows("child") == [(1, 1), (2, 1), (3, 2)]
    assert schema.revisions(db.engine) == {"2"}


def test_a_migration_that_leaves_rows_pointing_to_none_changes_nothing(steps):
    with pytest.raises((RuntimeError, IntegrityError)):
        steps(FIRST, ORPHAN)

    assert rows("parent") == [(1, "one"), (2, "two")]
    assert rows("child") == [(1, 1), (2, 1), (3, 2)]
    assert schema.revisions(db.engine) == {"1"}


def test_a_file_is_kept_as_it_was_before(steps):
    steps(FIRST, REBUILD)

    if db.engine.dialect.name != "sqlite":  # a server's database is for its own backup to keep
        assert schema.copy_file(db.engine, "1") is None
        return
    kept = sqlite3.connect(Path(f"{db.engine.url.database}.before-1"))
    assert kept.execute("SELECT count(*) FROM child").fetchone() == (3,)
    assert [column[1] for column in kept.execute("PRAGMA table_info(parent)")] == ["id", "name"]
    kept.close()
