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
from registry.search.index.words import STEM

WORDS = ".words"
FACTS = ".facts"

EACH, POSTING = 600, 6  # bytes that a word takes while it is gathered, and a posting
KEYS, LENGTHS = "keys ", "lengths "
ARRAYS = ("starts", "spots", "documents", "counts", "places")

Posting: TypeAlias = tuple[str, bytes, int, float, bytes]
Held: TypeAlias = tuple["array[int]", "array[int]", "array[int]"]  # documents, counts, places


class Words:
    """The words of a segment by field, in order; for each its documents, how often it stands in them, and where.

    The places of a word follow one another as its documents do: as many for each as it stands there, or none at all.
    """

    def __init__(self, arrays: mapped.Arrays) -> None:
        self.documents, self.counts, self.places = (arrays[name] for name in ARRAYS[2:])
        self._starts, self._spots = (arrays[name] for name in ARRAYS[:2])
        self.keys = mapped.named(arrays, KEYS)
        self.lengths = mapped.named(arrays, LENGTHS)
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


class Gathered:
    """Postings until a segment is written, by word: in place of the library's pool, which sorts them one by one on disk.

    Documents come in their order, so those of each word are in order as well.
    """

    def __init__(self) -> None:
        self.size = 0  # bytes, roughly
        self._words: dict[tuple[str, bytes], Held] = {}

    def add(self, posting: Posting) -> None:
        """Take in one posting."""
        field, term, document, weight, value = posting
        held = self._words.get((field, term))
        if held is None:
            held = self._words[(field, term)] = array("i"), array("H"), array("I")
            self.size += EACH
        held[0].append(document)
        held[1].append(int(weight))
        if value:
            held[2].frombytes(value)
        self.size += POSTING + len(value or b"")

    def iter_postings(self) -> Iterator[tuple[str, bytes, "Held"]]:
        """All postings of each word, by field and word."""
        return ((field, term, self._words[(field, term)]) for field, term in sorted(self._words))

    def cleanup(self) -> None:
        """Nothing was put anywhere."""


class _Writer:
    """Writes words in order of field and word."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.is_closed = False
        self._keys: dict[str, list[bytes]] = {}
        self._starts, self._spots = array("q", [0]), array("q", [0])
        self._documents, self._counts, self._places = array("i"), array("H"), array("I")

    def add_postings(self, _schema: Any, _lengths: Any, words: Iterable[tuple[str, bytes, "Held"]]) -> None:
        """Take in what was gathered."""
        for field, term, (documents, counts, places) in words:
            self._keys.setdefault(field, []).append(term)
            self._documents.extend(documents)
            self._counts.extend(counts)
            self._places.extend(places)
            self._starts.append(len(self._documents))
            self._spots.append(len(self._places))

    def close(self) -> None:
        """Write the file."""
        arrays: mapped.Arrays = {name: np.array(getattr(self, f"_{name}")) for name in ARRAYS}
        arrays |= {KEYS + field: np.array(terms, np.bytes_) for field, terms in self._keys.items()}
        mapped.save(self._path, arrays | lengths(Words(arrays)))
        self.is_closed = True


def lengths(words: Words) -> mapped.Arrays:
    """How many words each document has in each field: its stems stand there once for each."""
    size = int(words.documents.max(initial=-1)) + 1  # each document has its id as a word
    counted = {field: words.postings(words.find(field, STEM.encode(), begins=True)) for field in words.keys}
    return {LENGTHS + field: np.bincount(*held, size).astype(np.float32) for field, held in counted.items()}


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

    def terms_from(self, field: str, letters: bytes) -> Iterator[tuple[str, bytes]]:
        keys = self._words.keys.get(field)
        return ((field, term) for term in (keys[keys.searchsorted(letters) :].tolist() if keys is not None else ()))

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
