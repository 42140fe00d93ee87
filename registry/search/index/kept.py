"""What was asked for last, as much as there is room for: arrays of words and phrases, and whole answers."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

ROOM = 24 * 1024 * 1024  # bytes of postings kept in one place
OF_ANSWERS = 4 * 1024 * 1024  # the same of answers, of all readers together
OVERHEAD = 500  # bytes beside the arrays of one word


class Kept:
    """Arrays under keys: a tuple of them, or tuples by something; what was asked for longest ago makes room.

    Instead of an array there may stand whatever else tells its `nbytes`.
    """

    def __init__(self, room: int = ROOM) -> None:
        self._room = room
        self._found: OrderedDict[Hashable, Any] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def __contains__(self, key: Hashable) -> bool:
        return key in self._found

    def get(self, key: Hashable, ask: Callable[[], Any]) -> Any:
        """What is kept under a key, else what is asked for."""
        with self._lock:
            if key in self._found:
                self._found.move_to_end(key)
                return self._found[key]
        made = ask()
        self.put(key, made)
        return made

    def put(self, key: Hashable, made: Any) -> None:
        """Keep it, and let go of what was asked for longest ago."""
        with self._lock:
            if key not in self._found:
                self._found[key] = made
                self._bytes += _weight(made)
            while self._bytes > self._room and len(self._found) > 1:
                self._bytes -= _weight(self._found.popitem(last=False)[1])


def _weight(found: Any) -> int:
    values = found.values() if isinstance(found, dict) else found
    arrays = (array for value in values for array in (value if isinstance(value, tuple) else (value,)))
    return sum(int(array.nbytes) for array in arrays) + OVERHEAD
