"""A segment of the index in tables: the tools that were written between two readings, with postings asked for by word.

The facts are read at once; a word's postings at its first touch, in one statement for all fields, and then kept.
"""

import json
from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from itertools import compress
from typing import Any

import numpy as np
from sqlalchemy import Row, text

from registry.core.db import db
from registry.search.index.bitmaps import Mask
from registry.search.index.columns import Columns
from registry.search.index.kept import Kept
from registry.search.index.layout import FIELDS
from registry.search.index.layout import MOST as COUNTED
from registry.search.index.names import Names
from registry.search.index.notes import Pointer
from registry.search.index.segment import NOTHING, PLACES, Counted, Numbers, Scores, Segment, following
from registry.search.index.vectors import EQUAL, query, times

MOST = 8  # segments side by side; then all but the first are read again as one
SHARE = 4  # or all of them, when as many as one in so many tools of the first were written since

NUMBERS = {name: number for number, name in enumerate(FIELDS)}

TOOLS = "SELECT tool_id, generation, lengths, CAST(facts AS text) AS facts FROM search_index.tool_{0} WHERE generation > :since ORDER BY tool_id"
TERMS = "unnest(CAST(:asked AS text[]))"
BEGINNING = """
(SELECT quote_literal(word) FROM search_index.word_{0}
 WHERE word >= CAST(:asked AS text) AND word < CAST(:asked AS text) || chr(1114111))
"""
RANKED = """
SELECT asked, field, string_agg(int4send(tool_id), CAST('' AS bytea)) AS tools,
       string_agg(float4send({2}(CAST(:weights AS real[]), words, one)), CAST('' AS bytea)) AS ranks
FROM {1} AS terms (asked) CROSS JOIN CAST(asked AS tsquery) AS one JOIN search_index.text_{0} ON words @@ one
WHERE generation > :since AND generation <= :upto AND (whole OR NOT :whole) GROUP BY asked, field
"""
STANDING = """
SELECT field, tool_id, start, lexeme, positions FROM search_index.text_{0}, unnest(words)
WHERE NOT whole AND words @@ CAST(:asked AS tsquery) AND generation > :since AND generation <= :upto
  AND lexeme = ANY(:words)
"""
WORDS = "SELECT word FROM search_index.word_{0} WHERE generation > :since AND generation <= :upto"

NOWHERE: Numbers = np.empty(0, np.int64)

Told = Sequence[Row[Any]]


def read(at: Pointer, known: Mapping[Hashable, Segment]) -> list[tuple[Hashable, Segment, Sequence[int]]]:
    """The segments of a build, each with its name and its documents that were written again or taken out since."""
    held = [one for one in known.values() if isinstance(one, Rows) and one.build == at.folder]
    if len(held) >= MOST:
        again = sum(one.told.size for one in held[1:])
        held = held[: again * SHARE < held[0].size]
    told = _told(at.folder, held)
    if told:
        held = [*held, Rows(at.folder, held[-1].upto if held else 0, told)]
    later = [
        np.concatenate([np.empty(0, np.int64), *(one.told for one in held[place + 1 :])]) for place in range(len(held))
    ]
    return [
        ((one.build, one.since, one.upto), one, np.flatnonzero(np.isin(one.columns.single["id"], since)).tolist())
        for one, since in zip(held, later, strict=True)
    ]


def _told(build: str, held: Sequence["Rows"]) -> Told:
    """What was written after what is held: one statement, and so of one moment."""
    return _ask(TOOLS.format(build), since=held[-1].upto if held else 0)


def _ask(statement: str, **values: Any) -> Told:
    """Ask on a connection of its own that ends at once: the page's own read would keep a table from being dropped."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        return connection.execute(text(statement), values).all()


class Rows(Segment):
    """The tools of a build that were written between two commits."""

    def __init__(self, build: str, since: int, told: Told) -> None:
        living = [row for row in told if row.facts is not None]
        columns = Columns.of(json.loads(row.facts) for row in living)  # one at a time: they take much room
        super().__init__(columns, Names.of(columns.names))
        self.build, self.since, self.upto = build, since, max(row.generation for row in told)
        self.told = np.array([row.tool_id for row in told], np.int64)  # those too that were taken out
        self._lengths: Scores = np.array([row.lengths for row in living], np.float32).reshape(-1, len(FIELDS))
        self._kept = Kept()

    def lengths(self, field: str) -> Scores:
        """How many words each document has in the field."""
        return self._lengths[:, NUMBERS[field]]

    def held(self, field: str, term: str, begins: bool = False) -> Counted:
        """Which documents hold a word, or words that begin so, and how often."""
        found = self._kept.get((term, begins), lambda: self._begun(term) if begins else self._found([term])[term])
        counted: Counted = found.get(NUMBERS[field], NOTHING)
        return counted

    def gather(self, terms: Sequence[str]) -> None:
        """Ask for all of these words at once, as far as they are not kept."""
        missing = [term for term in terms if (term, False) not in self._kept]
        for term, found in self._found(missing).items() if missing else ():
            self._kept.put((term, False), found)

    def followed(self, field: str, words: tuple[str, ...]) -> Counted:
        """Which documents hold these words one after another, and how often."""
        found = self._kept.get(words, lambda: self._followed(words))
        counted: Counted = found.get(NUMBERS[field], NOTHING)
        return counted

    @cached_property
    def lexicon(self) -> frozenset[str]:
        """Every exact word that was new here."""
        return frozenset(row.word for row in self._ask(WORDS))

    def _ask(self, statement: str, *more: str, **values: Any) -> Told:
        return _ask(statement.format(self.build, *more), since=self.since, upto=self.upto, **values)

    def _found(self, terms: Sequence[str]) -> dict[str, dict[int, Counted]]:
        asked = {query((term,)): term for term in terms}
        found: dict[str, dict[int, Counted]] = {term: {} for term in terms}
        for row in self._ask(RANKED, TERMS, "ts_rank", asked=list(asked), weights=EQUAL, whole=False):
            found[asked[row.asked]][row.field] = self._summed(row.tools, times(_floats(row.ranks)))
        return found

    def _begun(self, letters: str) -> dict[int, Counted]:
        """Documents stand there once for each word."""
        parts: dict[int, list[Counted]] = {}
        beginning = BEGINNING.format(self.build)
        for row in self._ask(RANKED, beginning, "ts_rank", asked=letters, weights=EQUAL, whole=False):
            parts.setdefault(row.field, []).append(self._summed(row.tools, times(_floats(row.ranks))))
        return {field: _joined(those) for field, those in parts.items()}

    def _followed(self, words: tuple[str, ...]) -> dict[int, Counted]:
        """In whole texts the database counts; those in several parts are looked at word by word, across the cuts."""
        phrase = query(words, " <-> ")
        parts = {
            row.field: [self._summed(row.tools, np.rint(_floats(row.ranks)))]
            for row in self._ask(RANKED, TERMS, "ts_rank_cd", asked=[phrase], weights=EQUAL, whole=True)
        }
        for field, places in self._standing(words).items():
            parts.setdefault(field, []).append(following([places.get(word, NOWHERE) for word in words]))
        return {field: _joined(those) for field, those in parts.items()}

    def _standing(self, words: tuple[str, ...]) -> dict[int, dict[str, Numbers]]:
        found = self._ask(STANDING, asked=query(words, " | "), words=list(words))
        documents, ours = self._documents(np.array([row.tool_id for row in found], np.int64))
        standing: dict[int, dict[str, list[Numbers]]] = {}
        for document, row in zip(documents.tolist(), compress(found, ours), strict=True):
            places = document * PLACES + row.start + np.array(row.positions, np.int64) - 1
            standing.setdefault(row.field, {}).setdefault(row.lexeme, []).append(places)
        return {
            field: {word: np.sort(np.concatenate(parts)) for word, parts in those.items()}
            for field, those in standing.items()
        }

    def _summed(self, tools: bytes, counted: "np.ndarray[Any, np.dtype[Any]]") -> Counted:
        """Documents in order, each once, with how often something stands in all parts of the text."""
        documents, ours = self._documents(np.frombuffer(tools, ">i4"))
        found = np.bincount(documents, counted[ours], self.size)
        held = np.flatnonzero(found).astype(np.int32)
        return held, np.minimum(found[held], COUNTED).astype(np.uint16)

    def _documents(self, tools: "np.ndarray[Any, np.dtype[Any]]") -> tuple[Numbers, Mask]:
        """The document of each tool, and which are of this segment: no text is ever taken for another tool's."""
        ids = self.columns.single["id"]
        places = np.searchsorted(ids, tools)
        ours = np.isin(tools, ids)
        return places[ours], ours


def _floats(sent: bytes) -> Scores:
    return np.frombuffer(sent, ">f4")


def _joined(parts: Sequence[Counted]) -> Counted:
    return np.concatenate([documents for documents, _ in parts]), np.concatenate([counted for _, counted in parts])
