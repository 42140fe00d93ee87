"""The goals of search beside what was measured: one table at the end of a run."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.benchmarks.load import Figures

SMALL, LARGE = 20_000, 100_000  # tools that goals are set for
FTS5, TANTIVY = "SQLite FTS5", "tantivy"


@dataclass(frozen=True)
class Measured:
    """One size: searches in one process, a new build, our pages, Datasette's pages, memory of our workers."""

    search: dict[str, Any]
    build: dict[str, float]
    pages: list[Figures]
    tables: list[Figures]
    memory: list[float]  # megabytes

    def p95(self, engine: str, kind: str = "p95") -> float:
        """Milliseconds of the engine whose name begins so."""
        found = next(row for name, row in self.search["engines"].items() if name.startswith(engine))
        return float(found[kind])

    @property
    def ours(self) -> tuple[float, float]:
        """With four filters, and with all."""
        four, everything = sorted(name for name in self.search["engines"] if name.startswith("ours"))[::-1]
        return self.p95(four), self.p95(everything)

    def rate(self, path: str) -> float:
        """Answers a second of our page whose address begins so."""
        return next(row.rate for row in self.pages if row.path.startswith(path))


@dataclass(frozen=True)
class Goal:
    """What was wanted, at most or at least, and what there is."""

    name: str
    wanted: float
    found: float
    least: bool = False

    @property
    def reached(self) -> bool:
        """Whether it is."""
        return self.found >= self.wanted if self.least else self.found <= self.wanted


def report(console: Console, found: dict[int, Measured]) -> None:
    """Print the table."""
    table = Table("Goal", title="The goals of search")
    for name in ("wanted", "measured", "reached"):
        table.add_column(name, justify="right")
    for goal in goals(found):
        sign = "≥" if goal.least else "≤"
        table.add_row(goal.name, f"{sign} {goal.wanted:g}", f"{goal.found:.2f}", "yes" if goal.reached else "no")
    console.print(table)


def goals(found: dict[int, Measured]) -> Iterator[Goal]:
    """Each goal for each size for which it is set."""
    for size, one in found.items():
        four, everything = one.ours
        at = f"at {size:,}"
        yield Goal(
            f"G1 p95 beside FTS5's, all filters, {at}", 0.05 if size >= LARGE else 0.1, everything / one.p95(FTS5)
        )
        yield Goal(f"G2 p95 beside tantivy's, four filters, {at}", 1, four / one.p95(TANTIVY))
        yield Goal(f"G2 p95 beside tantivy's, all filters, {at}", 2, everything / one.p95(TANTIVY))
        first = one.p95("ours", "first") / one.p95(TANTIVY, "first")
        yield Goal(f"G3 first touch of a word beside tantivy's, {at}", 6, first)
        alike = (one.search["same"] + one.search["library"]) / (one.search["queries"] + one.search["checks"])
        yield Goal(f"G5 same tools and counts, % of queries, {at}", 100, 100 * alike, least=True)
    yield from _growth(found)
    if SMALL in found:
        yield from _small(found[SMALL])


def _growth(found: dict[int, Measured]) -> Iterator[Goal]:
    if SMALL in found and LARGE in found:
        pairs = zip(found[LARGE].ours, found[SMALL].ours, strict=True)
        few, everything = (large / small for large, small in pairs)
        yield Goal("G4 p95 at 100,000 beside 20,000, four filters", 3, few)
        yield Goal("G4 p95 at 100,000 beside 20,000, all filters", 5, everything)


def _small(one: Measured) -> Iterator[Goal]:
    yield Goal("G6 a new build, seconds", 60, one.build["seconds"])
    yield Goal(
        "G6 searches answered meanwhile, %", 100, 100 * one.build["found"] / max(one.build["asked"], 1), least=True
    )
    listed, searched, _few = one.tables
    yield Goal("G7 list, requests/s beside Datasette's", 20, one.rate("/search") / listed.rate, least=True)
    yield Goal("G7 search of a common word, requests/s beside", 100, one.rate("/search?q=") / searched.rate, least=True)
    yield Goal("G8 memory of a web worker of its own, MB", 160, max(one.memory))
    yield Goal("G8 of which search, MB", 60, one.search["memory"])
