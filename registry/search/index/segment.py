"""One segment of the index, decoded into arrays that never change while it lives.

The library answers a search at about ten calls for each posting; here each term's postings are read once, in whole
blocks, and kept as arrays.
"""

import contextlib
import sys
import weakref
from collections import OrderedDict
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from threading import RLock
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import ReaderClosed, SegmentReader, TermNotFound

from registry.search.index.columns import Columns
from registry.search.index.layout import FIELDS
from registry.search.index.names import Names
from registry.search.index.words import STEM, words

Numbers: TypeAlias = NDArray[np.int64]
Scores: TypeAlias = NDArray[np.float32]
Postings: TypeAlias = tuple[Numbers, Scores]

B = 0.6  # how much a long text lessens what one word in it counts
ROOM = 24 * 1024 * 1024  # bytes of decoded postings kept for one segment
PLACES = 1 << 20  # more words than any text holds: document and place make one number

_EMPTY: Postings = (np.empty(0, np.int64), np.empty(0, np.float32))


class Segment:
    """A part of the index that was written at once; its reader is used under a lock, for it is no friend of threads."""

    def __init__(self, reader: SegmentReader) -> None:
        self.size: int = reader.doc_count_all()
        self._reader = reader
        weakref.finalize(self, _close, reader)  # when no snapshot holds the segment any longer
        self._lock = RLock()
        self._kept: OrderedDict[tuple[str, ...], Any] = OrderedDict()
        self._bytes = 0
        self._words_of: dict[str, Scores] = {}  # never let go: every term of a field needs it
        self.columns = Columns(reader.stored_fields(number)["facts"] for number in range(self.size))
        self.names = Names(self.columns.names)

    @cached_property
    def spoken(self) -> tuple[str, list[int]]:
        """The words of all names, one name to a line with a space before each word, and where each line begins."""
        lines = ["".join(f" {word}" for word in words(name)) for name in self.columns.names]
        starts = [0, *accumulate(len(line) + 1 for line in lines)]
        return "\n".join(lines), starts[: len(lines)]

    def postings(self, field: str, term: str) -> Postings:
        """Which documents hold the term, and how much it counts in each for its length and the field's weight."""
        return self._remember(("postings", field, term), lambda: self._postings(field, term))  # type: ignore[no-any-return]

    def places(self, field: str, term: str) -> Numbers:
        """Where an exact term stands: document and place as one number, in order."""
        return self._remember(("places", field, term), lambda: self._places(field, term))  # type: ignore[no-any-return]

    def lengths(self, field: str) -> Scores:
        """How many words each document has in the field."""
        with self._lock:
            if field not in self._words_of:
                self._words_of[field] = self._lengths(field)
            return self._words_of[field]

    @cached_property
    def lexicon(self) -> frozenset[str]:
        """Every exact word of the segment."""
        with self._lock:
            found = (bytes(term).decode() for field in FIELDS for term in self._reader.lexicon(field))
            return frozenset(term for term in found if not term.startswith(STEM))

    def _remember(self, key: tuple[str, ...], make: Any) -> Any:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            made = make()
            self._kept[key] = made
            self._bytes += _weight(made)
            while self._bytes > ROOM and len(self._kept) > 1:
                self._bytes -= _weight(self._kept.popitem(last=False)[1])
            return made

    def _postings(self, field: str, term: str) -> Postings:
        ids, weights = [], []
        for block in self._blocks(field, term):
            ids.append(block[0])
            weights.append(block[1])
        if not ids:
            return _EMPTY
        documents = np.concatenate(ids)
        lengths = self.lengths(field)[documents]
        rule = FIELDS[field]
        counted = rule.weight * np.concatenate(weights) / (1 - B + B * lengths / rule.usual)
        return documents, counted.astype(np.float32)

    def _places(self, field: str, term: str) -> Numbers:
        decode = self._reader.schema[field].format.decode_positions
        found = [
            document * PLACES + place
            for documents, _, values in self._blocks(field, term, values=True)
            for document, value in zip(documents.tolist(), values, strict=True)
            for place in decode(value)
        ]
        return np.array(found, np.int64)

    def _lengths(self, field: str) -> Scores:
        # The library counts each word twice, once for each form, and keeps lengths rounded to one byte.
        length = self._reader.doc_field_length
        return np.array([(length(n, field) or 0) / 2 for n in range(self.size)], np.float32)

    def _blocks(self, field: str, term: str, values: bool = False) -> Iterator[tuple[Numbers, Scores, Any]]:
        try:
            matcher = self._reader.postings(field, term)
        except TermNotFound:
            return
        if hasattr(matcher, "child"):  # deletions hide the blocks behind a filter; they are masked elsewhere
            matcher = matcher.child
            matcher.reset()
        if not hasattr(matcher, "_read_ids"):  # a single posting is kept beside its term
            yield from _one_by_one(matcher, values)
            return
        while matcher.is_active():
            matcher._read_ids()
            matcher._read_weights()
            if values:
                matcher._read_values()
            yield np.array(matcher._ids, np.int64), np.array(matcher._weights, np.float32), matcher._values
            matcher._next_block()


def _close(reader: SegmentReader) -> None:
    with contextlib.suppress(ReaderClosed):
        reader.close()


def _one_by_one(matcher: Any, values: bool) -> Iterator[tuple[Numbers, Scores, Any]]:
    while matcher.is_active():
        value = [matcher.value()] if values else None
        yield np.array([matcher.id()], np.int64), np.array([matcher.weight()], np.float32), value
        matcher.next()


def _weight(value: Any) -> int:
    arrays = value if isinstance(value, tuple) else (value,)
    return int(sum(array.nbytes for array in arrays)) + sys.getsizeof(value)
