"""`make bench`: requests per second, p95 and memory, on the published data and on invented records at scale.

The load generator shares the machine with the server, so trust ratios within one run more than single figures.
"""

import argparse
import os
import platform
import re
import sqlite3
import sys
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks import (
    difference,
    files,
    goals,
    judged,
    prechecks,
    rebuilding,
    search,
    similar,
    starting,
    table,
    tracker,
)
from tests.benchmarks.copies import command, running, unique_memory, web_workers
from tests.benchmarks.load import Figures, measure


def main() -> int:
    """Measure each size and print a table for each, and one of the goals of search at the end."""
    options = read_options()
    console = Console(width=120)
    console.print(f"{platform.platform()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    if not options.goals:
        for part in (starting, difference, prechecks, files, judged):
            part.report(console)
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(options.copies or folder)
        if not options.goals:
            report(console, "The published records", made(kept / "published"), options)
        found = {size: measured(console, made(kept / str(size)), size, options) for size in options.sizes}
        if not options.goals:
            tracker.report(console, Path(folder))
    if found:
        goals.report(console, found)
    return 0


def read_options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="make bench")
    sizes = {"type": int, "nargs": "*", "default": [20_000, 100_000]}
    parser.add_argument("--sizes", **sizes, help="invented tools, once for each number; none leaves them out")
    parser.add_argument("--adoptions", type=int, default=5, help="for each tool")
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each page is asked for")
    parser.add_argument("--connections", type=int, default=8)
    parser.add_argument("--goals", action="store_true", help="only what the goals of search are measured by")
    parser.add_argument("--copies", help="a folder where the copies are kept, to be measured again")
    return parser.parse_args()


def made(folder: Path) -> Path:
    """A folder that is there."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def fill(folder: Path, size: int, options: argparse.Namespace) -> None:
    """Reference data and invented records at scale."""
    command(folder, "db", "upgrade")
    command(folder, "seed", "reference")
    numbers = ("--tools", str(size), "--adoptions", str(size * options.adoptions), "--seed", "1")
    command(folder, "seed", "synthetic", *numbers)


def measured(console: Console, folder: Path, size: int, options: argparse.Namespace) -> goals.Measured:
    """All that is measured among so many invented tools."""
    if not (folder / "registry.sqlite3").exists():
        fill(folder, size, options)
    if not options.goals:
        similar.report(console, folder)
    build = rebuilding.measured(folder)
    engines = search.report(console, folder)
    pages, memory = report(console, f"{size:,} invented tools", folder, options)
    tables = []
    if size <= goals.SMALL:  # of more, Datasette gives up some answers in the middle
        tables = table.measured(folder, words_of(folder), options.connections, options.seconds)
        console.print(shown(f"{size:,} tools in Datasette, one process", tables))
    return goals.Measured(engines, build, pages, tables, memory)


def report(
    console: Console, title: str, folder: Path, options: argparse.Namespace
) -> tuple[list[Figures], list[float]]:
    """Start the copy, measure each page, print a table."""
    with running(folder) as (port, pid):
        figures = [measure(port, path, options.connections, options.seconds) for path in pages(folder)]
        figures.append(made_anew(port, f"/search?q={words_of(folder)[0]}", options))
        memory = [unique_memory(worker) for worker in web_workers(pid)]
    console.print(shown(title, figures))
    console.print("Unique memory per web worker after the run: " + ", ".join(f"{size:.0f} MB" for size in memory))
    return figures, memory


def made_anew(port: int, path: str, options: argparse.Namespace) -> Figures:
    """A page that is not sent as it was made for another: whoever has a cookie has it made for them."""
    figures = measure(port, path, options.connections, options.seconds, cookie="any=1")
    return replace(figures, path=f"made anew: {path}")


def pages(folder: Path) -> list[str]:
    """The pages that matter, with the busiest tool and force of this copy."""
    connection = sqlite3.connect(folder / "registry.sqlite3")
    busiest = "SELECT {0}.slug FROM adoption JOIN {0} ON {0}.id = {0}_id GROUP BY {0}.id ORDER BY count(*) DESC LIMIT 1"
    tool = connection.execute(busiest.format("tool")).fetchone()[0]
    force = connection.execute(busiest.format("organisation")).fetchone()[0]
    category = connection.execute("SELECT category FROM tool GROUP BY 1 ORDER BY count(*) DESC LIMIT 1").fetchone()[0]
    pooled = connection.execute("SELECT slug FROM tool WHERE slug = 'callback-diary-example'").fetchone()
    connection.close()
    return [
        *([f"/tools/{pooled[0]}/results/101-average-wait"] if pooled else []),
        "/",
        "/search",
        *(f"/search?q={word}" for word in words_of(folder)),
        f"/search?q=&category={category}",
        f"/tools/{tool}",
        f"/organisations/{force}",
        "/matrix",
    ]


def words_of(folder: Path) -> tuple[str, str]:
    """The words, of six letters or more, that most and that fewest names have of tools that visitors find."""
    connection = sqlite3.connect(folder / "registry.sqlite3")
    names = connection.execute(f"SELECT name FROM tool WHERE {table.FOUND} ORDER BY id").fetchall()
    connection.close()
    counted = Counter(word for (name,) in names for word in set(re.findall(r"[a-z]{6,}", name.lower())))
    ranked = [word for word, _ in counted.most_common()]
    return ranked[0], ranked[-1]


def shown(title: str, figures: list[Figures]) -> Table:
    """The figures as a table."""
    told = Table(title=title)
    told.add_column("Page")
    for name in ("kB", "requests/s", "p50 ms", "p95 ms", "answers", "failures"):
        told.add_column(name, justify="right")
    for row in figures:
        told.add_row(
            row.path,
            f"{row.size / 1000:.0f}",
            f"{row.rate:.0f}",
            f"{row.percentile(0.5):.1f}",
            f"{row.percentile(0.95):.1f}",
            str(len(row.times)),
            str(row.failures),
        )
    return told


if __name__ == "__main__":
    sys.exit(main())
