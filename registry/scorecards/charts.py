"""The picture of how a score rose and fell: a step for each change, in the units of the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from registry.rules.scorecard import LEVELS
from registry.scorecards.queries.history import Change

LEFT, RIGHT, TOP, BOTTOM = 96, 24, 16, 30


@dataclass(frozen=True)
class Step:
    """A change on the drawing."""

    x: float
    y: float
    level: str


@dataclass(frozen=True)
class Drawing:
    """Everything the drawing needs, ready for a template."""

    width: int
    height: int
    rows: tuple[tuple[float, str], ...]  # a line for each level, with its name
    ends: tuple[tuple[float, date], tuple[float, date]]
    path: str
    steps: tuple[Step, ...]


def level_chart(changes: Sequence[Change], until: date, width: int = 700, height: int = 190) -> Drawing | None:
    """The level over time up to a day; nothing to draw without a change before it."""
    if not changes or changes[0].day >= until:
        return None
    first, span = changes[0].day, (until - changes[0].day).days
    usable = width - LEFT - RIGHT

    def x(day: date) -> float:
        return round(LEFT + usable * (day - first).days / span, 1)

    def y(height_of: int) -> float:
        return round(height - BOTTOM - (height - TOP - BOTTOM) * height_of / (len(LEVELS) - 1), 1)

    parts = [f"M{x(first)} {y(changes[0].height)}"]
    parts += [f"H{x(change.day)} V{y(change.height)}" for change in changes[1:]]
    parts.append(f"H{x(until)}")
    return Drawing(
        width,
        height,
        tuple((y(place), name) for place, name in enumerate(LEVELS)),
        ((x(first), first), (x(until), until)),
        " ".join(parts),
        tuple(Step(x(change.day), y(change.height), change.card.level) for change in changes),
    )
