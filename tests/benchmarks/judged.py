"""How good the order of results is: the judged questions over the published records, asked of four engines on the same text."""

import re
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.search import judging

Answer = Callable[[str], Sequence[str]]
Texts = dict[str, str]  # all text of a record that everybody may read, by its slug


def report(console: Console) -> None:
    """Print nDCG and recall over the first ten."""
    table = Table(title="Judged questions over the published records")
    for column in ("", f"nDCG@{judging.FIRST}", f"recall@{judging.FIRST}"):
        table.add_column(column, justify="right" if column else "left")
    with tempfile.TemporaryDirectory() as folder:
        for name, answer in engines(Path(folder)):
            judged = judging.judge(answer)
            gain, recall = (judging.mean([getattr(one, what) for one in judged]) for what in ("gain", "recall"))
            table.add_row(name, f"{gain:.3f}", f"{recall:.3f}")
    console.print(table)


def engines(folder: Path) -> list[tuple[str, Answer]]:
    """Ours on a copy of its own, and the others as their tutorials set them up."""
    from config import load_settings
    from registry.app import create_app
    from registry.catalogue.models import Tool
    from registry.core.db import Model, db
    from registry.core.progress import SILENT
    from registry.rules.policy import ANONYMOUS
    from registry.search import services
    from registry.search.queries import documents
    from registry.search.queries.asked import Asked
    from registry.search.queries.find import find
    from registry.seeding.services import seed_published, seed_reference

    settings = load_settings({"REGISTRY_ENV": "testing", "INSTANCE_DIR": str(folder)})
    app = create_app(replace(settings, database_url=f"sqlite:///{folder}/registry.sqlite3"))
    with app.app_context():
        Model.metadata.create_all(db.engine)
        seed_reference(SILENT)
        seed_published(SILENT)
        services.rebuild()
        slugs = {tool.id: tool.slug for tool in db.session.query(Tool)}
        texts = {
            slugs[one.id]: "\n".join(text for field, text in one.texts.items() if field not in HIDDEN)
            for one in documents.documents(sorted(slugs))
        }

    def ours(typed: str) -> list[str]:
        with app.app_context():
            found = find(ANONYMOUS, Asked(typed), judging.FIRST)
            return [slugs[number] for number in (*found.ids, *found.near)]

    return [
        ("ours", ours),
        ("SQLite FTS5, porter", fts5(texts)),
        ("tantivy, English stems", tantivy_of(texts)),
        ("Whoosh, stemming analyser", whoosh_of(texts, folder)),
    ]


HIDDEN = ("policing", "named", "partners", "files_policing", "files_named")


def fts5(texts: Texts) -> Answer:
    """All words must be there, ordered by bm25."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE f USING fts5(slug UNINDEXED, text, tokenize='porter unicode61')")
    base.executemany("INSERT INTO f VALUES (?, ?)", texts.items())

    def answer(typed: str) -> list[str]:
        said = " ".join(f'"{word}"' for word in re.findall(r"\w+", typed))
        rows = base.execute("SELECT slug FROM f WHERE f MATCH ? ORDER BY rank LIMIT ?", (said, judging.FIRST))
        return [slug for (slug,) in rows]

    return answer


def tantivy_of(texts: Texts) -> Answer:
    """Some of the words must be there, as its query parser has it."""
    import tantivy

    schema = tantivy.SchemaBuilder().add_text_field("slug", stored=True, tokenizer_name="raw")
    index = tantivy.Index(schema.add_text_field("text", tokenizer_name="en_stem").build())
    writer = index.writer(heap_size=50_000_000, num_threads=1)
    for slug, text in texts.items():
        writer.add_document(tantivy.Document(slug=slug, text=text))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def answer(typed: str) -> list[str]:
        query, _errors = index.parse_query_lenient(typed, ["text"])
        return [searcher.doc(place)["slug"][0] for _, place in searcher.search(query, judging.FIRST).hits]

    return answer


def whoosh_of(texts: Texts, folder: Path) -> Answer:
    """All words must be there, ordered by its BM25F."""
    from whoosh.analysis import StemmingAnalyzer
    from whoosh.fields import STORED, TEXT, Schema
    from whoosh.index import create_in
    from whoosh.qparser import QueryParser

    (folder / "plain").mkdir()
    index = create_in(str(folder / "plain"), Schema(slug=STORED, text=TEXT(analyzer=StemmingAnalyzer())))
    writer = index.writer()
    for slug, text in texts.items():
        writer.add_document(slug=slug, text=text)
    writer.commit()
    searcher = index.searcher()

    def answer(typed: str) -> list[str]:
        return [
            hit["slug"] for hit in searcher.search(QueryParser("text", index.schema).parse(typed), limit=judging.FIRST)
        ]

    return answer


if __name__ == "__main__":
    report(Console(width=120))
