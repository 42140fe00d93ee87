"""The forest plot: each site's effect with its interval, the summary and what the next force may expect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, floor, log, log10, sqrt
from statistics import NormalDist
from typing import Any

from registry.evidence.charts.numbers import Numbers, numbers_for
from registry.rules.pooling import Member, Sorted
from registry.rules.words import EffectKind

RATIOS = (
    0.01,
    0.02,
    0.05,
    0.1,
    0.2,
    0.25,
    0.33,
    0.5,
    0.67,
    0.8,
    1.0,
    1.25,
    1.5,
    2.0,
    3.0,
    4.0,
    5.0,
    10.0,
    20.0,
    50.0,
    100.0,
)
TOP, FOOT = 30, 30
LONGEST = 32  # characters of a site's name beside the picture; the table has all of it


@dataclass(frozen=True)
class Line:
    """One line of the picture and of its table: a site, all sites together, or the next force."""

    label: str
    middle: float
    low: float
    high: float
    figure: str  # the middle in words, as in the table
    span: str
    error: str = ""
    share: float = 0.0  # of the weight
    claim_id: int | None = None

    @property
    def short(self) -> str:
        """The label as it fits beside the picture."""
        return self.label if len(self.label) <= LONGEST else self.label[: LONGEST - 1].rstrip() + "…"


@dataclass(frozen=True)
class Mark:
    """A line placed on a drawing."""

    line: Line
    y: float
    x: float
    left: float
    right: float
    size: float  # half the side of a site's square


@dataclass(frozen=True)
class Drawing:
    """One drawing of the figures; the wide and the narrow one hold the same."""

    width: int
    height: int
    narrow: bool
    ticks: tuple[tuple[float, str], ...]
    none: float  # where the line of no difference stands
    marks: tuple[Mark, ...]
    together: Mark
    ahead: Mark | None

    @property
    def floor(self) -> float:
        """Where the axis lies."""
        return self.height - FOOT


@dataclass(frozen=True)
class Forest:
    """Everything that the picture and its table show, from one list."""

    numbers: Numbers
    lines: tuple[Line, ...]
    together: Line
    ahead: Line | None
    wide: Drawing
    narrow: Drawing


def forest(found: Sorted, summary: Mapping[str, Any], unit: str, names: Mapping[int, str]) -> Forest:
    """The picture of a summary by restricted likelihood; `names` gives a label to each claim."""
    ends = [value for member in found.members for value in _ends(member)]
    wide = [*ends, *(summary[key] for key in ("next_low", "next_high") if summary[key] is not None)]
    numbers = numbers_for(found.kind, unit, [_on_page(found.kind, value) for value in wide])
    lines = tuple(
        _site(member, weight, numbers, names) for member, weight in zip(found.members, summary["weights"], strict=True)
    )
    together = _line("", summary["estimate"], summary["low"], summary["high"], numbers)
    ahead = None
    if summary["next_low"] is not None:
        ahead = _line("", summary["estimate"], summary["next_low"], summary["next_high"], numbers)
    return Forest(
        numbers,
        lines,
        together,
        ahead,
        _drawn(lines, together, ahead, numbers, narrow=False),
        _drawn(lines, together, ahead, numbers, narrow=True),
    )


def _on_page(kind: EffectKind | None, value: float) -> float:
    return exp(min(value, 30.0)) if kind is not None and kind.is_ratio else value


def _ends(member: Member) -> tuple[float, float]:
    reach = NormalDist().inv_cdf(0.975) * member.error
    return member.value - reach, member.value + reach


def _site(member: Member, weight: float, numbers: Numbers, names: Mapping[int, str]) -> Line:
    low, high = _ends(member)
    claim_id = member.result.claim_id
    return Line(
        names.get(claim_id, member.result.site),
        member.value,
        low,
        high,
        numbers.figure(member.value),
        numbers.span(low, high),
        numbers.spread(member.error),
        weight,
        claim_id,
    )


def _line(label: str, middle: float, low: float, high: float, numbers: Numbers) -> Line:
    return Line(label, middle, low, high, numbers.figure(middle), numbers.span(low, high))


def _drawn(lines: Sequence[Line], together: Line, ahead: Line | None, numbers: Numbers, narrow: bool) -> Drawing:
    """Labels stand beside the picture where it is wide, and above each line where it is narrow."""
    width, left, right, step = (340, 12, 328, 46) if narrow else (700, 230, 505, 30)
    every = [*lines, together, *([ahead] if ahead else [])]
    low, high = min(0.0, *(line.low for line in every)), max(0.0, *(line.high for line in every))
    room = (high - low) * 0.04 or 1.0
    low, high = low - room, high + room

    def x(value: float) -> float:
        return round(left + (value - low) / (high - low) * (right - left), 1)

    marks = [
        Mark(
            line,
            TOP + step * (number + 1) - (8 if narrow else 15),
            x(line.middle),
            x(line.low),
            x(line.high),
            round(3 + 9 * sqrt(line.share), 1),
        )
        for number, line in enumerate(every)
    ]
    height = TOP + step * len(every) + 8 + FOOT
    ticks = tuple((x(value), text) for value, text in _ticks(low, high, numbers, 4 if narrow else 6))
    after = marks[len(lines) :]
    return Drawing(
        width, height, narrow, ticks, x(0.0), tuple(marks[: len(lines)]), after[0], after[1] if ahead else None
    )


def _ticks(low: float, high: float, numbers: Numbers, most: int) -> list[tuple[float, str]]:
    """Round figures along the axis; for ratios as ratios."""
    if numbers.is_ratio:
        known = [ratio for ratio in RATIOS if low <= log(ratio) <= high]
        every = -(-len(known) // most) or 1
        start = known.index(1.0) % every if 1.0 in known else 0
        return [(log(ratio), f"{ratio:g}") for ratio in known[start::every]]
    step = _round_step((high - low) / most)
    first = -floor(-low / step)
    digits = max(0, -floor(log10(step)))
    return [
        (number * step, numbers.__class__(numbers.kind, numbers.unit, digits).figure(number * step))
        for number in range(first, floor(high / step) + 1)
    ]


def _round_step(wanted: float) -> float:
    scale = 10.0 ** floor(log10(wanted))
    return next((size * scale for size in (1, 2, 2.5, 5) if size * scale >= wanted), 10 * scale)
