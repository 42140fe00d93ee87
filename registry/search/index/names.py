"""The names of a segment's tools cut into runs of three letters, so that a name with slips in it is found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from registry.search.index.words import words

LONGEST = 120  # letters of a name that are looked at


def squeezed(name: str) -> str:
    """The letters and figures of a name in lower case, without anything between them."""
    return "".join(words(name[: LONGEST * 2]))[:LONGEST]


@dataclass
class Names:
    """Which documents hold which run of three letters in their names; it never changes."""

    sizes: NDArray[np.float32]  # how many runs each name has
    runs: NDArray[np.int64]  # in order
    documents: NDArray[np.int32]  # the one that holds each

    @classmethod
    def of(cls, names: Sequence[str]) -> "Names":
        """The names of documents in their order."""
        found = [_runs(name) for name in names]
        sizes = np.array([runs.size for runs in found], np.float32)
        runs = np.concatenate(found) if found else np.empty(0, np.int64)
        documents = np.repeat(np.arange(len(found), dtype=np.int32), sizes.astype(np.int64))
        order = np.argsort(runs, kind="stable")
        return cls(sizes, runs[order], documents[order])

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All of it, to be kept."""
        return dict(vars(self))

    def likeness(self, name: str) -> NDArray[np.float32]:
        """How much of the name and of each document's the two have in common: from 0 to 1."""
        asked = _runs(name)
        starts, ends = np.searchsorted(self.runs, asked), np.searchsorted(self.runs, asked, side="right")
        held = [self.documents[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        if not held:
            return np.zeros(self.sizes.size, np.float32)
        shared = np.bincount(np.concatenate(held), minlength=self.sizes.size)
        return (2 * shared / (self.sizes + asked.size)).astype(np.float32)


def _runs(name: str) -> NDArray[np.int64]:
    """Each run of three letters of a name once, as a number; its beginning and its end count as letters."""
    letters = np.array([ord(letter) for letter in f"\x02{squeezed(name)}\x03"], np.int64)
    if letters.size < 3:
        return np.empty(0, np.int64)
    return np.unique((letters[:-2] << 42) | (letters[1:-1] << 21) | letters[2:])
