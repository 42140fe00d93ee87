"""`make bench`: requests per second, p95 and memory, on the published data and on invented records at scale.

The load generator shares the machine with the server, so trust ratios within one run more than single figures.
"""

import argparse
import os
import platform
import sqlite3
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks import difference, files, judged, prechecks, search, similar, starting, tracker
from tests.benchmarks.copies import command, running, unique_memory, web_workers
from tests.benchmarks.load import Figures, measure


def main() -> int:
    """Measure both sizes and print a table for each."""
    options = read_options()
    console = Console(width=120)
    console.print(f"{platform.platform()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    starting.report(console)
    difference.report(console)
    prechecks.report(console)
    files.report(console)
    judged.report(console)
    with tempfile.TemporaryDirectory() as folder:
        published = Path(folder, "published")
        published.mkdir()
        report(console, "The published records", published, options)
        if options.tools:
            invented = Path(folder, "invented")
            invented.mkdir()
            fill(invented, options)
            similar.report(console, invented)
            search.report(console, invented)
            report(console, f"{options.tools:,} invented tools", invented, options)
            tracker.report(console, Path(folder))
    return 0


def read_options() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--tools", type=int, default=20_000, help="invented tools for the second part; 0 leaves it out")
    parser.add_argument("--adoptions", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=5.0, help="how long each page is asked for")
    parser.add_argument("--connections", type=int, default=8)
    return parser.parse_args()


def fill(folder: Path, options: argparse.Namespace) -> None:
    """Reference data and invented records at scale."""
    command(folder, "db", "upgrade")
    command(folder, "seed", "reference")
    numbers = ("--tools", str(options.tools), "--adoptions", str(options.adoptions), "--seed", "1")
    command(folder, "seed", "synthetic", *numbers)


def report(console: Console, title: str, folder: Path, options: argparse.Namespace) -> None:
    """Start the copy, measure each page, print a table."""
    with running(folder) as (port, pid):
        figures = [measure(port, path, options.connections, options.seconds) for path in pages(folder)]
        memory = [unique_memory(worker) for worker in web_workers(pid)]
    console.print(table(title, figures))
    console.print("Unique memory per web worker after the run: " + ", ".join(f"{size:.0f} MB" for size in memory))


def pages(folder: Path) -> list[str]:
    """The pages that matter, with the busiest tool and force of this copy."""
    connection = sqlite3.connect(folder / "registry.sqlite3")
    busiest = "SELECT {0}.slug FROM adoption JOIN {0} ON {0}.id = {0}_id GROUP BY {0}.id ORDER BY count(*) DESC LIMIT 1"
    tool = connection.execute(busiest.format("tool")).fetchone()[0]
    force = connection.execute(busiest.format("organisation")).fetchone()[0]
    category = connection.execute("SELECT category FROM tool GROUP BY 1 ORDER BY count(*) DESC LIMIT 1").fetchone()[0]
    word = connection.execute("SELECT name FROM tool ORDER BY id LIMIT 1").fetchone()[0].split()[0]
    pooled = connection.execute("SELECT slug FROM tool WHERE slug = 'callback-diary-example'").fetchone()
    connection.close()
    return [
        *([f"/tools/{pooled[0]}/results/101-average-wait"] if pooled else []),
        "/",
        f"/search?q={word}",
        f"/search?q=&category={category}",
        f"/tools/{tool}",
        f"/organisations/{force}",
        "/matrix",
    ]


def table(title: str, figures: list[Figures]) -> Table:
    """The figures as a table."""
    shown = Table(title=title)
    shown.add_column("Page")
    for name in ("kB", "requests/s", "p50 ms", "p95 ms", "answers", "failures"):
        shown.add_column(name, justify="right")
    for row in figures:
        shown.add_row(
            row.path,
            f"{row.size / 1000:.0f}",
            f"{row.rate:.0f}",
            f"{row.percentile(0.5):.1f}",
            f"{row.percentile(0.95):.1f}",
            str(len(row.times)),
            str(row.failures),
        )
    return shown


if __name__ == "__main__":
    sys.exit(main())
