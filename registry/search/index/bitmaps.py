"""Values of filters as bitmaps: one row of bits for each value, one bit for each document.

Counting a filter under any other filters is then an "and" of rows with the bits of what matched, and a count of bits:
thirty times quicker at 100,000 tools than going through the values one by one, and a document that has a value twice counts once.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from registry.search.index.columns import Numbers, Pairs

Mask: TypeAlias = NDArray[np.bool_]
Bits: TypeAlias = NDArray[np.uint64]

WORD = 64
FEW = 8  # of as many words of bits only one holds something: then the others are not looked at


def packed(mask: Mask) -> Bits:
    """A mask as bits, filled up to whole words."""
    found = np.packbits(mask, bitorder="little")
    whole = np.zeros(words(mask.size) * 8, np.uint8)
    whole[: found.size] = found
    return whole.view(np.uint64)


def unpacked(bits: Bits, size: int) -> Mask:
    """Bits as a mask."""
    return np.unpackbits(bits.view(np.uint8), count=size, bitorder="little").view(np.bool_)


def words(size: int) -> int:
    """How many words hold so many bits."""
    return -(-size // WORD)


def rows(pairs: Pairs, values: int, size: int) -> Bits:
    """A row of bits for each of so many values."""
    found = np.zeros((values, words(size) * WORD), np.bool_)
    found[pairs.values, pairs.documents] = True
    return np.packbits(found, axis=1, bitorder="little").view(np.uint64)


@dataclass(frozen=True)
class Stack:
    """The rows of several filters under one another, so that all are counted at once."""

    matrix: Bits
    places: dict[str, slice]

    @classmethod
    def of(cls, parts: dict[str, Bits], size: int) -> "Stack":
        """Put rows under one another."""
        places, start = {}, 0
        for code, part in parts.items():
            places[code] = slice(start, start + len(part))
            start += len(part)
        empty = np.empty((0, words(size)), np.uint64)
        return cls(np.concatenate([empty, *parts.values()]), places)

    def counted(self, mask: Bits, code: str = "") -> Numbers:
        """How many documents of the mask have each value of a filter, or of all of them in order."""
        matrix = self.matrix[self.places[code]] if code else self.matrix
        return counted(matrix, mask)

    def any_of(self, code: str, values: Numbers) -> Bits:
        """The documents that have one of these values of a filter."""
        rows_of = self.matrix[self.places[code]]
        found: Bits = np.bitwise_or.reduce(rows_of[values[values < len(rows_of)]], axis=0, initial=np.uint64(0))
        return found


def counted(matrix: Bits, mask: Bits) -> Numbers:
    """How many bits of each row are in the mask as well."""
    held = np.flatnonzero(mask)
    if held.size * FEW < mask.size:
        matrix, mask = matrix[:, held], mask[held]
    return np.bitwise_count(matrix & mask).sum(axis=1, dtype=np.int64)  # type: ignore[no-any-return]
