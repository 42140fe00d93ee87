"""The picture of how many had not adopted yet, month by month, and the picture of where the count may go."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

LEFT, RIGHT, TOP, BOTTOM = 40, 24, 18, 56


@dataclass(frozen=True)
class Stairs:
    """A curve that falls in steps, its interval, and how many were watched, ready for a template."""

    width: int
    height: int
    line: str
    band: str
    rows: tuple[tuple[float, int], ...]  # horizontal lines, each with its per cent
    months: tuple[tuple[float, int, int], ...]  # places below, each with its month and how many were still watched
    end: float  # where the watching ends

    @property
    def floor(self) -> int:
        """Where the horizontal axis lies."""
        return self.height - BOTTOM


@dataclass(frozen=True)
class Fan:
    """Counts that were, and ranges of those that may come."""

    width: int
    height: int
    rows: tuple[tuple[float, int], ...]
    whole: tuple[float, int]
    years: tuple[tuple[float, int], ...]
    marks: tuple[tuple[float, float, int], ...]
    ranges: tuple[tuple[float, float, float, float, str], ...]  # place, low, middle, high, and what is said of it

    @property
    def floor(self) -> int:
        """Where the horizontal axis lies."""
        return self.height - BOTTOM + 22


def stairs(steps: Sequence[Mapping[str, Any]], longest: float, width: int, height: int) -> Stairs:
    """The share still waiting, from 100% at the start to where the watching ends."""
    months = max(1, ceil(longest))

    def x(month: float) -> float:
        return round(LEFT + month / months * (width - LEFT - RIGHT), 1)

    def y(share: float) -> float:
        return round(TOP + (1 - share) * (height - TOP - BOTTOM), 1)

    every = max(1, ceil(months / (6 if width > 500 else 4)))
    places = range(0, months + 1, every)
    return Stairs(
        width,
        height,
        _steps([(x(step["time"]), y(step["waiting"])) for step in steps], x(0), y(1), x(longest)),
        _band(steps, x, y, x(longest)),
        tuple((y(share / 100), share) for share in (0, 25, 50, 75, 100)),
        tuple((x(month), month, _watched(steps, month)) for month in places),
        x(longest),
    )


def fan(
    counts: Sequence[tuple[float, int]], ranges: Sequence[Mapping[str, Any]], whole: int, width: int, height: int
) -> Fan:
    """Counts and ranges over time in years."""
    first, last = int(counts[0][0]), ceil(float(ranges[-1]["time"]))

    def x(time: float) -> float:
        return round(LEFT + (time - first) / max(1, last - first) * (width - LEFT - RIGHT - 20), 1)

    def y(number: float) -> float:
        return round(height - BOTTOM + 22 - number / (whole * 1.06) * (height - TOP - BOTTOM + 22), 1)

    step = 10 if whole > 12 else 2
    every = max(1, ceil((last - first) * 50 / (width - 60)))
    return Fan(
        width,
        height,
        tuple((y(number), number) for number in range(0, whole + 1, step)),
        (y(whole), whole),
        tuple((x(year), year) for year in range(first, last + 1, every)),
        tuple((x(time), y(number), number) for time, number in counts),
        tuple(
            (x(one["time"]), y(one["low"]), y(one["middle"]), y(one["high"]), _said(one["low"], one["high"]))
            for one in ranges
        ),
    )


def _said(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"


def _steps(places: Sequence[tuple[float, float]], start: float, top: float, end: float) -> str:
    path = [f"M{start} {top}", *(f"H{x}V{y}" for x, y in places), f"H{end}"]
    return "".join(path)


def _band(
    steps: Sequence[Mapping[str, Any]], x: Callable[[float], float], y: Callable[[float], float], end: float
) -> str:
    """Along the upper ends and back along the lower ones."""
    upper = [f"H{x(step['time'])}V{y(step['high'])}" for step in steps]
    starts = [x(step["time"]) for step in steps]
    lower = [f"V{y(step['low'])}H{start}" for step, start in zip(reversed(steps), reversed(starts), strict=True)]
    return "".join([f"M{x(0)} {y(1)}", *upper, f"H{end}", *lower, f"V{y(1)}Z"])


def _watched(steps: Sequence[Mapping[str, Any]], month: float) -> int:
    """How many had neither got there nor been lost from view before a month: as the next step counts them."""
    return next((int(step["at_risk"]) for step in steps if step["time"] >= month), 0)
