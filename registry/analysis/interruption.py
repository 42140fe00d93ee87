"""Before and after at one site: what a series did when a tool went live, against where it was heading.

Model: y_t = a + b t + c [t >= g] + d (t - g) [t >= g] + e_t, with t = 0, 1, 2 ... counting equal periods and g the
period of going live: b is the slope before, c the change of level at g, d the change of slope per period.
Standard errors: Newey and West (1987) with a stated lag and the small-sample factor n / (n - p); intervals by t with
n - p degrees. Source of the method: Wagner, Soumerai, Zhang and Ross-Degnan (2002).
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from registry.analysis.refusals import Refused

BASELINE = 8  # periods before going live that a slope needs
LEAST = 3  # periods on each side that a change of level needs

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Change:
    """A coefficient with its standard error and interval, in the series' unit (per period for a slope)."""

    value: float
    error: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves nought out."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Interruption:
    """What changed when a tool went live. `short` series have no slopes: too few periods went before."""

    periods: int
    before: int
    lag: int
    level: float
    start: Change  # the level of the first period
    trend: Change | None  # the slope before
    level_change: Change
    slope_change: Change | None
    fitted: tuple[float, ...]
    counterfactual: tuple[float, ...]  # of the periods after going live, had nothing changed
    counterfactual_low: tuple[float, ...]
    counterfactual_high: tuple[float, ...]

    @property
    def short(self) -> bool:
        """Whether the baseline is too short for a slope."""
        return self.trend is None

    @property
    def predates(self) -> bool:
        """Whether the series was already going the way of its later change before the tool went live."""
        return self.trend is not None and self.trend.clear and self.trend.value * self.level_change.value > 0


def interrupt(values: Sequence[float], before: int, lag: int = 1, level: float = 0.95) -> Interruption:
    """Compare a series with where it was heading; the first `before` values come before going live.

    With fewer than 8 of them only the level is compared, and slopes are left out. Raises Refused, naming why, for
    gaps, fewer than 3 values on either side, a lag that is too long, or a series without any variation.
    """
    series = _checked(values, before, lag)
    columns = _columns(len(series), before)
    if len(series) <= columns.shape[1]:
        raise Refused("too-few", "There are too few periods after going live to tell a change of slope.")
    fit = _least_squares(series, columns).fit(
        cov_type="HAC", cov_kwds={"maxlags": lag, "use_correction": True}, use_t=True
    )
    ends = fit.conf_int(1 - level)
    changes = [
        Change(float(value), float(error), float(low), float(high))
        for value, error, (low, high) in zip(fit.params, fit.bse, ends, strict=True)
    ]
    unchanged = columns[before:].copy()
    unchanged[:, -2 if _sloped(before) else -1] = 0
    if _sloped(before):
        unchanged[:, -1] = 0
    ahead = fit.get_prediction(unchanged)
    low, high = ahead.conf_int(alpha=1 - level).T
    trend, slope = (changes[1], changes[3]) if _sloped(before) else (None, None)
    return Interruption(
        periods=len(series),
        before=before,
        lag=lag,
        level=level,
        start=changes[0],
        trend=trend,
        level_change=changes[2] if _sloped(before) else changes[1],
        slope_change=slope,
        fitted=_plain(fit.fittedvalues),
        counterfactual=_plain(ahead.predicted_mean),
        counterfactual_low=_plain(low),
        counterfactual_high=_plain(high),
    )


def _least_squares(series: Numbers, columns: Numbers) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # statsmodels calls what the newest pandas is about to drop, as it is imported
        from statsmodels.regression.linear_model import OLS
    return OLS(series, columns)


def _checked(values: Sequence[float], before: int, lag: int) -> Numbers:
    if any(value is None or not isfinite(value) for value in values):
        raise Refused("gap", "A period has no value. A series with gaps is not compared; fill it or shorten it.")
    if before < LEAST or len(values) - before < LEAST:
        raise Refused("too-few", f"At least {LEAST} periods are needed before and {LEAST} after going live.")
    if not 0 <= lag < len(values) // 2:
        raise Refused("lag", "The lag must be shorter than half the series.")
    series = np.asarray(values, float)
    if np.ptp(series) == 0:
        raise Refused("flat", "Every period has the same value, so there is nothing to compare.")
    return series


def _columns(length: int, before: int) -> Numbers:
    time = np.arange(length, dtype=float)
    after = (time >= before).astype(float)
    ones = np.ones(length)
    if not _sloped(before):
        return np.column_stack([ones, after])
    return np.column_stack([ones, time, after, after * (time - before)])


def _sloped(before: int) -> bool:
    return before >= BASELINE


def _plain(numbers: Numbers) -> tuple[float, ...]:
    return tuple(float(number) for number in numbers)
