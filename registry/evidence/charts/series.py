"""A measure over time: each period's value, when the tool went live, and where the series was heading before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import floor, log10
from typing import Any

from registry.evidence.charts.numbers import MINUS, plain, signed
from registry.rules.periods import Every, named

LEFT, RIGHT, TOP, FOOT = 52, 14, 26, 34


@dataclass(frozen=True)
class Line:
    """One period of the picture and of its table. `heading` is where it would have been had nothing changed."""

    period: str
    value: float | None
    figure: str  # nothing for a gap
    is_after: bool
    heading: float | None = None
    low: float | None = None
    high: float | None = None
    expected: str = ""
    span: str = ""


@dataclass(frozen=True)
class Dot:
    """A value on the drawing."""

    x: float
    y: float
    line: Line


@dataclass(frozen=True)
class Drawing:
    """One drawing of a series; the wide and the narrow one hold the same."""

    width: int
    height: int
    rows: tuple[tuple[float, str], ...]
    columns: tuple[tuple[float, str], ...]
    dots: tuple[Dot, ...]
    joins: tuple[str, ...]  # paths through neighbouring values; none across a gap
    gaps: tuple[tuple[float, float], ...]  # left and width of periods without a value
    live: float | None
    heading: str  # a path, or nothing
    band: str

    @property
    def floor(self) -> int:
        """Where the axis lies."""
        return self.height - FOOT


@dataclass(frozen=True)
class Picture:
    """Both drawings and the table from one list."""

    lines: tuple[Line, ...]
    wide: Drawing
    narrow: Drawing
    changes: tuple[tuple[str, str, str], ...]  # of level, of slope, the slope before: code, figure and interval

    def change(self, code: str) -> tuple[str, str, str] | None:
        """One of them, where it was worked out."""
        return next((row for row in self.changes if row[0] == code), None)


def picture(
    periods: Sequence[tuple[date, float | None]], every: Every, before: int, found: dict[str, Any] | None
) -> Picture:
    """The picture of a series; without what was worked out it is the values alone."""
    values = [value for _, value in periods if value is not None]
    digits = _digits(values)
    lines = tuple(
        _line(number, day, value, every, before, found, digits) for number, (day, value) in enumerate(periods)
    )
    changes = _changes(found) if found else ()
    return Picture(lines, _drawn(lines, before, 700, 340), _drawn(lines, before, 340, 300), changes)


def _line(
    number: int, day: date, value: float | None, every: Every, before: int, found: dict[str, Any] | None, digits: int
) -> Line:
    figure = "" if value is None else _exact(value)
    if found is None or number < before:
        return Line(named(day, every), value, figure, number >= before)
    place = number - before
    heading, low, high = (
        found[name][place] for name in ("counterfactual", "counterfactual_low", "counterfactual_high")
    )
    expected, span = plain(heading, digits), f"{plain(low, digits)} to {plain(high, digits)}"
    return Line(named(day, every), value, figure, True, heading, low, high, expected, span)


def _changes(found: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
    rows = []
    for code in ("level_change", "slope_change", "trend"):
        change = found[code]
        if change is not None:
            fine = (1 if abs(change["value"]) >= 100 else 2) + (code != "level_change")
            span = f"{signed(change['low'], fine)} to {signed(change['high'], fine)}"
            rows.append((code, signed(change["value"], fine), span))
    return tuple(rows)


def _drawn(lines: Sequence[Line], before: int, width: int, height: int) -> Drawing:
    ends = [end for line in lines for end in (line.value, line.low, line.high) if end is not None]
    low, high = min(ends, default=0.0), max(ends, default=1.0)
    step = _round_step(((high - low) or abs(high) or 1.0) / 4)
    low, high = floor(low / step) * step, -floor(-high / step) * step
    room = (width - LEFT - RIGHT) / max(1, len(lines))

    def x(number: float) -> float:
        return round(LEFT + (number + 0.5) * room, 1)

    def y(value: float) -> float:
        return round(height - FOOT - (value - low) / ((high - low) or 1.0) * (height - TOP - FOOT), 1)

    marks = round((high - low) / step)
    digits = max(0, -floor(log10(step)))
    every = max(1, -(-len(lines) * 62 // (width - LEFT - RIGHT)))
    after = [(x(number), line) for number, line in enumerate(lines) if line.heading is not None]
    return Drawing(
        width,
        height,
        tuple((y(low + step * mark), plain(low + step * mark, digits)) for mark in range(marks + 1)),
        tuple((x(number), line.period) for number, line in enumerate(lines) if number % every == 0),
        tuple(Dot(x(number), y(line.value), line) for number, line in enumerate(lines) if line.value is not None),
        tuple(_paths([(x(n), y(line.value)) if line.value is not None else None for n, line in enumerate(lines)])),
        tuple((round(x(n) - room / 2, 1), round(room, 1)) for n, line in enumerate(lines) if line.value is None),
        round(LEFT + before * room, 1) if 0 < before < len(lines) else None,
        "M" + " L".join(f"{at} {y(line.heading or 0)}" for at, line in after) if after else "",
        _band([(at, y(line.low or 0), y(line.high or 0)) for at, line in after]),
    )


def _paths(points: Sequence[tuple[float, float] | None]) -> list[str]:
    """Lines through neighbours, broken wherever a value is missing."""
    paths: list[str] = []
    run: list[tuple[float, float]] = []
    for point in [*points, None]:
        if point is not None:
            run.append(point)
            continue
        if len(run) > 1:
            paths.append("M" + " L".join(f"{one} {two}" for one, two in run))
        run = []
    return paths


def _band(points: Sequence[tuple[float, float, float]]) -> str:
    if not points:
        return ""
    there = [f"{at} {high}" for at, _, high in points]
    back = [f"{at} {low}" for at, low, _ in reversed(points)]
    return "M" + " L".join([*there, *back]) + " Z"


def _round_step(wanted: float) -> float:
    scale: float = 10.0 ** floor(log10(wanted))
    return next((size * scale for size in (1, 2, 2.5, 5) if size * scale >= wanted), 10 * scale)


def _digits(values: Sequence[float]) -> int:
    most = max((abs(value) for value in values), default=0.0)
    return 2 if most < 100 else 1 if most < 1000 else 0


def _exact(value: float) -> str:
    """A value as it was entered."""
    text = f"{int(value):,}" if float(value).is_integer() else f"{value:,.10g}"
    return text.replace("-", MINUS)
