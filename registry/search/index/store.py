"""The index in files of this machine: a folder for each build, a pointer to the one that answers, a lock for its writer.

The index is disposable: the database is the truth. The pointer is replaced in one step, and it names the last event
only after the library's own commit, so a process that dies anywhere between the two merely repeats its last batch.
"""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from flask import current_app
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from registry.search.index.codec import FACTS, WORDS, ArrayCodec, Gathered, place
from registry.search.index.files import Files
from registry.search.index.layout import FORMAT, Document, schema
from registry.search.index.notes import Begun, Busy, Damaged, Pointer
from registry.search.index.segment import Segment

SHARED = False
POINTER = "current.json"
BEGUN = "begun.json"
LOCK = "lock"
MEMORY = 256_000_000  # bytes that are gathered before they are written
TRIES = 10  # to read while another writes


T = TypeVar("T", Pointer, Begun)


def home() -> Path:
    """The folder of this copy's index."""
    path: Path = current_app.config["SETTINGS"].instance_dir / "index"
    return path


def stamp() -> tuple[int, ...]:
    """The date of the pointer, which changes whenever what answers does; empty without one."""
    try:
        found = (home() / POINTER).stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_ino, found.st_size


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


def read(at: Pointer, known: Mapping[Hashable, Segment]) -> list[tuple[Hashable, Segment, Sequence[int]]]:
    """Each segment of a build with its name and the documents in it that were replaced or taken out.

    What is known is not opened again: segments never change. When a writer takes one away meanwhile, what it put in
    its place is read.
    """
    for _ in range(TRIES):
        try:
            return [_segment(at, one, known) for one in opened(at)._segments() if one.doc_count_all()]
        except FileNotFoundError:
            continue
    raise FileNotFoundError(at.folder)


def _segment(at: Pointer, one: Any, known: Mapping[Hashable, Segment]) -> tuple[Hashable, Segment, Sequence[int]]:
    key, storage = (at.folder, one.segment_id()), _storage(at.folder)
    segment = known.get(key) or Files(place(storage, one, WORDS), place(storage, one, FACTS))
    return key, segment, list(one.deleted_docs())


def opened(at: Pointer) -> FileIndex:
    """The library's index; it reads its files through plain handles, for what it maps it copies whole into memory."""
    return FileIndex(_storage(at.folder))


def _storage(folder: str) -> FileStorage:
    return FileStorage(str(home() / folder), supports_mmap=False)


def _write(
    index: FileIndex, documents: Iterable[Document], gone: Iterable[int], fresh: bool = False, merge: bool = True
) -> int:
    """Put documents in; those that are `fresh` stand nowhere yet. Returns how many."""
    writer = _writer(index)
    written = 0
    try:
        for number in gone:
            writer.delete_by_term("id", str(number))
        for document in documents:
            if writer.pool.size > MEMORY:
                writer.commit(merge=False)
                writer = _writer(index)
            put = writer.add_document if fresh else writer.update_document
            put(id=str(document.id), facts=document.facts, **document.texts)
            written += 1
        writer.commit(merge=merge)
        return written
    except BaseException:
        if not writer.is_closed:  # a failed commit has closed it: cancelling would hide what went wrong
            writer.cancel()
        raise


def _writer(index: FileIndex) -> SegmentWriter:
    writer = index.writer(timeout=10, codec=ArrayCodec(), compound=False)
    writer.pool = Gathered()
    return writer


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
