"""What several sites found together: a random-effects summary, and what the next force may expect.

Model: y_i = mu + u_i + e_i, u_i ~ N(0, tau2), e_i ~ N(0, s_i^2), s_i known. Effects on a log scale stay on it; the
caller turns results back by exponentiating the estimate and its ends.
Sources: DerSimonian and Laird (1986); Viechtbauer (2005) for REML; Hartung and Knapp (2001) for the interval, never narrower than
without them where no variance between sites is found (Knapp and Hartung, 2003);
Higgins, Thompson and Spiegelhalter (2009) for the prediction interval; Higgins and Thompson (2002) for I-squared;
Egger, Davey Smith, Schneider and Minder (1997) for small-study effects.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from registry.analysis.effects import Effect
from registry.analysis.refusals import Refused

FEWEST = 2
FEWEST_TO_PREDICT = 3
FEWEST_FOR_SMALL_STUDIES = 10
ENOUGH = 0.10  # an intercept this unlikely by chance is warned of, as Egger and others do

Numbers = NDArray[np.float64]


class Estimator(StrEnum):
    """How the variance between sites is estimated."""

    REML = "reml"
    DERSIMONIAN_LAIRD = "dersimonian-laird"


@dataclass(frozen=True)
class Pooled:
    """A summary over k sites, all in `unit`; shares and weights sum to 1."""

    unit: str
    sites: int
    estimator: Estimator
    level: float
    estimate: float
    error: float  # of the estimate, by Hartung and Knapp
    low: float
    high: float
    next_low: float | None  # for the next force; none with fewer than three sites
    next_high: float | None
    tau2: float  # variance between sites, unit squared
    i2: float  # share of the variance that is between sites
    q: float
    q_chance: float  # of a Q this large if all sites were alike
    weights: tuple[float, ...]


@dataclass(frozen=True)
class SmallStudies:
    """Whether small studies find more than large ones: Egger's intercept and how likely it is by chance."""

    intercept: float
    error: float
    chance: float

    @property
    def warns(self) -> bool:
        """Whether a reader should be told."""
        return self.chance < ENOUGH


def pool(effects: Sequence[Effect], estimator: Estimator = Estimator.REML, level: float = 0.95) -> Pooled:
    """Pool effects of at least two sites that are measured in one unit.

    Raises Refused, naming why, for fewer than two sites, one site twice, units that differ, or a missing or
    impossible standard error.
    """
    _refuse_unfit(effects)
    values = np.array([effect.value for effect in effects])
    variances = np.array([effect.error or 0.0 for effect in effects]) ** 2
    tau2 = _tau2(values, variances, estimator)
    return _summary(effects[0].unit, values, variances, tau2, estimator, level)


def leave_one_out(
    effects: Sequence[Effect], estimator: Estimator = Estimator.REML, level: float = 0.95
) -> list[tuple[str, Pooled]]:
    """The summary without each site in turn, by site. Raises Refused as `pool` does; it needs three sites."""
    _refuse_unfit(effects)
    if len(effects) <= FEWEST:
        raise Refused("too-few", "Leaving one site out needs at least three.")
    return [
        (left.site, pool([effect for effect in effects if effect is not left], estimator, level)) for left in effects
    ]


def small_studies(effects: Sequence[Effect]) -> SmallStudies:
    """Egger's regression of value / error on 1 / error: an intercept away from nought points to missing small studies.

    Raises Refused as `pool` does, and with fewer than ten sites, where the test says nothing either way.
    """
    from scipy.stats import linregress, t

    _refuse_unfit(effects)
    if len(effects) < FEWEST_FOR_SMALL_STUDIES:
        raise Refused(
            "too-few",
            f"Whether small studies differ cannot be told from {len(effects)} sites: at least "
            f"{FEWEST_FOR_SMALL_STUDIES} are needed.",
        )
    errors = np.array([effect.error for effect in effects], float)
    fit = linregress(1 / errors, np.array([effect.value for effect in effects]) / errors)
    chance = 2 * t.sf(abs(fit.intercept / fit.intercept_stderr), len(effects) - 2)
    return SmallStudies(float(fit.intercept), float(fit.intercept_stderr), float(chance))


def _refuse_unfit(effects: Sequence[Effect]) -> None:
    if len(effects) < FEWEST:
        raise Refused("too-few", "At least two sites must report this measure before results can be pooled.")
    twice = [site for site, times in Counter(effect.site for effect in effects).items() if times > 1]
    if twice:
        raise Refused("overlap", f"{twice[0]} is counted more than once, so the results are not independent.")
    units = sorted({effect.unit for effect in effects})
    if len(units) > 1:
        raise Refused("units", f"The sites report in different units: {', '.join(units)}.")
    without = [effect.site for effect in effects if effect.error is None]
    if without:
        raise Refused(
            "no-error", f"{without[0]} gives no standard error, nor an interval or counts to work it out from."
        )
    if not all(
        isfinite(effect.value) and isfinite(effect.error or 0) and (effect.error or 0) > 0 for effect in effects
    ):
        raise Refused("impossible", "Each effect must be a finite number, and each standard error more than nought.")


def _tau2(values: Numbers, variances: Numbers, estimator: Estimator) -> float:
    return _reml(values, variances) if estimator is Estimator.REML else _by_moments(values, variances)


def _by_moments(values: Numbers, variances: Numbers) -> float:
    """(Q - (k - 1)) / (sum w - sum w^2 / sum w) with w = 1 / s^2, and nought where that is negative."""
    weights = 1 / variances
    q = (weights * (values - np.average(values, weights=weights)) ** 2).sum()
    spare = weights.sum() - (weights**2).sum() / weights.sum()
    return max(0.0, float((q - (len(values) - 1)) / spare))


def _reml(values: Numbers, variances: Numbers) -> float:
    """The tau2 where the restricted likelihood is flat, or nought where it falls from the start."""
    from scipy.optimize import brentq

    def slope(tau2: float) -> float:
        weights = 1 / (variances + tau2)
        mean = np.average(values, weights=weights)
        squares = (weights**2 * (values - mean) ** 2).sum()
        return float(squares - weights.sum() + (weights**2).sum() / weights.sum())

    most = float(np.ptp(values) ** 2 + variances.max())  # beyond any tau2 that the spread of the values allows
    if slope(0.0) <= 0:
        return 0.0
    while slope(most) > 0:
        most *= 2
    return float(brentq(slope, 0.0, most, xtol=most * 1e-14, rtol=1e-12))


def _summary(unit: str, values: Numbers, variances: Numbers, tau2: float, estimator: Estimator, level: float) -> Pooled:
    from scipy.stats import chi2, t

    sites = len(values)
    weights = 1 / (variances + tau2)
    mean = float(np.average(values, weights=weights))
    plain = 1 / weights.sum()
    spread = float((weights * (values - mean) ** 2).sum()) / (sites - 1)
    if tau2 == 0:
        spread = max(1.0, spread)  # sites that agree by chance do not make the summary certain
    error = sqrt(float(plain) * spread)
    reach = float(t.ppf((1 + level) / 2, sites - 1)) * error
    fixed = 1 / variances
    q = float((fixed * (values - np.average(values, weights=fixed)) ** 2).sum())
    typical = (sites - 1) * fixed.sum() / (fixed.sum() ** 2 - (fixed**2).sum())
    ahead = None
    if sites >= FEWEST_TO_PREDICT:
        ahead = float(t.ppf((1 + level) / 2, sites - 2)) * sqrt(tau2 + float(plain))
    return Pooled(
        unit=unit,
        sites=sites,
        estimator=estimator,
        level=level,
        estimate=mean,
        error=error,
        low=mean - reach,
        high=mean + reach,
        next_low=None if ahead is None else mean - ahead,
        next_high=None if ahead is None else mean + ahead,
        tau2=tau2,
        i2=float(tau2 / (tau2 + typical)),
        q=q,
        q_chance=float(chi2.sf(q, sites - 1)),
        weights=tuple(float(weight) for weight in weights / weights.sum()),
    )
