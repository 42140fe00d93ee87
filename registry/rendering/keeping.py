"""Results kept in memory by what they were worked out from, the ones that were asked for longest ago going first."""

import hashlib
import threading
from collections import OrderedDict
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """Anything that has a length."""

    def __len__(self) -> int: ...


T = TypeVar("T", bound=Sized)


class Kept(Generic[T]):
    """At most so many bytes of results. Nothing is written to disk: what was redacted does not lie on there."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._found: OrderedDict[str, T] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> T | None:
        """The result, if it is still there."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
            return self._found.get(key)

    def put(self, key: str, result: T) -> None:
        """Keep a result; others go to make room, and one that is larger than half of all is not kept."""
        with self._lock:
            self._drop(key)
            if len(result) > self._most // 2:
                return
            self._found[key] = result
            self._size += len(result)
            while self._size > self._most:
                self._drop(next(iter(self._found)))

    def _drop(self, key: str) -> None:
        gone = self._found.pop(key, None)
        self._size -= len(gone) if gone is not None else 0


def digest(job: str, payload: bytes) -> str:
    """What a result is kept under. The code needs no part in it: what is kept ends with the process that loaded it."""
    return hashlib.sha256(job.encode() + b"\0" + payload).hexdigest()
