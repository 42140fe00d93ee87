"""The database: one handle, the base of all tables, and the column types they share."""

import re
from datetime import UTC, datetime
from enum import StrEnum
from inspect import iscoroutinefunction
from typing import Annotated, Any

from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import JSON, DateTime, Dialect, Engine, Enum, MetaData, String, Text, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

BUSY_MILLISECONDS = 10_000


class Aware(TypeDecorator[datetime]):
    """A moment in time: aware on both sides, UTC in storage."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a time zone; store it as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A stored moment needs a time zone.")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Document = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")

Key = Annotated[int, mapped_column(primary_key=True)]
Slug = Annotated[str, mapped_column(String(120), unique=True)]
Code = Annotated[str, mapped_column(String(60))]
Name = Annotated[str, mapped_column(String(200))]
Address = Annotated[str, mapped_column(String(2000))]
Prose = Annotated[str, mapped_column(Text)]
Moment = Annotated[datetime, mapped_column(Aware)]
Data = Annotated[dict[str, Any], mapped_column(Document)]


def enumerated(kind: type[StrEnum], name: str = "") -> Enum:
    """A column that stores the enum's values as text and checks them in the database.

    A second column of the same kind in one table gives its check a name of its own: PostgreSQL asks for it.
    """
    name = name or re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


class Model(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(session_options={"expire_on_commit": False})


def init_app(app: Flask, url: str) -> None:
    """Connect the application to the database at `url`."""
    app.config["SQLALCHEMY_ENGINES"] = {"default": engine_options(url)}
    db.init_app(app)
    # There are no asynchronous sessions here. Closing none of them would start an event loop after each request.
    app.teardown_appcontext_funcs = [f for f in app.teardown_appcontext_funcs if not iscoroutinefunction(f)]
    with app.app_context():
        prepare(db.engine)


def engine_options(url: str) -> dict[str, Any]:
    """What the engine needs for this kind of database. What people wrote stays out of error messages."""
    if url.startswith("sqlite"):
        return {"url": url, "hide_parameters": True, "connect_args": {"timeout": BUSY_MILLISECONDS / 1000}}
    return {"url": url, "hide_parameters": True, "pool_size": 5, "max_overflow": 5, "pool_pre_ping": True}


def prepare(engine: Engine) -> None:
    """Make SQLite keep foreign keys, write ahead and honour our BEGIN; and either wait no longer than an action does."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
    else:
        event.listen(engine, "begin", _limit_locks)


def _on_connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would make savepoints do nothing
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_MILLISECONDS}",
        "synchronous=FULL",
        "secure_delete=ON",  # what was redacted is overwritten in the file, not left in pages that nothing uses
    ):
        connection.execute(f"PRAGMA {pragma}")


def _on_begin(connection: Connection) -> None:
    # Only a command writes. Taking the write lock at once avoids the failed upgrade of a read lock;
    # taking it for reads as well would queue every reader behind every writer.
    options = connection.get_execution_options()
    patience = options.get("patience")
    if patience is None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes", False) else "BEGIN")
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout={patience}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")


def _limit_locks(connection: Connection) -> None:
    patience = connection.get_execution_options().get("patience")
    if patience is not None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {patience}")


def learn_sizes() -> int:
    """Let SQLite look at how its tables are filled, so that it chooses indexes well; returns how many it looked at.

    Without it a list of 100 adoptions took ten times as long at scale. PostgreSQL does so by itself.
    """
    if db.engine.dialect.name != "sqlite":
        return 0
    with db.engine.connect().execution_options(writes=True) as connection:
        connection.exec_driver_sql("PRAGMA analysis_limit=1000")
        connection.exec_driver_sql("ANALYZE")
        looked: int = connection.exec_driver_sql("SELECT count(DISTINCT tbl) FROM sqlite_stat1").scalar_one()
        connection.commit()
    return looked
