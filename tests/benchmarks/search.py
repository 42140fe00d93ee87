"""The search beside SQLite FTS5 and tantivy: the same words, filters and permissions, interleaved in one process.

Sets are checked first: every engine must find the same tools and count the same values, and Whoosh's own matchers must
agree for each role, in an index of several segments with deletions. What is printed is time on the processor, for the
machine may have other things to do.
"""

import ctypes
import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

from rich.console import Console
from rich.table import Table

EACH = 30  # queries of each kind
ROUNDS = 3
AGAIN = 100  # one in so many tools is written once more, so that there are deletions
KINDS = ("one word", "two words", "one word and a category", "phrase", "beginning")


def report(console: Console, folder: Path) -> dict[str, Any]:
    """Print how long each engine takes on the copy in this folder; gives the figures."""
    environment = {**os.environ, "REGISTRY_ENV": "development", "INSTANCE_DIR": str(folder)}
    command = [sys.executable, "-m", "tests.benchmarks.search"]
    said = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, Any] = json.loads(said.stdout.splitlines()[-1])
    table = Table(title=f"Search among {figures['tools']:,} tools, milliseconds on the processor")
    for column in ("", "p50", "p95", "slowest", "first touch p95"):
        table.add_column(column, justify="right" if column else "left")
    for name, row in figures["engines"].items():
        table.add_row(name, *(f"{row[key]:.2f}" if key in row else "" for key in ("p50", "p95", "most", "first")))
    console.print(table)
    console.print(f"{figures['same']} of {figures['queries']} queries found and counted alike by all engines.")
    console.print(f"{figures['library']} of {figures['checks']} alike by Whoosh's own matchers: {figures['segments']}.")
    grown = f", {figures['memory']:.0f} MB" if figures["memory"] > 0 else ""  # less: what was freed hides it
    console.print(f"Reading the index at the start of a worker: {figures['start']:.2f} s{grown}.")
    return figures


def main() -> None:
    """Measure on the database of this environment and print the figures as JSON."""
    from registry.app import create_app

    with create_app().app_context(), tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(json.dumps(measured(Path(folder))) + "\n")


def measured(folder: Path) -> dict[str, object]:
    """Build the others, check that all find the same, and take the times."""
    from registry.core.db import db
    from registry.search.queries import documents
    from tests.benchmarks.engines import Ours
    from tests.benchmarks.rivals import FACETS, Fts5, Tantivy, sheet_of

    found = list(documents.documents(documents.live_ids()))
    sheets = [sheet_of(document) for document in found]
    written_again(found[::AGAIN])
    db.session.rollback()
    del found
    queries = some_queries(sheets)
    figures = reading(queries)
    engines = [Ours(), Ours(FACETS), Fts5(folder, sheets), Tantivy(folder, sheets)]
    alike = [same(engines, query) for query in queries]
    times: dict[str, dict[str, list[float]]] = {engine.name: {"warm": [], "first": []} for engine in engines}
    for _ in range(ROUNDS):
        for query in queries:
            for engine in engines:
                engine.ready()
                times[engine.name]["warm"].append(took(lambda engine=engine, query=query: engine.ask(query)))
    for query in queries:
        for engine in (engines[0], engines[-1]):
            engine.ready()
            engine.again()
            times[engine.name]["first"].append(took(lambda engine=engine, query=query: engine.ask(query)))
    told = {name: summary(spent) for name, spent in times.items()}
    return {**figures, "tools": len(sheets), "queries": len(queries), "same": sum(alike), "engines": told}


def summary(spent: dict[str, list[float]]) -> dict[str, float]:
    """What is told of these times."""
    told = {"p50": percentile(spent["warm"], 0.5), "p95": percentile(spent["warm"], 0.95), "most": max(spent["warm"])}
    return told | ({"first": percentile(spent["first"], 0.95)} if spent["first"] else {})


def written_again(found: Sequence[Any]) -> None:
    """Some tools once more, in segments of their own: what they were before is deleted."""
    from registry.search.index import store

    with store.alone(wait=True):
        for part in (found[::2], found[1::2]):
            store.update(store.pointer(), part, [], store.pointer().sequence)


def reading(queries: Sequence[Any]) -> dict[str, object]:
    """What it takes to read the index, how much memory with all these searches, and whether the library finds the same."""
    from registry.search.index import reader
    from tests.benchmarks.engines import ROLES, Library, Ours

    given_back()
    before, began = own_memory(), process_time()
    snapshot = reader.current()
    start = process_time() - began
    ours = {role: Ours(role=role) for role in ROLES}
    for query in queries:
        ours["member of policing"].ask(query)
    memory = own_memory() - before
    library = Library()
    alike = [
        library.found(query, role) == (engine.ids(query), engine.ask(query))
        for role, engine in ours.items()
        for query in queries
    ]
    segments = f"{len(snapshot.segments)} segments, {int((~snapshot.alive).sum())} deletions, {len(ROLES)} roles"
    return {"start": start, "memory": memory, "library": sum(alike), "checks": len(alike), "segments": segments}


def given_back() -> None:
    """Give the system back what was freed, so that it is not taken for memory that the index saves."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)


def own_memory() -> float:
    """Megabytes (10^6 bytes) of this process that are no file's: files that are mapped are shared by all workers."""
    import psutil

    held = psutil.Process().memory_info()
    return (held.rss - held.shared) / 1e6


def same(engines: Sequence[Any], query: object) -> bool:
    """Whether all find the same tools and count the same values."""
    for engine in engines:
        engine.ready()
    first, *others = [(engine.ids(query), engine.ask(query)) for engine in engines]
    if any(other != first for other in others):
        sys.stderr.write(f"{query}: {[len(ids) for ids, _ in (first, *others)]}\n")
        return False
    return True


def some_queries(sheets: Sequence[Any]) -> list[Any]:
    """Queries of five kinds, of words as they stand in the tools: common ones more often, by chance with a fixed seed."""
    from tests.benchmarks.rivals import Query

    chance = Random(1)
    found: list[Any] = []
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
