"""The snapshot that answers now: looked at by the pointer's date, exchanged in one step when it changes."""

import os
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import structlog

from registry.search.index import store
from registry.search.index.segment import Segment
from registry.search.index.snapshot import Snapshot

log = structlog.get_logger(__name__)


class Unavailable(Exception):
    """There is no index that can be read: the worker mends it, plain SQL answers until then."""


@dataclass
class _Held:
    """What this process read last, and the pointer it was read by."""

    stamp: tuple[int, ...]
    pointer: store.Pointer
    segments: dict[tuple[str, str], Segment]
    snapshot: Snapshot


_held: dict[Path, _Held] = {}
_lock = Lock()


def current() -> Snapshot:
    """The newest snapshot.

    Raises Unavailable when there is no index, or it cannot be read.
    """
    return newest()[0]


def newest() -> tuple[Snapshot, int]:
    """The newest snapshot and the last event that it took in. Raises as `current` does."""
    home = store.home()
    held = _held.get(home)
    stamp = _stamp(home / store.POINTER)
    if held is None or held.stamp != stamp or not stamp:
        with _lock:
            held = _refreshed(home)
    return held.snapshot, held.pointer.sequence


def sequence() -> int:
    """The last event that the index took in; 0 without an index."""
    found = store.pointer()
    return found.sequence if found else 0


def forget() -> None:
    """Let go of what was read, so that the next search reads the files again."""
    _held.pop(store.home(), None)


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = os.stat(path)
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_ino, found.st_size


def _refreshed(home: Path) -> _Held:
    held = _held.get(home)
    stamp = _stamp(home / store.POINTER)
    pointer = store.pointer()
    if pointer is None:
        _held.pop(home, None)
        raise Unavailable("There is no index yet.")
    if held is not None and (held.pointer.folder, held.pointer.commit) == (pointer.folder, pointer.commit):
        held.stamp, held.pointer = stamp, pointer
        return held
    try:
        _held[home] = _read(stamp, pointer, held.segments if held else {})
    except Exception as error:  # a damaged file shows itself as anything from KeyError to zlib.error
        _held.pop(home, None)
        log.error("index-unreadable", error=f"{type(error).__name__}: {error}")
        raise Unavailable("The index cannot be read.") from error
    return _held[home]


def _read(stamp: tuple[int, ...], pointer: store.Pointer, known: dict[tuple[str, str], Segment]) -> _Held:
    """Open what is new and keep what is known; segments never change, only what was deleted in them."""
    segments: dict[tuple[str, str], Segment] = {}
    deleted: list[Any] = []
    reader = store.opened(pointer).reader()
    for leaf, _offset in reader.leaf_readers():
        if not leaf.doc_count_all():
            continue
        key = (pointer.folder, leaf.segment().segment_id())
        deleted.append(list(leaf.segment().deleted_docs()))
        if key in known:
            segments[key] = known[key]
            leaf.close()
        else:
            segments[key] = Segment(leaf)
    return _Held(stamp, pointer, segments, Snapshot(list(segments.values()), deleted))
