"""The snapshot that answers now: looked at by the backend's stamp, exchanged in one step when that changes."""

from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

import structlog

from registry.search.index.backends import Backend, backend
from registry.search.index.notes import Pointer
from registry.search.index.segment import Segment
from registry.search.index.snapshot import Snapshot

log = structlog.get_logger(__name__)


class Unavailable(Exception):
    """There is no index that can be read: the worker mends it, plain SQL answers until then."""


@dataclass
class _Held:
    """What this process read last, and the pointer it was read by."""

    stamp: Hashable
    pointer: Pointer
    segments: dict[Hashable, Segment]
    snapshot: Snapshot


_held: dict[Hashable, _Held] = {}
_lock = Lock()


def current() -> Snapshot:
    """The newest snapshot.

    Raises Unavailable when there is no index, or it cannot be read.
    """
    return newest()[0]


def newest() -> tuple[Snapshot, int]:
    """The newest snapshot and the last event that it took in. Raises as `current` does."""
    index = backend()
    held, stamp = _held.get(index.home()), index.stamp()
    if held is None or held.stamp != stamp or not stamp:
        with _lock:
            held = _refreshed(index)
    return held.snapshot, held.pointer.sequence


def sequence() -> int:
    """The last event that the index took in; 0 without an index."""
    found = backend().pointer()
    return found.sequence if found else 0


def forget() -> None:
    """Let go of what was read, so that the next search reads the index again."""
    _held.pop(backend().home(), None)


def _refreshed(index: Backend) -> _Held:
    """What answers now; where it was exchanged while it was read, what came in its place."""
    stamp = index.stamp()
    try:
        return _taken(index, stamp)
    except Unavailable as fault:
        if index.stamp() != stamp:
            return _refreshed(index)
        _held.pop(index.home(), None)
        if fault.__cause__:
            log.error("index-unreadable", error=f"{type(fault.__cause__).__name__}: {fault.__cause__}")
        raise


def _taken(index: Backend, stamp: Hashable) -> _Held:
    home = index.home()
    held, pointer = _held.get(home), index.pointer()
    if pointer is None:
        raise Unavailable("There is no index yet.")
    if held is not None and (held.pointer.folder, held.pointer.commit) == (pointer.folder, pointer.commit):
        held.stamp, held.pointer = stamp, pointer
        return held
    try:
        found = index.read(pointer, held.segments if held else {})
    except Exception as error:  # a damaged file shows itself as anything from KeyError to zlib.error
        raise Unavailable("The index cannot be read.") from error
    segments = {name: segment for name, segment, _ in found}
    snapshot = Snapshot(list(segments.values()), [deleted for *_, deleted in found])
    _held[home] = _Held(stamp, pointer, segments, snapshot)
    return _held[home]
