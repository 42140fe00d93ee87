"""The index in tables of PostgreSQL, for machines without a disk of their own: one for all machines, written by one.

It lies in a schema of its own, beside the tables of the register and no part of them: no migration makes it, no backup
holds it, and it may be dropped at any time. Each build has tables of its own. What was written and what is noted of it
are committed together, so a process that dies anywhere leaves what answered before.
"""

import contextlib
import json
import secrets
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import asdict
from typing import TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from registry.core.db import db
from registry.search.index import filling, rows
from registry.search.index.layout import FORMAT, Document
from registry.search.index.notes import Begun, Busy, Damaged, Pointer
from registry.search.index.segment import Segment

SHARED = True
CURRENT, BEGUN, BEFORE = "current", "begun", "before"
LOCK = 20_590_059  # known to this register alone, in its own database
FIRST = 1  # commit of a build

NOTES = """
CREATE SCHEMA IF NOT EXISTS search_index;
CREATE TABLE IF NOT EXISTS search_index.note (
    name text, format text, said jsonb NOT NULL, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (name, format)
)
"""
TABLES = """
CREATE TABLE search_index.tool_{0} (
    tool_id integer PRIMARY KEY, generation integer NOT NULL, lengths integer[], facts json
);
CREATE TABLE search_index.text_{0} (
    tool_id integer, field smallint, start integer, generation integer NOT NULL, whole boolean NOT NULL,
    words tsvector NOT NULL, PRIMARY KEY (tool_id, field, start)
);
CREATE TABLE search_index.word_{0} (word text COLLATE "C" PRIMARY KEY, generation integer NOT NULL)
"""
INDEXES = """
SET LOCAL maintenance_work_mem = '128MB';
CREATE INDEX ON search_index.text_{0} USING gin (words) WITH (fastupdate = off);
ANALYZE search_index.text_{0};
ANALYZE search_index.tool_{0}
"""
DROPPED = "DROP TABLE IF EXISTS search_index.tool_{0}, search_index.text_{0}, search_index.word_{0}"
NOTED = text(
    "SELECT said FROM search_index.note WHERE name = :name AND format = :format"
    " AND to_regclass('search_index.text_' || (said ->> 'folder')) IS NOT NULL"
)
NOTE = text(
    "INSERT INTO search_index.note (name, format, said) VALUES (:name, :format, CAST(:said AS jsonb))"
    " ON CONFLICT (name, format) DO UPDATE SET said = excluded.said, at = now()"
)
FORGOTTEN = text(
    "DELETE FROM search_index.note WHERE (name = :before AND at < now() - interval '10 minutes')"
    " OR (format <> :format AND at < now() - interval '1 day')"
)
LEFT = text(
    "SELECT substr(tablename, 6) FROM pg_tables WHERE schemaname = 'search_index' AND starts_with(tablename, 'text_')"
    " AND substr(tablename, 6) NOT IN (SELECT said ->> 'folder' FROM search_index.note)"
)
UNNOTED = text("DELETE FROM search_index.note WHERE name = :name AND format = :format")

T = TypeVar("T", Pointer, Begun)
_writer: ContextVar[Connection] = ContextVar("the connection that holds the lock")


def home() -> Hashable:
    """The database."""
    return db.engine.url


@contextlib.contextmanager
def alone(wait: bool = False) -> Iterator[None]:
    """Be the one writer of all machines; the lock ends with the connection that holds it, and all is written by that.

    Raises Busy when another process holds it and `wait` is not set.
    """
    with db.engine.connect() as connection:
        with connection.begin():  # the lock outlives it: it is the connection's
            if not connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), {"lock": LOCK}):
                if not wait:
                    raise Busy
                connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        before = _writer.set(connection)
        try:
            yield
        finally:
            _writer.reset(before)
            if not connection.invalidated:
                connection.rollback()
                with connection.begin():
                    connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})


def stamp() -> Hashable:
    """The pointer itself: one statement."""
    return pointer() or ()


def pointer() -> Pointer | None:
    """What answers now; nothing when there is no index of this format."""
    return _noted(CURRENT, Pointer)


def begun(upto: int) -> Begun | None:
    """The build that was stopped, if it can go on: of this format, and of no later event than there is."""
    found = _noted(BEGUN, Begun)
    return found if found and found.sequence <= upto else None


def begin(sequence: int) -> Begun:
    """Make empty tables beside those that answer, and drop those that nobody reads any more; needs the lock."""
    fresh = Begun(secrets.token_hex(8), sequence)
    with _writer.get().begin():
        _run(NOTES)
        _writer.get().execute(UNNOTED, {"name": BEGUN, "format": FORMAT})
        _tidy()
        _run(TABLES.format(fresh.folder))
        _note(BEGUN, fresh)
    return fresh


def go_on(at: Begun, documents: Iterable[Document], last: int, again: bool = False) -> Begun:
    """Write more of a build, up to and with the tool `last`, and note it, or neither; needs the lock."""
    with _writer.get().begin():
        written = filling.put(_writer.get(), at.folder, FIRST, documents, replaced=again)
        further = Begun(at.folder, at.sequence, last, at.count + written)
        _note(BEGUN, further)
    return further


def finish(at: Begun) -> Pointer:
    """Index what was built and let it answer; needs the lock.

    What answered before stays for ten minutes, so that whoever is still reading it is not cut off.
    """
    done, before = Pointer(at.folder, at.sequence, FIRST), pointer()
    with _writer.get().begin():
        _run(INDEXES.format(at.folder))
        if before:
            _note(BEFORE, before)
        _note(CURRENT, done)
        _writer.get().execute(UNNOTED, {"name": BEGUN, "format": FORMAT})
        _tidy()
    return done


def update(old: Pointer, documents: Iterable[Document], gone: Iterable[int], sequence: int) -> Pointer:
    """Put documents in place of their earlier forms, take out those that are gone; needs the lock.

    Raises Damaged when a table is not there or not as it should be.
    """
    documents, gone = list(documents), list(gone)
    further = Pointer(old.folder, sequence, old.commit + bool(documents or gone))
    try:
        with _writer.get().begin():
            _tidy()
            filling.take_out(_writer.get(), old.folder, further.commit, gone)
            filling.put(_writer.get(), old.folder, further.commit, documents, replaced=True)
            _note(CURRENT, further)
    except ProgrammingError as fault:
        raise Damaged from fault
    return further


def read(at: Pointer, known: Mapping[Hashable, Segment]) -> list[tuple[Hashable, Segment, Sequence[int]]]:
    """What is known and, as one more segment, what was written since; each with its documents that are no more."""
    return rows.read(at, known)


def _noted(name: str, kind: type[T]) -> T | None:
    """What is noted of a build whose tables are there."""
    with db.engine.connect() as connection:
        try:
            said = connection.scalar(NOTED, {"name": name, "format": FORMAT})
        except ProgrammingError:  # nothing was ever built in this database
            return None
    return kind(**said) if said else None


def _note(name: str, said: Pointer | Begun) -> None:
    values = {"name": name, "format": FORMAT, "said": json.dumps(asdict(said))}
    _writer.get().execute(NOTE, values)


def _run(statements: str) -> None:
    for statement in statements.split(";"):
        _writer.get().exec_driver_sql(statement)


def _tidy() -> None:
    """Drop builds that no note names: not those of machines of another version, until they were away for a day."""
    _writer.get().execute(FORGOTTEN, {"before": BEFORE, "format": FORMAT})
    for build in _writer.get().scalars(LEFT).all():
        _run(DROPPED.format(build))
