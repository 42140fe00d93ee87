"""Arrays in a file that is mapped into memory: nothing is read before it is needed, and all processes share what is.

A file is written once and never changed. It begins with its own sum, so that a damaged one is told from a good one.
"""

import json
import mmap
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Arrays: TypeAlias = dict[str, NDArray[Any]]

HEAD = struct.Struct("<8sII")  # what it is, its sum, how long its table of arrays is
KIND = b"arrays\0\1"
STEP = 16  # bytes: each array begins at a multiple of it


class Broken(Exception):
    """The file does not hold what was written."""


def save(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write the arrays; each has one dimension or two."""
    table, parts, at = [], [], 0
    for name, array in arrays.items():
        table.append((name, array.dtype.str, array.shape, at))
        part = np.ascontiguousarray(array).tobytes()
        part += bytes(-len(part) % STEP)
        parts.append(part)
        at += len(part)
    told = json.dumps(table).encode()
    told += b" " * (-(HEAD.size + len(told)) % STEP)
    found = zlib.crc32(told)
    for part in parts:
        found = zlib.crc32(part, found)
    with path.open("wb") as file:
        file.write(HEAD.pack(KIND, found, len(told)))
        file.writelines((told, *parts))


def load(path: Path, check: bool = True) -> Arrays:
    """The arrays of a file, as views of the file itself; `check` reads it once from end to end.

    Raises Broken when it is not what was written, FileNotFoundError when it is not there.
    """
    with path.open("rb") as file:
        try:
            held = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            kind, found, length = HEAD.unpack_from(held)
            table = json.loads(bytes(held[HEAD.size : HEAD.size + length]))
        except (ValueError, struct.error) as fault:
            raise Broken(path.name) from fault
    if kind != KIND or (check and zlib.crc32(held[HEAD.size :]) != found):
        raise Broken(path.name)
    start = HEAD.size + length
    return {name: _view(held, dtype, shape, start + at) for name, dtype, shape, at in table}


def named(arrays: Arrays, kind: str) -> Arrays:
    """Those whose names begin so, by the rest of their names."""
    return {name.removeprefix(kind): array for name, array in arrays.items() if name.startswith(kind)}


def _view(held: memoryview, dtype: str, shape: list[int], at: int) -> NDArray[Any]:
    return np.frombuffer(held, dtype, int(np.prod(shape)), at).reshape(shape)
