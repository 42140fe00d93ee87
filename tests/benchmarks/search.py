"""The search beside SQLite FTS5 and tantivy: the same words, filters and permissions, interleaved in one process.

Sets are checked first: every engine must find as many tools and count the same values. All seventeen filters are counted
by ours, four by the others. What is printed is time on the processor, for the machine may have other things to do.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from time import process_time

from rich.console import Console
from rich.table import Table

EACH = 30  # queries of each kind
ROUNDS = 3
KINDS = ("one word", "two words", "one word and a category", "phrase", "beginning")


def report(console: Console, folder: Path) -> None:
    """Print how long each engine takes on the copy in this folder."""
    environment = {**os.environ, "REGISTRY_ENV": "development", "INSTANCE_DIR": str(folder)}
    command = [sys.executable, "-m", "tests.benchmarks.search"]
    said = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    figures = json.loads(said.stdout.splitlines()[-1])
    table = Table(title=f"Search among {figures['tools']:,} tools, milliseconds")
    for column in ("", "p50", "p95", "slowest", "first touch p95"):
        table.add_column(column, justify="right" if column else "left")
    for name, row in figures["engines"].items():
        table.add_row(
            name, *(f"{row[key]:.2f}" if row[key] is not None else "" for key in ("p50", "p95", "most", "first"))
        )
    console.print(table)
    console.print(f"{figures['same']} of {figures['queries']} queries counted alike by all engines.")
    console.print(f"Reading the index at the start of a worker: {figures['start']:.2f} s.")


def main() -> None:
    """Measure on the database of this environment and print the figures as JSON."""
    from registry.app import create_app

    with create_app().app_context(), tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(json.dumps(measured(Path(folder))) + "\n")


def measured(folder: Path) -> dict[str, object]:
    """Build the others, check that all find the same, and take the times."""
    from registry.core.db import db
    from registry.search.index import reader
    from registry.search.queries import documents
    from tests.benchmarks.rivals import Fts5, Tantivy, sheet_of

    began = process_time()
    reader.current()
    start = process_time() - began
    sheets = [sheet_of(document) for document in documents.documents(documents.live_ids())]
    db.session.rollback()
    ours, fts5, tantivy = Ours(), Fts5(folder, sheets), Tantivy(folder, sheets)
    queries = some_queries(sheets)
    answers = [[engine.ask(query) for engine in (ours, fts5, tantivy)] for query in queries]
    same = sum(first == second == third for first, second, third in answers)
    for query, given in zip(queries, answers, strict=True):
        if not given[0] == given[1] == given[2]:
            sys.stderr.write(f"{query}: {[one.total for one in given]}\n")
    times: dict[str, list[float]] = {"ours, 17 filters": [], fts5.name: [], tantivy.name: []}
    first: dict[str, list[float]] = {"ours, 17 filters": [], tantivy.name: []}
    for _ in range(ROUNDS):
        for query in queries:
            for name, engine in zip(times, (ours, fts5, tantivy), strict=True):
                times[name].append(took(lambda engine=engine, query=query: engine.ask(query)))
    for query in queries:
        ours.forget()
        tantivy.again()
        first["ours, 17 filters"].append(took(lambda query=query: ours.ask(query)))
        first[tantivy.name].append(took(lambda query=query: tantivy.ask(query)))
    engines = {
        name: {
            "p50": percentile(spent, 0.5),
            "p95": percentile(spent, 0.95),
            "most": max(spent),
            "first": percentile(first[name], 0.95) if name in first else None,
        }
        for name, spent in times.items()
    }
    return {"tools": len(sheets), "queries": len(queries), "same": same, "start": start, "engines": engines}


class Ours:
    """The product's own search for a member of policing, without what it keeps of earlier answers."""

    def __init__(self) -> None:
        from registry.rules.policy import Actor
        from registry.rules.words import Role

        self.actor = Actor(id=0, roles=frozenset({(0, Role.READER)}), policing=True)

    def ask(self, query: object) -> object:
        """All that the page shows but for its texts: ids, total, every filter's counts."""
        from registry.search.index import reader
        from registry.search.queries.asked import Asked
        from registry.search.queries.find import find
        from tests.benchmarks.rivals import FACETS, TOP, Answer

        kept = reader.current().reading(self.actor).kept
        for key in [key for key in kept if isinstance(key, tuple) and key[0] == "found"]:
            del kept[key]
        filters = {"category": (query.category,)} if query.category else {}
        found = find(self.actor, Asked(query.typed, filters, exact=True), TOP)
        groups = {group.key: group for group in found.groups}
        counts = {
            code: {option.value: option.count for option in groups[code].options if option.count} for code in FACETS
        }
        return Answer(found.total, counts)

    def forget(self) -> None:
        """As after a restart: nothing decoded."""
        from registry.search.index import reader

        snapshot = reader.current()
        snapshot._terms.clear()
        for segment in snapshot.segments:
            segment._kept.clear()
            segment._bytes = 0


def some_queries(sheets: Sequence[object]) -> list[object]:
    """Queries of five kinds, of words as they stand in the tools: common ones more often, by chance with a fixed seed."""
    from tests.benchmarks.rivals import Query

    chance = Random(1)
    found = []
    for kind in KINDS:
        while sum(query.kind == kind for query in found) < EACH:
            sheet = chance.choice(sheets)
            place = chance.randrange(len(sheet.exact) - 1)
            one, two = sheet.exact[place : place + 2]
            if not (usable(one) and usable(two)):
                continue
            category = next(iter(sheet.values["category"]), "") if kind == KINDS[2] else ""
            typed = {"one word": (one,), KINDS[2]: (one,), "beginning": (one[:4],)}.get(kind, (one, two))
            found.append(Query(kind, typed, category))
    return found


def usable(word: str) -> bool:
    """Whether every engine takes the word as one."""
    from registry.search.index.words import STOP_WORDS

    return word.isascii() and word.isalpha() and len(word) > 3 and word not in STOP_WORDS


def took(act: Callable[[], object]) -> float:
    """Milliseconds on the processor."""
    began = process_time()
    act()
    return (process_time() - began) * 1000


def percentile(values: Sequence[float], share: float) -> float:
    """The value within which this share lies."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


if __name__ == "__main__":
    main()
