"""The pictures of barriers: a bar for each with the part that was got past, and for each its years beside one another."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from registry.replication.queries.barriers.report import Report

EDGE, ROW, THICK, LETTER = 2, 36, 14, 8  # letter: how wide one of the number behind a bar is at most
PANEL, HIGH, GAP = 92, 40, 14
FIRST = 20  # bars that are drawn; the table holds all


class Counted(Protocol):
    """What a bar is drawn for."""

    @property
    def label(self) -> str:
        """Its name."""

    @property
    def total(self) -> int:
        """How often it was named."""

    @property
    def passed(self) -> int:
        """How many of these were got past."""


@dataclass(frozen=True)
class Bar:
    """A bar: what was got past, and the rest behind it."""

    y: float
    label: str
    passed: float
    rest: float
    said: str

    @property
    def end(self) -> float:
        """Where the whole bar ends."""
        return EDGE + self.passed + self.rest


@dataclass(frozen=True)
class Bars:
    """Everything that a drawing of bars needs."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    left: int = EDGE
    thick: int = THICK


@dataclass(frozen=True)
class Panel:
    """One barrier over the years: its columns stand on a line of their own."""

    x: float
    floor: float
    width: float
    label: str
    columns: tuple[tuple[float, float, float, float, int], ...]  # left, top, width, height, number


@dataclass(frozen=True)
class Multiples:
    """Everything that the drawing of small pictures needs; all have the same scale."""

    width: int
    height: int
    panels: tuple[Panel, ...]
    first: int
    last: int
    most: int


def bars(rows: Sequence[Counted], width: int) -> Bars | None:
    """A bar for each of the first 20 rows that were named at all, the longest over the whole width; none without any."""
    shown = sorted((row for row in rows if row.total), key=lambda row: -row.total)[:FIRST]
    if not shown:
        return None
    said = [f"{row.passed} of {row.total}" for row in shown]
    unit = (width - 2 * EDGE - LETTER * (max(map(len, said)) + 1)) / shown[0].total
    found = [
        Bar(
            place * ROW + 16,
            row.label or "not stated",
            round(row.passed * unit, 1),
            round((row.total - row.passed) * unit, 1),
            said[place],
        )
        for place, row in enumerate(shown)
    ]
    return Bars(width, len(shown) * ROW + 4, tuple(found))


def over_time(report: Report, width: int, across: int) -> Multiples | None:
    """A small picture for each barrier that was named, all to one scale; none where fewer than two years are known."""
    years = report.years
    shown = [row for row in report.barriers if any(row.by_year.get(year) for year in years)]
    if len(years) < 2 or not shown:
        return None
    most = max(row.by_year.get(year, 0) for row in shown for year in years)
    wide = (width - GAP * (across - 1)) / across
    step = wide / len(years)
    panels = []
    for place, row in enumerate(sorted(shown, key=lambda row: -row.total)):
        x, floor = place % across * (wide + GAP), place // across * PANEL + 24 + HIGH
        columns = []
        for number, year in enumerate(years):
            named = row.by_year.get(year, 0)
            high = round(named / most * HIGH, 1)
            columns.append((round(x + number * step + 1, 1), round(floor - high, 1), round(step - 2, 1), high, named))
        panels.append(Panel(round(x, 1), floor, round(wide, 1), row.label, tuple(columns)))
    height = -(-len(shown) // across) * PANEL
    return Multiples(width, height, tuple(panels), years[0], years[-1], most)
