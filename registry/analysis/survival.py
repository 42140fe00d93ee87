"""How long something takes when not everybody has got there yet: time in a stage, time until adoption.

A case is watched for `times[i]` and then either it happened (`happened[i]`) or it is censored: not yet, as far as is
known. Kaplan and Meier (1958) for the share still waiting, S(t) = product over events up to t of (1 - d / n);
Greenwood (1926) for its standard error, S(t) sqrt(sum d / (n (n - d))); intervals on the scale log(-log S), which
keeps them between 0 and 1 (Kalbfleisch and Prentice, 1980); medians and their intervals by Brookmeyer and Crowley (1982).
Where a case can end in several ways, those that ended otherwise are not censored: the share that ended in each way is
Aalen and Johansen's (1978). Times are in the unit that they are given in.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, inf, isfinite, log
from typing import Any

import numpy as np

from registry.analysis.refusals import Refused

FEWEST = 3  # events below which no curve is drawn


@dataclass(frozen=True)
class Step:
    """The share still waiting from a time on, with its standard error and interval, and how many were being watched."""

    time: float
    at_risk: int
    events: int
    waiting: float
    error: float
    low: float
    high: float


@dataclass(frozen=True)
class Survival:
    """A curve as its steps, one for each time at which something happened."""

    cases: int
    events: int
    level: float
    longest: float  # how long the longest case was watched
    steps: tuple[Step, ...]

    @property
    def censored(self) -> int:
        """For how many it had not happened when they were last looked at."""
        return self.cases - self.events

    def quantile(self, share: float) -> tuple[float | None, float | None, float | None]:
        """By when it had happened for a share of cases, and the interval of that time; none where it is not reached."""
        rest = 1 - share + 1e-12  # a share that is met exactly counts as met
        columns = (
            [(step.time, step.waiting) for step in self.steps],
            [(step.time, step.low) for step in self.steps],
            [(step.time, step.high) for step in self.steps],
        )
        middle, low, high = (next((time for time, value in column if value <= rest), None) for column in columns)
        return middle, low, high

    def waiting_at(self, time: float) -> float:
        """The share still waiting at a time."""
        return next((step.waiting for step in reversed(self.steps) if step.time <= time), 1.0)


@dataclass(frozen=True)
class Share:
    """The share that had ended in one way by a time, with its standard error; none once nobody is watched any more."""

    time: float
    share: float
    error: float | None


def survival(times: Sequence[float], happened: Sequence[bool], level: float = 0.95) -> Survival:
    """The share still waiting over time. Raises Refused for fewer than three events and for times that cannot be."""
    _refuse_unfit(times, happened)
    function = _statsmodels().SurvfuncRight(np.asarray(times, float), np.asarray(happened, int))
    steps: list[Step] = []
    for time, at_risk, events, waiting, error in zip(
        function.surv_times,
        function.n_risk,
        function.n_events,
        function.surv_prob,
        function.surv_prob_se,
        strict=True,
    ):
        low, high = _interval(float(waiting), float(error), level)
        if waiting <= 0:  # the last case tells nothing of how sure one can be, so what was known before it stays
            error, high = 0.0, steps[-1].high if steps else 1.0
        steps.append(Step(float(time), int(at_risk), int(events), float(waiting), float(error), low, high))
    return Survival(len(times), sum(map(bool, happened)), level, max(times), tuple(steps))


def incidence(times: Sequence[float], endings: Sequence[str | None]) -> Mapping[str, tuple[Share, ...]]:
    """The share of cases that had ended in each way by each time; `endings` are none for those still watched.

    The shares of all ways and of those still waiting sum to 1. Raises Refused as `survival` does, counting every ending.
    """
    _refuse_unfit(times, [ending is not None for ending in endings])
    ways = sorted({ending for ending in endings if ending is not None})
    codes = np.array([0 if ending is None else ways.index(ending) + 1 for ending in endings])
    with np.errstate(divide="ignore", invalid="ignore"):  # the error's terms of those who are the last
        found = _statsmodels().CumIncidenceRight(np.asarray(times, float), codes)
    return {
        way: tuple(
            Share(float(time), float(share), float(error) if isfinite(error) else None)
            for time, share, error in zip(found.times, found.cinc[at], found.cinc_se[at], strict=True)
        )
        for at, way in enumerate(ways)
    }


def stalled(waited: float, comparable: Survival, share: float = 0.8) -> bool | None:
    """Whether something has waited longer than a share of comparable cases took; none while too few of them got there."""
    reached = comparable.quantile(share)[0]
    return None if reached is None else waited > reached


def _interval(waiting: float, error: float, level: float) -> tuple[float, float]:
    from scipy.stats import norm

    if not 0 < waiting < 1:
        return waiting, waiting
    reach = float(norm.ppf((1 + level) / 2)) * error / (waiting * log(waiting))
    return waiting ** exp(-reach), waiting ** exp(reach)


def _refuse_unfit(times: Sequence[float], happened: Sequence[bool]) -> None:
    if len(times) != len(happened):
        raise Refused("lengths", "Each case needs a time and whether it happened.")
    if not all(isfinite(time) and 0 <= time < inf for time in times):
        raise Refused("impossible", "Each time must be a finite number, nought or more.")
    events = sum(map(bool, happened))
    if events < FEWEST:
        raise Refused(
            "too-few",
            f"Only {events} of {len(times)} have got there so far: at least {FEWEST} are needed to tell how long it takes.",
        )


def _statsmodels() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # statsmodels calls what the newest pandas is about to drop, as it is imported
        from statsmodels.duration import survfunc
    return survfunc
