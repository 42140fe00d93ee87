"""The picture of what ends when: a bar for each, in the units of the drawing. Nothing is estimated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from registry.funding.queries.ending import Cliff

ROW, TOP, BOTTOM, EDGE = 40, 20, 26, 2
BEFORE = timedelta(days=60)  # drawn of the time before today
MOST = 20


@dataclass(frozen=True)
class Bar:
    """Something that ends: its bar, and where its words stand."""

    y: float
    left: float
    width: float
    what: str
    label: str
    open: bool  # it began before the drawing does, or nobody said when


@dataclass(frozen=True)
class Bars:
    """Everything the drawing needs, ready for a template."""

    width: int
    height: int
    today: float
    marks: tuple[tuple[float, date], ...]  # the first of some months
    bars: tuple[Bar, ...]

    @property
    def floor(self) -> int:
        """Where the axis lies."""
        return self.height - BOTTOM


def cliff_bars(found: Sequence[Cliff], today: date, until: date, width: int) -> Bars | None:
    """The soonest to end, at most 20; nothing to draw without any."""
    shown = found[:MOST]
    if not shown:
        return None
    first = today - BEFORE
    letters = width // 8

    def x(day: date) -> float:
        share = (max(day, first) - first).days / max(1, (until - first).days)
        return round(EDGE + min(share, 1.0) * (width - 2 * EDGE), 1)

    bars = []
    for place, one in enumerate(shown):
        left = x(one.starts_on or first)
        words = f"{one.tool_name}, {one.organisation_name}"
        label = words if len(words) <= letters else f"{words[: letters - 1].rstrip()}…"
        hidden = one.starts_on is None or one.starts_on < first
        bars.append(Bar(TOP + place * ROW + 14, left, round(max(x(one.ends_on) - left, 2), 1), one.what, label, hidden))
    height = TOP + len(shown) * ROW + BOTTOM
    return Bars(width, height, x(today), _marks(first, until, x, width), tuple(bars))


def _marks(first: date, until: date, x: Callable[[date], float], width: int) -> tuple[tuple[float, date], ...]:
    months = (until.year - first.year) * 12 + until.month - first.month
    every = max(1, -(-months * 62 // width))
    found, year, month = [], first.year, first.month
    for step in range(1, months + 1):
        number = month - 1 + step
        day = date(year + number // 12, number % 12 + 1, 1)
        if step % every == 0 and first + timedelta(days=20) < day < until - timedelta(days=20):
            found.append((x(day), day))
    return tuple(found)
