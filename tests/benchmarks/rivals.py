"""Other engines over the same words, filters and permissions: SQLite's FTS5 at its best, and tantivy."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tantivy

from registry.search.index.words import stem, words

FACETS = ("category", "phase", "owner", "problem")
TOP = 20
MOST = 1_000_000  # tools, and values of a field, more than there are
BETWEEN = "zq"  # between the texts of a tool, so that no phrase reaches from one into the next


@dataclass(frozen=True)
class Sheet:
    """A tool as every engine gets it: its words, whether this reader may see it, and its values."""

    id: int
    exact: tuple[str, ...]
    seen: bool
    values: dict[str, tuple[str, ...]]

    @property
    def stems(self) -> str:
        return " ".join(stem(word) for word in self.exact)


@dataclass(frozen=True)
class Query:
    """Words that must all be there, words that follow one another, or the beginning of a word; and perhaps a category."""

    kind: str
    words: tuple[str, ...]
    category: str = ""

    @property
    def typed(self) -> str:
        return {"phrase": f'"{" ".join(self.words)}"', "beginning": f"{self.words[0]}*"}.get(
            self.kind, " ".join(self.words)
        )


@dataclass(frozen=True)
class Answer:
    """How many, and how many with each value of four filters."""

    total: int
    counts: dict[str, dict[str, int]]


class Fts5:
    """One statement: what matches, once; from it the number, the best and the counts."""

    name = "SQLite FTS5"

    def __init__(self, folder: Path, sheets: Iterable[Sheet]) -> None:
        self.db = sqlite3.connect(folder / "fts.sqlite3")
        self.db.executescript(
            "PRAGMA mmap_size=1000000000; PRAGMA cache_size=-200000;"
            "CREATE VIRTUAL TABLE f USING fts5(stems, exact, content='');"
            "CREATE TABLE d (id INTEGER PRIMARY KEY, seen, category, phase, owner);"
            "CREATE TABLE p (id, problem, PRIMARY KEY (id, problem)) WITHOUT ROWID;"
        )
        for sheet in sheets:
            self.db.execute(
                "INSERT INTO f (rowid, stems, exact) VALUES (?, ?, ?)", (sheet.id, sheet.stems, " ".join(sheet.exact))
            )
            single = (next(iter(sheet.values[code]), None) for code in FACETS[:3])
            self.db.execute("INSERT INTO d VALUES (?, ?, ?, ?, ?)", (sheet.id, sheet.seen, *single))
            self.db.executemany("INSERT INTO p VALUES (?, ?)", [(sheet.id, one) for one in sheet.values["problem"]])
        self.db.execute("INSERT INTO f (f) VALUES ('optimize')")
        self.db.commit()
        self.db.execute("ANALYZE")

    def ready(self) -> None:
        """It keeps no answers."""

    def ids(self, query: Query) -> frozenset[int]:
        """All that it finds."""
        narrow = "AND d.category = ?" if query.category else ""
        found = self.db.execute(
            f"SELECT d.id FROM f JOIN d ON d.id = f.rowid WHERE f MATCH ? AND d.seen {narrow}", self._asked(query)
        )
        return frozenset(number for (number,) in found)

    def _asked(self, query: Query) -> tuple[str, ...]:
        match = {
            "phrase": f'exact : "{" ".join(query.words)}"',
            "beginning": f'exact : "{query.words[0]}" *',
        }.get(query.kind) or "stems : (" + " AND ".join(f'"{stem(word)}"' for word in query.words) + ")"
        return (match, query.category) if query.category else (match,)

    def ask(self, query: Query) -> Answer:
        """Answer in one statement."""
        narrow = "AND d.category = ?" if query.category else ""
        rows = self.db.execute(
            "WITH m AS MATERIALIZED (SELECT rowid AS id, bm25(f) AS score FROM f WHERE f MATCH ?),"
            " k AS MATERIALIZED (SELECT d.*, m.score FROM m JOIN d ON d.id = m.id WHERE d.seen),"
            f" n AS MATERIALIZED (SELECT * FROM k d WHERE true {narrow})"
            " SELECT 'total', '', count(*) FROM n"
            " UNION ALL SELECT 'category', category, count(*) FROM k GROUP BY 2"
            " UNION ALL SELECT 'phase', phase, count(*) FROM n GROUP BY 2"
            " UNION ALL SELECT 'owner', owner, count(*) FROM n GROUP BY 2"
            " UNION ALL SELECT 'problem', problem, count(*) FROM n JOIN p ON p.id = n.id GROUP BY 2"
            f" UNION ALL SELECT * FROM (SELECT 'hit', id, score FROM n ORDER BY score LIMIT {TOP})",
            self._asked(query),
        ).fetchall()
        counts: dict[str, dict[str, int]] = {code: {} for code in FACETS}
        total = 0
        for code, value, number in rows:
            if code == "total":
                total = number
            elif code in counts and value is not None:
                counts[code][value] = number
        return Answer(total, counts)


class Tantivy:
    """Terms on fast fields, counted in the same pass."""

    name = "tantivy"

    def __init__(self, folder: Path, sheets: Iterable[Sheet]) -> None:
        schema = tantivy.SchemaBuilder()
        for field in ("stems", "exact"):
            schema.add_text_field(field, tokenizer_name="whitespace", index_option="position")
        for field in ("seen", *FACETS):
            schema.add_text_field(field, fast=True, tokenizer_name="raw", index_option="basic")
        schema.add_integer_field("id", fast=True)
        self.schema = schema.build()
        (folder / "tantivy").mkdir()
        self.index = tantivy.Index(self.schema, str(folder / "tantivy"))
        writer = self.index.writer(heap_size=100_000_000, num_threads=1)
        for sheet in sheets:
            document = tantivy.Document(
                stems=sheet.stems,
                exact=" ".join(sheet.exact),
                seen="1" if sheet.seen else "0",
                id=sheet.id,
                **{code: list(values) for code, values in sheet.values.items()},
            )
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self.again()

    def again(self) -> None:
        """A new reader, as after a restart."""
        self.index.reload()
        self.searcher = self.index.searcher()

    def ready(self) -> None:
        """It keeps no answers."""

    def ids(self, query: Query) -> frozenset[int]:
        """All that it finds."""
        found = self.searcher.search(self._all([*self._must(query), *self._narrow(query)]), MOST, count=False)
        return frozenset(self.searcher.fast_field_values("id", [address for _score, address in found.hits]))

    def ask(self, query: Query) -> Answer:
        """Search, count, and count the narrowed filter once more without itself."""
        must, narrow = self._must(query), self._narrow(query)
        everything = self._all([*must, *narrow])
        total = self.searcher.search(everything, TOP, count=True).count
        codes = FACETS if not narrow else FACETS[1:]
        counts = self._counts(everything, codes)
        if narrow:
            counts |= self._counts(self._all(must), FACETS[:1])
        return Answer(total, counts)

    def _must(self, query: Query) -> list[Any]:
        return [tantivy.Query.term_query(self.schema, "seen", "1"), *self._parts(query)]

    def _narrow(self, query: Query) -> list[Any]:
        return [tantivy.Query.term_query(self.schema, "category", query.category)] if query.category else []

    def _parts(self, query: Query) -> list[Any]:
        if query.kind == "phrase":
            return [tantivy.Query.phrase_query(self.schema, "exact", list(query.words))]
        if query.kind == "beginning":
            return [tantivy.Query.regex_query(self.schema, "exact", f"{query.words[0]}.*")]
        return [tantivy.Query.term_query(self.schema, "stems", stem(word)) for word in query.words]

    def _all(self, parts: Sequence[Any]) -> Any:
        return tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])

    def _counts(self, query: Any, codes: Sequence[str]) -> dict[str, dict[str, int]]:
        wanted = {code: {"terms": {"field": code, "size": MOST}} for code in codes}
        found = self.searcher.aggregate(query, wanted)
        return {code: {one["key"]: one["doc_count"] for one in found[code]["buckets"]} for code in codes}


def sheet_of(document: Any) -> Sheet:
    """What a member of policing who has no part in the tool may know of it."""
    texts = (text for field, text in document.texts.items() if field not in ("named", "files_named"))
    facets = document.facts["facets"]
    values = {code: tuple(value[0] for value in facets.get(code, ())) for code in FACETS}
    found = tuple(word for text in texts for word in (*words(text), BETWEEN))
    return Sheet(document.id, found, document.facts["visibility"] in ("public", "policing"), values)
