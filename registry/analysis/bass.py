"""Bass's curve with its ceiling left free: where counts of new adopters in equal periods head for by themselves.

Sales (here: new adopters) of period t: S_t = m (F(t) - F(t - 1)) with F(t) = (1 - e^-(p+q)t) / (1 + (q/p) e^-(p+q)t).
Two ways to fit it: Bass's own regression S_t = a + b N_(t-1) + c N_(t-1)^2, from which m = (-b - sqrt(b^2 - 4ac)) / 2c,
p = a / m and q = -m c (Bass, 1969); and nonlinear least squares with standard errors (Srinivasan and Mason, 1986).
Rates are per period, the ceiling m in adopters. What is drawn ahead for a known number of forces is in `diffusion`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from registry.analysis.refusals import Refused

FEWEST = 6  # periods

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Curve:
    """The ceiling and the two rates, with standard errors where the fit gives them."""

    ceiling: float
    outside: float  # p
    others: float  # q
    errors: tuple[float, float, float] | None = None


def of_regression(a: float, b: float, c: float) -> Curve:
    """The curve behind Bass's three coefficients. Raises Refused where they describe no curve that levels off."""
    spare = b * b - 4 * a * c
    if not all(map(isfinite, (a, b, c))) or a <= 0 or c >= 0 or spare < 0:
        raise Refused("no-ceiling", "These counts do not level off, so no ceiling can be told.")
    ceiling = (-b - sqrt(spare)) / (2 * c)
    return Curve(ceiling, a / ceiling, -ceiling * c)


def by_regression(adopters: Sequence[float]) -> Curve:
    """Fit by Bass's regression of new adopters on all before them. Raises Refused as `by_least_squares` does."""
    new = _checked(adopters)
    before = np.cumsum(new) - new
    coefficients = np.linalg.lstsq(np.column_stack([np.ones(len(new)), before, before**2]), new, rcond=None)[0]
    return of_regression(*(float(value) for value in coefficients))


def by_least_squares(adopters: Sequence[float]) -> Curve:
    """Fit the curve itself, started from Bass's regression.

    Raises Refused for fewer than six periods, impossible counts, counts that do not level off, or a fit that does not settle.
    """
    from scipy.optimize import OptimizeWarning, curve_fit

    new = _checked(adopters)
    start = by_regression(adopters)
    periods = np.arange(1, len(new) + 1, dtype=float)
    try:
        found, spread = curve_fit(_new, periods, new, p0=(start.ceiling, start.outside, start.others))
    except (RuntimeError, OptimizeWarning) as error:
        raise Refused("not-identifiable", "No one curve fits these counts best.") from error
    ceiling, outside, others = (float(value) for value in found)
    if not np.isfinite(spread).all() or min(ceiling, outside, others) <= 0:
        raise Refused("not-identifiable", "No one curve fits these counts best.")
    errors = np.sqrt(np.diag(spread))
    return Curve(ceiling, outside, others, (float(errors[0]), float(errors[1]), float(errors[2])))


def _checked(adopters: Sequence[float]) -> Numbers:
    if len(adopters) < FEWEST:
        raise Refused("too-few", f"A curve needs at least {FEWEST} periods; there are {len(adopters)}.")
    if not all(isfinite(number) and number >= 0 for number in adopters):
        raise Refused("impossible", "Each count must be a finite number, nought or more.")
    return np.asarray(adopters, float)


def _share(time: Numbers, outside: float, others: float) -> Numbers:
    gone = np.exp(-(outside + others) * time)
    return np.asarray((1 - gone) / (1 + others / outside * gone))


def _new(time: Numbers, ceiling: float, outside: float, others: float) -> Numbers:
    return np.asarray(ceiling * (_share(time, outside, others) - _share(time - 1, outside, others)))
