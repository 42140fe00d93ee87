"""Where the index lies: a folder for each build, a pointer to the one that answers, and a lock for its one writer.

The index is disposable: the database is the truth. The pointer is replaced in one step, and it names the last event
only after the library's own commit, so a process that dies anywhere between the two merely repeats its last batch.
"""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from flask import current_app
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from registry.search.index.layout import FORMAT, Document, schema

POINTER = "current.json"
LOCK = "lock"
MEMORY = 64  # megabytes that a writer gathers before it writes


@dataclass(frozen=True)
class Pointer:
    """Which build answers, how many times it was written to, and the last event that it took in."""

    folder: str
    sequence: int
    commit: int
    format: str = FORMAT


class Busy(Exception):
    """Another process is writing the index of this machine."""


class Damaged(Exception):
    """The library cannot add to this index; a new build takes its place."""


def home() -> Path:
    """The folder of this copy's index."""
    path: Path = current_app.config["SETTINGS"].instance_dir / "index"
    return path


def pointer() -> Pointer | None:
    """What answers now; nothing when there is no index, or one of another format."""
    try:
        found = Pointer(**json.loads((home() / POINTER).read_text()))
    except (OSError, ValueError, TypeError):
        return None
    whole = found.format == FORMAT and (home() / found.folder).is_dir()
    return found if whole else None


@contextlib.contextmanager
def alone(wait: bool = False) -> Iterator[None]:
    """Be the one writer on this machine; the lock ends with the process that holds it.

    Raises Busy when another process holds it and `wait` is not set.
    """
    home().mkdir(parents=True, exist_ok=True)
    with (home() / LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise Busy from None
        yield


def build(documents: Iterable[Document], sequence: int) -> Pointer:
    """Write a whole new index beside the old one and then point to it; needs the lock."""
    folder = secrets.token_hex(8)
    (home() / folder).mkdir(parents=True)
    storage = FileStorage(str(home() / folder), supports_mmap=False)
    _write(FileIndex.create(storage, schema()), documents, ())
    return _point(Pointer(folder, sequence, 1))


def update(old: Pointer, documents: Iterable[Document], gone: Iterable[int], sequence: int) -> Pointer:
    """Put documents in place of their earlier forms, take out those that are gone; needs the lock.

    Raises Damaged when the library stumbles over what it finds in the index.
    """
    documents, gone = list(documents), list(gone)
    if documents or gone:
        try:
            _write(opened(old), documents, gone)
        except (OSError, MemoryError):  # a full disk is not mended by writing more
            raise
        except Exception as fault:
            raise Damaged from fault
    return _point(Pointer(old.folder, sequence, old.commit + bool(documents or gone)))


def opened(at: Pointer) -> FileIndex:
    """The library's index; its files are read through plain handles, for a mapped one is copied whole into memory."""
    return FileIndex(FileStorage(str(home() / at.folder), supports_mmap=False))


def _write(index: FileIndex, documents: Iterable[Document], gone: Iterable[int]) -> None:
    writer = index.writer(limitmb=MEMORY, timeout=10)
    try:
        fresh = index.is_empty()
        for number in gone:
            writer.delete_by_term("id", str(number))
        for document in documents:
            put = writer.add_document if fresh else writer.update_document
            put(id=str(document.id), facts=document.facts, **document.texts)
        writer.commit()
    except BaseException:
        if not writer.is_closed:  # a failed commit has closed it: cancelling would hide what went wrong
            writer.cancel()
        raise


def _point(to: Pointer) -> Pointer:
    draft = home() / f"{POINTER}.{os.getpid()}"
    draft.write_text(json.dumps(asdict(to)))
    draft.replace(home() / POINTER)
    _tidy(to.folder)
    return to


def _tidy(kept: str) -> None:
    """Remove earlier builds; a reader of one keeps what it has open until it looks at the pointer again."""
    for path in home().iterdir():
        if path.is_dir() and path.name != kept:
            shutil.rmtree(path, ignore_errors=True)
