"""A backup is one archive: every table as lines of JSON, every attachment, and the sealed head of the audit trail.

It is read in one transaction while others write, and is the same for every kind of database, so that a copy
can move from one to another. Restoring fills an empty database of the same revision, or changes nothing.
"""

import hashlib
import json
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from enum import Enum as PythonEnum
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from sqlalchemy import Date, Enum, Table, func, insert, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session
from sqlalchemy.schema import AddConstraint, DropConstraint

from registry.core import audit, clock, schema
from registry.core.db import Aware, Model, db
from registry.core.progress import SILENT, Progress

FORMAT = 1
BATCH = 1_000
ATTACHMENTS = "attachments"


class CannotRestore(Exception):
    """The archive or the database is not fit for a restore; nothing was changed."""


class Files(Protocol):
    """Wherever attachments lie: named files that can be listed, read, and put back."""

    def names(self) -> Iterable[str]:
        """Each file's name, in order."""

    def open(self, name: str) -> BinaryIO:
        """A file to be read. Raises FileNotFoundError for one that has gone since."""

    def place(self, name: str, content: bytes) -> None:
        """Put a file back. Raises ValueError for one that is not what its name says."""


def back_up(target: Path, files: Files, key: str, progress: Progress = SILENT) -> dict[str, Any]:
    """Write an archive to `target`, whole or not at all, readable by its owner alone; returns its manifest.

    `files` are the attachments, `key` seals the head of the audit trail.
    """
    handle, draft = tempfile.mkstemp(dir=target.resolve().parent)
    try:
        with os.fdopen(handle, "wb") as file, tarfile.open(fileobj=file, mode="w:gz", compresslevel=5) as archive:
            with _snapshot() as connection:
                manifest = _describe(connection, key)
                _add_tables(archive, connection, manifest, progress)
            _add_attachments(archive, files, manifest, progress)
            _add(archive, "manifest.json", [json.dumps(manifest, indent=1).encode()])
        with open(draft, "rb") as written:
            os.fsync(written.fileno())
        os.replace(draft, target)
    except BaseException:
        os.unlink(draft)
        raise
    return manifest


def restore(source: Path, files: Files, key: str, scratch: Path, progress: Progress = SILENT) -> dict[str, Any]:
    """Fill an empty database and the store of attachments from an archive, unpacked in `scratch`; returns its manifest.

    Raises CannotRestore when the database holds rows, is of another revision, or the archive does not
    match its own manifest or audit head.
    """
    schema.upgrade()
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        with tarfile.open(source) as archive:
            archive.extractall(folder, filter="data")
        manifest = _checked_manifest(Path(folder))
        engine = schema.migration_engine(db.engine)
        with engine.begin() as connection:
            _require_empty(connection)
            _load(connection, Path(folder), manifest, progress)
            _verify(connection, manifest, key)
            _place_attachments(Path(folder) / ATTACHMENTS, files)
    return manifest


def _snapshot() -> Connection:
    """A connection that sees one moment: SQLite always does, PostgreSQL must be asked to."""
    connection = db.engine.connect()
    if connection.dialect.name == "postgresql":
        return connection.execution_options(isolation_level="REPEATABLE READ")
    return connection


def _tables() -> list[Table]:
    schema.load_models()
    return list(Model.metadata.sorted_tables)


def _describe(connection: Connection, key: str) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "revisions": sorted(schema.revisions(db.engine)),
        "audit_head": audit.sealed_head(Session(bind=connection), key),
        "rows": {t.name: connection.scalar(select(func.count()).select_from(t)) for t in _tables()},
        "files": {},
    }


def _add_tables(archive: tarfile.TarFile, connection: Connection, manifest: dict[str, Any], progress: Progress) -> None:
    progress.start("Rows", sum(manifest["rows"].values()))
    for table in _tables():
        rows = connection.execute(select(table).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH))
        name = f"tables/{table.name}.jsonl"
        manifest["files"][name] = _add(archive, name, _lines(rows.mappings(), progress))
    progress.finish()


def _lines(rows: Iterable[Any], progress: Progress) -> Iterator[bytes]:
    for row in rows:
        yield json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False).encode() + b"\n"
        progress.advance()


def _plain(value: Any) -> Any:
    if isinstance(value, PythonEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _add_attachments(archive: tarfile.TarFile, files: Files, manifest: dict[str, Any], progress: Progress) -> None:
    found = list(files.names())
    progress.start("Attachments", len(found))
    for name in found:
        progress.advance()
        try:
            file = files.open(name)
        except FileNotFoundError:  # taken out for good meanwhile
            continue
        with file:
            manifest["files"][f"{ATTACHMENTS}/{name}"] = _add(archive, f"{ATTACHMENTS}/{name}", _chunks(file))
    progress.finish()


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(1 << 20), b"")


def _add(archive: tarfile.TarFile, name: str, parts: Iterable[bytes]) -> str:
    """Add a file to the archive through a temporary one, so that memory stays flat; returns its SHA-256."""
    digest = hashlib.sha256()
    with tempfile.TemporaryFile() as spool:
        for part in parts:
            spool.write(part)
            digest.update(part)
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = spool.tell(), 0o600
        spool.seek(0)
        archive.addfile(entry, spool)
    return digest.hexdigest()


def _checked_manifest(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    manifest: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    if manifest.get("format") != FORMAT:
        raise CannotRestore("This is not a backup that this version can read.")
    if manifest["revisions"] != sorted(schema.revisions(db.engine)):
        raise CannotRestore(
            f"The backup is of revision {', '.join(manifest['revisions'])}. Restore it with the version that made it, then upgrade."
        )
    for name, expected in manifest["files"].items():
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                raise CannotRestore(f"{name} in the backup is damaged: it does not match the manifest.")
    return manifest


def _require_empty(connection: Connection) -> None:
    for table in _tables():
        if connection.execute(select(table).limit(1)).first() is not None:
            raise CannotRestore(f"The database is not empty: {table.name} has rows. Restore into a new one.")


def _load(connection: Connection, folder: Path, manifest: dict[str, Any], progress: Progress) -> None:
    progress.start("Rows", sum(manifest["rows"].values()))
    keys = [key for table in _tables() for key in table.foreign_key_constraints]
    on_server = connection.dialect.name == "postgresql"
    for key in keys if on_server else ():
        connection.execute(DropConstraint(key))  # rows may point forward; adding it again checks them all
    for table in _tables():
        _load_table(connection, table, folder / "tables" / f"{table.name}.jsonl", progress)
    for key in keys if on_server else ():
        connection.execute(AddConstraint(key))
    progress.finish()


def _load_table(connection: Connection, table: Table, path: Path, progress: Progress) -> None:
    readers = {column.name: _reader(column.type) for column in table.columns}
    with path.open(encoding="utf-8") as lines:
        rows = ({n: readers[n](v) for n, v in json.loads(line).items()} for line in lines)
        while batch := list(islice(rows, BATCH)):
            connection.execute(insert(table), batch)
            progress.advance(len(batch))
    number = table.autoincrement_column
    if number is not None and connection.dialect.name == "postgresql":
        _continue_numbering(connection, table.name, number.name)


def _continue_numbering(connection: Connection, table: str, column: str) -> None:
    statement = text(
        f"SELECT setval(pg_get_serial_sequence(:table, :column), (SELECT max({column}) FROM {table}))"  # noqa: S608
    )
    if connection.scalar(text(f"SELECT count(*) FROM {table}")):  # noqa: S608
        connection.execute(statement, {"table": table, "column": column})


def _reader(kind: Any) -> Callable[[Any], Any]:
    """From JSON back to what the column takes."""
    make: Callable[[Any], Any] = lambda value: value  # noqa: E731
    if isinstance(kind, Aware):
        make = datetime.fromisoformat
    elif isinstance(kind, Date):
        make = date.fromisoformat
    elif isinstance(kind, Enum) and kind.enum_class is not None:
        make = kind.enum_class
    return lambda value: None if value is None else make(value)


def _verify(connection: Connection, manifest: dict[str, Any], key: str) -> None:
    for table in _tables():
        found = connection.scalar(select(func.count()).select_from(table))
        if found != manifest["rows"][table.name]:
            raise CannotRestore(f"{table.name} has {found} rows; the backup has {manifest['rows'][table.name]}.")
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise CannotRestore("A row in the backup points to one that is not there.")
    finding = audit.verify(Session(bind=connection), manifest["audit_head"], key)
    if finding.fault:
        raise CannotRestore(f"The audit trail does not hold. {finding.fault}")


def _place_attachments(source: Path, files: Files) -> None:
    for path in source.rglob("*") if source.exists() else ():
        if path.is_file():
            try:
                files.place(str(path.relative_to(source)), path.read_bytes())
            except ValueError as error:
                raise CannotRestore(str(error)) from error
