"""The tables' migrations: run at set-up and by `flask db`, never by a web worker.

Alembic is imported only when a migration is asked for. SQLite rebuilds a table to change it, and would take the rows
that point to it along: so foreign keys are off on a connection of its own, and all of them are checked before commit.
"""

import sqlite3
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import click
from flask import Flask, current_app
from sqlalchemy import JSON, Engine, ForeignKeyConstraint, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from registry.core.db import Model, db
from registry.core.progress import SILENT, Progress

if TYPE_CHECKING:
    from flask_alembic import Alembic

LOCK = 7_201  # one migration at a time over all nodes
SLICES = Path(__file__).resolve().parent.parent
FOLDER = SLICES / "migrations"


def upgrade(progress: Progress = SILENT) -> None:
    """Bring the tables to the newest revision; a SQLite file is copied first.

    Raises RuntimeError, and changes nothing, when a row would be left pointing to none.
    """
    engine = migration_engine(db.engine)
    alembic = extension()
    wanted = set(alembic.script_directory.get_heads())
    progress.start("Tables", 1)
    before = revisions(engine)
    if before != wanted:
        if before:
            copy_file(engine, "-".join(sorted(before)))
        with current_app.app_context():  # its end closes the connection
            alembic.upgrade()
    progress.finish()


def extension() -> "Alembic":
    """The application's Alembic, made on first use."""
    from flask_alembic import Alembic

    app: Flask = cast(Any, current_app)._get_current_object()  # not the proxy: it is kept weakly
    if "alembic" not in app.extensions:
        load_models()
        app.config["ALEMBIC"] = {
            "script_location": str(FOLDER),
            "version_locations": [("default", str(FOLDER / "versions"))],
        }
        app.config["ALEMBIC_CONTEXT"] = {
            "render_as_batch": True,
            "transactional_ddl": True,
            "compare_type": True,
            "on_version_apply": check_references,
            "render_item": _render,
            "process_revision_directives": _close_circles,
        }
        Alembic(
            app,
            run_mkdir=False,
            command_name="",
            metadatas=Model.metadata,
            engines=migration_engine(db.engine),
        )
    found: Alembic = app.extensions["alembic"]
    return found


def load_models() -> None:
    """Import the tables of every slice, those too that no page reads yet, so that none is taken for dropped."""
    for slice_folder in sorted(SLICES.iterdir()):
        if (slice_folder / "models.py").exists() or (slice_folder / "models").is_dir():
            import_module(f"registry.{slice_folder.name}.models")


def _render(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Name our own column type for documents; Alembic's words for it do not run."""
    return "registry.core.db.Document" if kind == "type" and isinstance(item, JSON) else False


def _close_circles(_context: object, _revision: object, directives: list[Any]) -> None:
    """Write down the references between tables that point at each other; Alembic leaves them out."""
    from alembic.autogenerate import renderers
    from alembic.operations.ops import CreateTableOp, MigrateOperation

    class Refer(MigrateOperation):
        def __init__(self, key: ForeignKeyConstraint) -> None:
            ends = [element.target_fullname.rpartition(".") for element in key.elements]
            columns, targets = list(key.column_keys), [column for _, _, column in ends]
            self.line = f"registry.core.schema.refer(op, {str(key.name)!r}, {key.table.name!r}, {columns}, {ends[0][0]!r}, {targets})"

    renderers.dispatch_for(Refer)(lambda _context, operation: operation.line)
    operations = directives[0].upgrade_ops.ops if directives else []
    created = [item for operation in operations if isinstance(operation, CreateTableOp) for item in operation.columns]
    operations += [Refer(item) for item in created if isinstance(item, ForeignKeyConstraint) and item.use_alter]


def refer(op: Any, name: str, table: str, columns: list[str], target: str, target_columns: list[str]) -> None:
    """Add a reference once both tables stand; SQLite has it from the table's own creation."""
    if op.get_bind().dialect.name != "sqlite":
        op.create_foreign_key(name, table, target, columns, target_columns)


def migration_engine(engine: Engine) -> Engine:
    """An engine to the same database for migrations alone: whole in one transaction, one at a time."""
    migrating = create_engine(engine.url, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(migrating, "connect", _on_connect)
        event.listen(migrating, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
    else:
        event.listen(migrating, "begin", lambda c: c.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})"))
    return migrating


def _on_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=OFF", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def check_references(*, ctx: Any, **_: object) -> None:
    """Refuse a migration that leaves a row pointing to none. PostgreSQL refuses by itself."""
    connection: Connection = ctx.connection
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            tables = ", ".join(sorted({str(row[0]) for row in broken}))
            raise RuntimeError(f"The migration would leave {len(broken)} rows pointing to none, in: {tables}.")


def revisions(engine: Engine) -> set[str]:
    """The revisions that the database says it has."""
    from alembic.runtime.migration import MigrationContext

    with engine.connect() as connection:
        return set(MigrationContext.configure(connection).get_current_heads())


def copy_file(engine: Engine, revision: str) -> Path | None:
    """Keep a SQLite file as it was before the change; a server's database is for its own backup to keep."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return None
    kept = Path(name).with_name(f"{Path(name).name}.before-{revision}")
    source, target = sqlite3.connect(name), sqlite3.connect(kept)
    with source, target:
        source.backup(target)
    source.close()
    target.close()
    return kept


class _Lazy(click.Group):
    """Flask-Alembic's commands, imported when one is called."""

    def _commands(self) -> click.Group:
        from flask_alembic.cli import cli

        group: click.Group = cli
        return group

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names."""
        return self._commands().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One of them."""
        return self._commands().get_command(ctx, cmd_name)


@click.pass_context
def _start(ctx: click.Context) -> None:
    ctx.obj = extension()


def init_app(app: Flask) -> None:
    """Add `flask db`."""
    app.cli.add_command(_Lazy("db", callback=_start, help="Migrations of the tables."))
