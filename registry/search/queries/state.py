"""Whether the index can be read, and which one it is."""

from collections.abc import Hashable

from registry.search.index import reader
from registry.search.index.backends import backend


def state() -> str:
    """Either `ok`, or that there is no index yet; plain SQL answers meanwhile."""
    try:
        reader.current()
    except reader.Unavailable:
        return "not built"
    return "ok"


def mark() -> Hashable:
    """What is different whenever another index answers."""
    return backend().stamp()
