"""What the jobs that read text say, a line at a time, so that what came before a limit is not lost."""

import json
import time
from collections.abc import Iterable, Iterator

from registry.rules.markings import marking

TEXT_BYTES = 5 * 1024 * 1024
UNPACKED = 200 * 1024 * 1024
SECONDS = 8.0  # of processor time: then a job ends by itself with what it has
AT_ONCE = 64 * 1024  # characters in a line


def line(**said: str) -> bytes:
    """One line of JSON."""
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")


def text(pieces: Iterable[str]) -> Iterator[bytes]:
    """Pieces of text as lines, until there is enough of it or too little time left."""
    gathered: list[str] = []
    size = waiting = 0
    for piece in pieces:
        gathered.append(piece)
        waiting += len(piece)
        size += len(piece.encode("utf-8", "replace"))
        enough = size > TEXT_BYTES or time.process_time() > SECONDS
        if waiting > AT_ONCE or enough:
            yield line(add="\n".join(gathered) + "\n")
            gathered, waiting = [], 0
        if enough:
            yield line(why="in-part")
            return
    yield line(add="\n".join(gathered))


def about(*values: object) -> Iterator[bytes]:
    """The marking in what a file says of itself, such as its title."""
    for value in values:
        if isinstance(value, str) and (found := marking(value)):
            yield line(marking=found)
