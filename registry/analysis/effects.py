"""An effect at one site, and how its standard error follows from what a study prints.

Sources: Borenstein, Hedges, Higgins and Rothstein, Introduction to Meta-Analysis (2009), chapters 4 and 5.
"""

from dataclasses import dataclass
from math import isfinite, log, sqrt
from statistics import NormalDist

from registry.analysis.refusals import Refused

LOG_RATIO = "log-ratio"  # the unit of effects that are compared on the log scale


@dataclass(frozen=True)
class Effect:
    """One result: `value` and `error`, its standard error, both in `unit`; `site` says where it was measured."""

    site: str
    value: float
    error: float | None
    unit: str


def error_of_interval(low: float, high: float, level: float = 0.95) -> float:
    """The standard error behind a symmetric normal interval: (high - low) / 2z, in the unit of its ends.

    Raises Refused for ends that are not finite or not in order, or a level outside 0 to 1.
    """
    if not (isfinite(low) and isfinite(high)) or low >= high:
        raise Refused("interval", "The lower end of an interval must be below its upper end.")
    if not 0 < level < 1:
        raise Refused("level", "The level of an interval lies between 0 and 1.")
    return (high - low) / (2 * NormalDist().inv_cdf((1 + level) / 2))


def log_risk_ratio(site: str, cases: int, total: int, other_cases: int, other_total: int) -> Effect:
    """The log of (cases / total) / (other_cases / other_total), and its standard error.

    Variance: 1/a - 1/n1 + 1/c - 1/n2. Half a case is added to each count when one of the two is nought.
    Raises Refused for counts that cannot be.
    """
    _refuse_counts((cases, total), (other_cases, other_total))
    half = 0.5 if 0 in (cases, other_cases) else 0.0
    a, n, c, m = cases + half, total + 2 * half, other_cases + half, other_total + 2 * half
    value = log(a / n) - log(c / m)
    return Effect(site, value, sqrt(1 / a - 1 / n + 1 / c - 1 / m), LOG_RATIO)


def log_rate_ratio(site: str, events: int, exposure: float, other_events: int, other_exposure: float) -> Effect:
    """The log of (events / exposure) / (other_events / other_exposure), and its standard error sqrt(1/a + 1/c).

    Half an event is added to both counts when one is nought. Raises Refused for counts or exposures that cannot be.
    """
    if events < 0 or other_events < 0 or exposure <= 0 or other_exposure <= 0:
        raise Refused("counts", "Counts may not be negative, and what they are counted over must be more than nought.")
    half = 0.5 if 0 in (events, other_events) else 0.0
    a, c = events + half, other_events + half
    return Effect(site, log(a / exposure) - log(c / other_exposure), sqrt(1 / a + 1 / c), LOG_RATIO)


def _refuse_counts(*groups: tuple[int, int]) -> None:
    for cases, total in groups:
        if total <= 0 or not 0 <= cases <= total:
            raise Refused("counts", "The cases of a group lie between nought and its total, which is more than nought.")
