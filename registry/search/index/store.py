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
from typing import TypeVar

from flask import current_app
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from registry.search.index.layout import FORMAT, Document, schema

POINTER = "current.json"
BEGUN = "begun.json"
LOCK = "lock"
MEMORY = 64  # megabytes that a writer gathers before it writes


@dataclass(frozen=True)
class Pointer:
    """Which build answers, how many times it was written to, and the last event that it took in."""

    folder: str
    sequence: int
    commit: int
    format: str = FORMAT


@dataclass(frozen=True)
class Begun:
    """A build that is not finished: how far it has come, so that one that was stopped goes on from there."""

    folder: str
    sequence: int  # the last event before it began: what came after is taken in when it is finished
    last: int = 0  # the highest tool that is written
    count: int = 0
    format: str = FORMAT


T = TypeVar("T", Pointer, Begun)


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
    found = _read(POINTER, Pointer)
    return found if found and found.format == FORMAT else None


def _read(name: str, kind: type[T]) -> T | None:
    """What a file says of a folder that is there."""
    try:
        found = kind(**json.loads((home() / name).read_text()))
    except (OSError, ValueError, TypeError):
        return None
    return found if (home() / found.folder).is_dir() else None


def _keep(name: str, said: Pointer | Begun) -> None:
    """Write a file in one step: whoever reads it sees the old one or the new one."""
    draft = home() / f"{name}.{os.getpid()}"
    draft.write_text(json.dumps(asdict(said)))
    draft.replace(home() / name)


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
    return finish(go_on(begin(sequence), documents, 0))


def begun(upto: int) -> Begun | None:
    """The build that was stopped, if it can go on: of this format, and of no later event than there is."""
    found = _read(BEGUN, Begun)
    return found if found and found.format == FORMAT and found.sequence <= upto else None


def begin(sequence: int) -> Begun:
    """Make an empty index beside the one that answers; needs the lock."""
    fresh = Begun(secrets.token_hex(8), sequence)
    (home() / fresh.folder).mkdir(parents=True)
    FileIndex.create(_storage(fresh.folder), schema())
    _keep(BEGUN, fresh)
    return fresh


def go_on(at: Begun, documents: Iterable[Document], last: int, again: bool = False) -> Begun:
    """Write more of a build, up to and with the tool `last`; `again` when some of it may have been written before."""
    written = _write(FileIndex(_storage(at.folder)), documents, (), fresh=not again, merge=False)
    further = Begun(at.folder, at.sequence, last, at.count + written)
    _keep(BEGUN, further)
    return further


def finish(at: Begun) -> Pointer:
    """Point to what was built; needs the lock."""
    done = _point(Pointer(at.folder, at.sequence, 1))
    (home() / BEGUN).unlink(missing_ok=True)
    return done


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
    return FileIndex(_storage(at.folder))


def _storage(folder: str) -> FileStorage:
    return FileStorage(str(home() / folder), supports_mmap=False)


def _write(
    index: FileIndex, documents: Iterable[Document], gone: Iterable[int], fresh: bool = False, merge: bool = True
) -> int:
    """Put documents in; those that are `fresh` stand nowhere yet. Returns how many."""
    writer = index.writer(limitmb=MEMORY, timeout=10)
    written = 0
    try:
        for number in gone:
            writer.delete_by_term("id", str(number))
        put = writer.add_document if fresh else writer.update_document
        for document in documents:
            put(id=str(document.id), facts=document.facts, **document.texts)
            written += 1
        writer.commit(merge=merge)
        return written
    except BaseException:
        if not writer.is_closed:  # a failed commit has closed it: cancelling would hide what went wrong
            writer.cancel()
        raise


def _point(to: Pointer) -> Pointer:
    _keep(POINTER, to)
    _tidy()
    return to


def _tidy() -> None:
    """Remove earlier builds; a reader of one keeps what it has open until it looks at the pointer again."""
    kept = {found.folder for found in (_read(POINTER, Pointer), _read(BEGUN, Begun)) if found}
    for path in home().iterdir():
        if path.is_dir() and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)
