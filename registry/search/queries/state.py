"""Whether the index can be read."""

from registry.search.index import reader


def state() -> str:
    """Either `ok`, or that there is no index yet; plain SQL answers meanwhile."""
    try:
        reader.current()
    except reader.Unavailable:
        return "not built"
    return "ok"
