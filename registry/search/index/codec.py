"""How the library's segments lie on disk here: the words of each as mapped arrays instead of its own coded blocks.

The library cuts, sorts, deletes and merges as ever, and its own matchers read these arrays too. A search takes slices
of them: nothing is decoded, neither at the first touch of a word nor later.
"""

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3PerDocWriter
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from registry.search.index import facts, mapped
from registry.search.index.layout import MOST

WORDS = ".words"
FACTS = ".facts"

Posting: TypeAlias = tuple[str, bytes, int, float, bytes]


class Words:
    """The words of a segment by field, in order; for each its documents, how often it stands in them, and where.

    The places of a word follow one another as its documents do: as many for each as it stands there, or none at all.
    """

    def __init__(self, arrays: mapped.Arrays) -> None:
        self.documents, self.counts, self.places = (arrays[name] for name in ("documents", "counts", "places"))
        self._starts, self._spots = arrays["starts"], arrays["spots"]
        self.keys = {name.removeprefix("keys "): array for name, array in arrays.items() if name.startswith("keys ")}
        sizes = [keys.size for keys in self.keys.values()]
        self._first = dict(zip(self.keys, np.cumsum([0, *sizes]).tolist(), strict=False))

    def find(self, field: str, term: bytes, begins: bool = False) -> range:
        """The number of a word, or of all that begin so, for they stand together; an empty range when there is none."""
        keys = self.keys.get(field)
        if keys is None or len(term) > keys.itemsize:
            return range(0)
        last = (term + b"\xff")[: keys.itemsize] if begins else term  # no letter is written with this byte
        first = self._first[field]
        return range(first + int(keys.searchsorted(term)), first + int(keys.searchsorted(last, side="right")))

    def postings(self, numbers: range) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
        """The documents of these words one after another, and how often each word stands in each."""
        span = slice(int(self._starts[numbers.start]), int(self._starts[numbers.stop]))
        return self.documents[span], self.counts[span]

    def standing(self, numbers: range) -> NDArray[np.uint32]:
        """The places of these words."""
        return self.places[int(self._spots[numbers.start]) : int(self._spots[numbers.stop])]


class ArrayCodec(W3Codec):
    """Segments with words and facts as arrays; the stored fields are the library's own, for it merges by them."""

    length_stats = False  # the lengths of texts follow from how often words stand in them

    def per_document_writer(self, storage: Any, segment: Any) -> "_Facts":
        """What gathers the documents of a new segment."""
        return _Facts(self, storage, segment)

    def field_writer(self, storage: Any, segment: Any) -> "_Writer":
        """What writes the words of a new segment."""
        return _Writer(place(storage, segment, WORDS))

    def terms_reader(self, storage: Any, segment: Any) -> "_Reader":
        """What reads the words of a segment for the library itself."""
        return _Reader(Words(mapped.load(place(storage, segment, WORDS), check=False)))


def place(storage: Any, segment: Any, kind: str) -> Path:
    """The file of a segment."""
    return Path(storage.folder, segment.make_filename(kind))


class _Facts(W3PerDocWriter):
    """Writes the facts of the documents once more, by column, so that a worker need not read them one by one."""

    def __init__(self, codec: ArrayCodec, storage: Any, segment: Any) -> None:
        super().__init__(codec, storage, segment)
        self._path = place(storage, segment, FACTS)
        self._facts: list[dict[str, Any]] = []

    def add_field(self, name: str, field: Any, value: Any, length: int) -> None:
        super().add_field(name, field, value, length)
        if name == "facts" and value is not None:
            self._facts.append(value)

    def close(self) -> None:
        super().close()
        facts.save(self._path, self._facts)


class _Writer:
    """Writes postings as they come, in order of field, word and document."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.is_closed = False
        self._keys: dict[str, list[bytes]] = {}
        self._starts, self._spots = array("q"), array("q")
        self._documents, self._counts, self._places = array("i"), array("H"), array("I")

    def add_postings(self, _schema: Any, _lengths: Any, postings: Iterable[Posting]) -> None:
        documents, counts, places = self._documents, self._counts, self._places
        before: tuple[str, bytes] | None = None
        for field, term, document, weight, value in postings:
            if (field, term) != before:
                before = field, term
                self._keys.setdefault(field, []).append(term)
                self._starts.append(len(documents))
                self._spots.append(len(places))
            documents.append(document)
            counts.append(int(weight))
            places.frombytes(value or b"")

    def close(self) -> None:
        self._starts.append(len(self._documents))
        self._spots.append(len(self._places))
        keys = {f"keys {field}": np.array(terms, np.bytes_) for field, terms in self._keys.items()}
        rest = {
            name: np.array(getattr(self, f"_{name}")) for name in ("starts", "spots", "documents", "counts", "places")
        }
        mapped.save(self._path, rest | keys)
        self.is_closed = True


class _Reader:
    """The words of a segment as the library asks for them."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return bool(self._words.find(*term))

    def indexed_field_names(self) -> Iterable[str]:
        return self._words.keys.keys()

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return ((field, term) for field, keys in self._words.keys.items() for term in keys.tolist())

    def doc_frequency(self, field: str, term: bytes) -> int:
        return int(self._words.postings(self._words.find(field, term))[0].size)

    def term_info(self, field: str, term: bytes) -> TermInfo:
        documents, counts = self._words.postings(self._found(field, term))
        told = (float(counts.sum()), documents.size, 1, MOST, float(counts.max()), *documents[[0, -1]].tolist())
        return TermInfo(*told)

    def matcher(self, field: str, term: bytes, form: Any, scorer: Any = None) -> ListMatcher:
        found = self._found(field, term)
        documents, counts = self._words.postings(found)
        ends = np.cumsum(counts)
        places = np.split(self._words.standing(found), ends[:-1])
        values = [one.tobytes() for one in places]
        numbers, weights = documents.tolist(), counts.astype(float).tolist()
        return ListMatcher(
            numbers, weights, values, form, scorer, term=(field, term), terminfo=self.term_info(field, term)
        )

    def close(self) -> None:
        """The file is let go of with the last array that is used."""

    def _found(self, field: str, term: bytes) -> range:
        found = self._words.find(field, term)
        if not found:
            raise TermNotFound(f"{field}:{term!r}")
        return found
