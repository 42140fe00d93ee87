"""How a tool spreads through a known number of forces: Bass's model and the logistic, fitted and drawn ahead as ranges.

Each of m forces that have not adopted does so at the rate p + q n / m a year, where n have: p is the pull from outside,
q that of those who have it (Bass, 1969); the logistic has p = 0. The count is a pure birth process, so the chance of
going from one count to another in a span of time follows exactly from its forward equation, which is solved here for a
whole grid of p and q at once. Intervals of p and q are by profile likelihood (a fall of chi2(1) / 2). A forecast weighs
every pair of the grid by its likelihood, flat in log p and log q: it carries what is not known of p and q, and is a
range of counts for a day, never a day.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from math import ceil, isfinite

import numpy as np
from numpy.typing import NDArray

from registry.analysis.refusals import Refused

FEWEST = 6  # adoptions below which nothing is fitted
POINTS = 3  # counts on different days that a fit needs
FROM_OUTSIDE = np.geomspace(0.0005, 0.5, 25)  # a year
FROM_OTHERS = np.geomspace(0.02, 3.0, 31)
FROM_OTHERS_ALONE = np.geomspace(0.02, 3.0, 301)
STRIDE = 0.8  # of the forward equation: its span times the fastest rate, below 1 so that no chance turns negative
TOLD = 0.8  # the share of the forecast's range

Numbers = NDArray[np.float64]


class Model(StrEnum):
    """What is assumed of the pull."""

    BASS = "bass"
    LOGISTIC = "logistic"


@dataclass(frozen=True)
class Counted:
    """How many had adopted by a time, in years from any start."""

    time: float
    number: int


@dataclass(frozen=True)
class Rate:
    """A rate a year with its interval; an end is none where the data do not bound it."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Range:
    """How many will have adopted by a time: the middle and the ends of the range."""

    time: float
    low: int
    middle: int
    high: int


@dataclass(frozen=True)
class BackTest:
    """Points that were held back, each with the range that the points before it foretold."""

    held_back: tuple[tuple[Counted, Range], ...]

    @property
    def error(self) -> float:
        """The mean distance between the middle and what came, in forces."""
        return sum(abs(foretold.middle - came.number) for came, foretold in self.held_back) / len(self.held_back)

    @property
    def within(self) -> int:
        """How many of them came within their range."""
        return sum(foretold.low <= came.number <= foretold.high for came, foretold in self.held_back)


@dataclass(frozen=True)
class Spread:
    """A fitted model; `chances` weigh each pair of the grid."""

    model: Model
    whole: int
    points: tuple[Counted, ...]
    level: float
    outside: Rate | None  # none for the logistic, which has no pull from outside
    others: Rate
    chances: Numbers

    def forecast(self, times: Sequence[float], share: float = TOLD) -> tuple[Range, ...]:
        """The range of counts at times after the last point, in order. `share` of the chance lies within each."""
        grid = _Grid(self.model, self.whole)
        last = self.points[-1]
        state = grid.certain(last.number)
        ahead: list[Range] = []
        before = last.time
        for time in times:
            if time < before:
                raise Refused("order", "A forecast looks ahead, at times in order.")
            state, before = grid.after(state, time - before), time
            ahead.append(_range(time, np.einsum("nij,ij->n", state, self.chances), share))
        return tuple(ahead)


def fit(points: Sequence[Counted], whole: int, model: Model = Model.BASS, level: float = 0.95) -> Spread:
    """Fit a model to counts of `whole` forces at different times.

    Raises Refused, naming why: fewer than 6 adoptions or 3 points, counts that fall or do not fit, or parameters that
    the data do not bound from above and below.
    """
    _refuse_unfit(points, whole)
    grid = _Grid(model, whole)
    likelihood = _likelihood(grid, points)
    best = likelihood.max()
    outside = _profile(grid.outside, likelihood.max(axis=1), level) if model is Model.BASS else None
    others = _profile(grid.others, likelihood.max(axis=0), level)
    _refuse_loose(outside, others)
    chances = np.exp(likelihood - best)
    return Spread(model, whole, tuple(points), level, outside, others, chances / chances.sum())


def back_test(points: Sequence[Counted], whole: int, model: Model = Model.BASS, held: int = 3) -> BackTest:
    """Foretell each of the last points from those before it. Raises Refused where none of them can be."""
    tested = []
    for at in range(max(POINTS, len(points) - held), len(points)):
        try:
            foretold = fit(points[:at], whole, model).forecast([points[at].time])[0]
        except Refused:
            continue
        tested.append((points[at], foretold))
    if not tested:
        raise Refused("too-few", "There are too few points to hold any back and test the forecast on them.")
    return BackTest(tuple(tested))


class _Grid:
    """Every pair of rates, and how chances of each count move under them. Shapes: counts x outside x others."""

    def __init__(self, model: Model, whole: int) -> None:
        self.whole = whole
        bass = model is Model.BASS
        self.outside: Numbers = FROM_OUTSIDE if bass else np.zeros(1)
        self.others: Numbers = FROM_OTHERS if bass else FROM_OTHERS_ALONE

    @cached_property
    def rates(self) -> Numbers:
        """Adoptions a year from each count on."""
        count = np.arange(self.whole + 1, dtype=float)[:, None, None]
        pull = self.outside[None, :, None] + self.others[None, None, :] * count / self.whole
        return np.asarray((self.whole - count) * pull)

    def certain(self, number: int) -> Numbers:
        """All chance on one count."""
        state = np.zeros((self.whole + 1, self.outside.size, self.others.size))
        state[number] = 1
        return state

    def after(self, state: Numbers, span: float) -> Numbers:
        """The chances a span of years later, in steps that are each exact to second order."""
        steps = max(1, ceil(span * self.rates.max() / STRIDE))
        rates = self.rates * (span / steps)
        for _ in range(steps):
            first = _moved(state, rates)
            state = state + first + _moved(first, rates) / 2
        return state


def _moved(state: Numbers, rates: Numbers) -> Numbers:
    """What one step of first order changes: each count loses to the next."""
    leaving = state * rates
    change = -leaving
    change[1:] += leaving[:-1]
    return change


def _likelihood(grid: _Grid, points: Sequence[Counted]) -> Numbers:
    """The log likelihood of each pair: of each count, given the one before it."""
    total = np.zeros((grid.outside.size, grid.others.size))
    for earlier, later in itertools.pairwise(points):
        chance = grid.after(grid.certain(earlier.number), later.time - earlier.time)[later.number]
        total += np.log(np.maximum(chance, 1e-300))
    return total


def _profile(values: Numbers, likelihood: Numbers, level: float) -> Rate:
    from scipy.stats import chi2

    kept = np.flatnonzero(likelihood >= likelihood.max() - chi2.ppf(level, 1) / 2)
    low, high = int(kept[0]), int(kept[-1])
    return Rate(
        float(values[int(likelihood.argmax())]),
        None if low == 0 else float(values[low]),
        None if high == len(values) - 1 else float(values[high]),
    )


def _range(time: float, chances: Numbers, share: float) -> Range:
    """The middle of all chance, and the counts with an even tail on each side; an end belongs half to its tail."""
    upto = np.cumsum(chances)
    tail = (1 - share) / 2
    low = int(np.searchsorted(upto - chances / 2, tail))
    high = int(np.searchsorted(upto - chances / 2, 1 - tail, side="right")) - 1
    middle = int(np.searchsorted(upto, 0.5))
    return Range(time, min(low, middle), middle, max(high, middle))


def _refuse_unfit(points: Sequence[Counted], whole: int) -> None:
    if not all(isfinite(point.time) and 0 <= point.number <= whole for point in points):
        raise Refused("impossible", "Each count must lie between nought and the number of forces, at a known time.")
    if any(later.time <= earlier.time for earlier, later in itertools.pairwise(points)):
        raise Refused("order", "Counts must be in order, one for each time.")
    if any(later.number < earlier.number for earlier, later in itertools.pairwise(points)):
        raise Refused("falling", "The count fell, which neither model allows: look at who stopped and why instead.")
    events = points[-1].number - points[0].number if points else 0
    if events < FEWEST or len(points) < POINTS:
        raise Refused(
            "too-few",
            f"There are {events} adoptions between {len(points)} dated counts. A curve needs at least {FEWEST} between "
            f"at least {POINTS}.",
        )


def _refuse_loose(outside: Rate | None, others: Rate) -> None:
    if outside is not None and outside.low is None and others.low is None:
        raise Refused(
            "not-identifiable",
            "These counts do not tell the pull from outside from that of the forces that have it: either alone explains them.",
        )
    for words, rate in (("the pull from outside", outside), ("the pull of the forces that have it", others)):
        if rate is not None and rate.high is None:
            raise Refused(
                "not-identifiable", f"These counts do not bound {words} from above: there are too few of them."
            )
