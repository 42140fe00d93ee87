"""The picture of how a tool spread: where each mark stands, in the units of the drawing. Nothing is estimated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from registry.rules.spread import Point
from registry.rules.words import Precision

MARGIN_LEFT, MARGIN_RIGHT, TOP, BOTTOM = 34, 30, 26, 34


@dataclass(frozen=True)
class Mark:
    """A published count on the drawing."""

    x: float
    y: float
    left: float  # the time that its date can mean
    right: float
    label: str
    named: bool
    flipped: bool  # the label stands to the left


@dataclass(frozen=True)
class Gap:
    """A time in which no count was found."""

    left: float
    right: float
    first: int
    last: int


@dataclass(frozen=True)
class Drawing:
    """Everything the drawing needs, ready for a template."""

    width: int
    height: int
    rows: tuple[tuple[float, int], ...]  # horizontal lines with their numbers
    years: tuple[tuple[float, int], ...]
    whole: tuple[float, int] | None  # the number of forces
    marks: tuple[Mark, ...]
    joins: tuple[tuple[float, float, float, float], ...]
    gaps: tuple[Gap, ...]

    @property
    def floor(self) -> int:
        """Where the horizontal axis lies."""
        return self.height - BOTTOM


def spread_chart(points: Sequence[Point], whole: int, width: int, height: int) -> Drawing | None:
    """Published counts by date; nothing to draw without at least two of them.

    Two counts are joined only where no whole calendar year between them lacks one.
    """
    if len(points) < 2:
        return None
    first, last = points[0].happened_on.year, points[-1].happened_on.year + 1
    most = max(whole, *(point.number for point in points))
    step = 10 if most > 12 else 2
    top = most * 1.06

    def x(day: date) -> float:
        share = (day.year + (day.timetuple().tm_yday - 1) / 366 - first) / (last - first)
        return round(MARGIN_LEFT + share * (width - MARGIN_LEFT - MARGIN_RIGHT), 1)

    def y(number: float) -> float:
        return round(height - BOTTOM - number / top * (height - TOP - BOTTOM), 1)

    every = max(1, -(-(last - first) * 50 // (width - 60)))
    marks = tuple(_mark(point, x, y, width) for point in points)
    pairs = list(pairwise(points))
    return Drawing(
        width,
        height,
        tuple((y(number), number) for number in range(0, most + 1, step)),
        tuple((x(date(year, 1, 1)), year) for year in range(first, last + 1, every)),
        (y(whole), whole) if whole else None,
        marks,
        tuple(
            (a.x, a.y, b.x, b.y)
            for (one, two), (a, b) in zip(pairs, pairwise(marks), strict=True)
            if not _silent(one, two)
        ),
        tuple(
            Gap(x(one.happened_on), x(two.happened_on), one.happened_on.year + 1, two.happened_on.year - 1)
            for one, two in pairs
            if _silent(one, two)
        ),
    )


def _silent(one: Point, two: Point) -> bool:
    return two.happened_on.year - one.happened_on.year > 1


def _mark(point: Point, x: Callable[[date], float], y: Callable[[float], float], width: int) -> Mark:
    left, right = _meant(point)
    middle = (x(left) + x(right)) / 2
    label = f"{point.number}, named" if point.named else str(point.number)
    return Mark(round(middle, 1), y(point.number), x(left), x(right), label, point.named, middle > width * 0.6)


def _meant(point: Point) -> tuple[date, date]:
    day = point.happened_on
    if point.precision is Precision.YEAR:
        return date(day.year, 1, 1), date(day.year, 12, 31)
    if point.precision is Precision.MONTH:
        return day.replace(day=1), day.replace(day=28)
    return day, day
