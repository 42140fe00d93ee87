"""What follows from an effect as a study states it: its standard error from an interval or counts, its interval from an error.

Nothing is guessed: what does not follow from what was printed stays unknown. Ratios are worked on the log scale. No
heavy library is used, so that pages may work it out as they are read.

Sources: Borenstein, Hedges, Higgins and Rothstein, Introduction to Meta-Analysis (2009), chapters 4 and 5.
"""

from dataclasses import dataclass
from math import exp, isfinite, log, sqrt
from statistics import NormalDist

from registry.analysis.effects import log_rate_ratio, log_risk_ratio

RATIOS = frozenset({"risk-ratio", "odds-ratio", "rate-ratio"})
POINTS, PERCENT, MEAN = "percentage-points", "percent-change", "mean-difference"
FROM_COUNTS = frozenset({*RATIOS, POINTS})
LEVEL = 95.0

# How each figure was worked out, as it is printed beside it
FORMULAS = {
    "effect-from-before-after": "difference = after - before",
    "effect-from-groups": "difference = treated - comparison",
    "percent-from-before-after": "change in percent = 100 x (after - before) / before",
    "percent-from-groups": "change in percent = 100 x (treated - comparison) / comparison",
    "points-from-counts": "difference in points = 100 x (a/n1 - c/n2)",
    "points-error": "standard error = 100 x √(p1(1 - p1)/n1 + p2(1 - p2)/n2)",
    "risk-from-counts": "risk ratio = (a/n1) / (c/n2)",
    "risk-error": "standard error of its logarithm = √(1/a - 1/n1 + 1/c - 1/n2)",
    "odds-from-counts": "odds ratio = (a/b) / (c/d)",
    "odds-error": "standard error of its logarithm = √(1/a + 1/b + 1/c + 1/d)",
    "rate-from-counts": "rate ratio = (a/n1) / (c/n2)",
    "rate-error": "standard error of its logarithm = √(1/a + 1/c)",
    "half-added": "half a case was added to each count, as one of them is nought",
    "error-from-interval": "standard error = (upper - lower) / 2z",
    "log-error-from-interval": "standard error of the logarithm = (ln upper - ln lower) / 2z",
    "interval-from-error": "interval = effect ± z x standard error",
    "log-interval-from-error": "interval = exp(ln effect ± z x standard error of the logarithm)",
}


@dataclass(frozen=True)
class Stated:
    """An effect and how sure it is, as printed. The error of a ratio is that of its logarithm; the level is in percent."""

    kind: str | None
    effect: float | None = None
    error: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    counts: tuple[int, int, int, int] | None = None  # events and total, treated and then comparison
    before: float | None = None
    after: float | None = None
    treated: float | None = None
    comparison: float | None = None


@dataclass(frozen=True)
class Worked:
    """An effect with what follows from it; `how` names the formulas for what was not stated."""

    kind: str
    effect: float
    error: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = LEVEL
    how: tuple[str, ...] = ()

    @property
    def is_ratio(self) -> bool:
        """Whether it is compared on the log scale."""
        return self.kind in RATIOS

    @property
    def value(self) -> float:
        """The effect on the scale that `error` is on: its logarithm for a ratio."""
        return log(self.effect) if self.is_ratio else self.effect

    @property
    def formulas(self) -> tuple[str, ...]:
        """The formulas in print."""
        return tuple(FORMULAS[code] for code in self.how)


def worked_out(stated: Stated) -> Worked | None:
    """The effect with its error and interval, as far as they were stated or follow; nothing without kind or effect."""
    if stated.kind is None:
        return None
    effect, error = stated.effect, stated.error
    how: list[str] = []
    if effect is None:
        effect, from_counts, how = _effect(stated)
        error = from_counts if error is None else error
    if effect is None or (stated.kind in RATIOS and effect <= 0):
        return None
    level = stated.level or LEVEL
    low, high, z = stated.low, stated.high, NormalDist().inv_cdf(0.5 + level / 200)
    is_ratio = stated.kind in RATIOS
    if low is None or high is None:
        low = high = None
    if error is None and low is not None and high is not None and (low > 0 or not is_ratio):
        error = (log(high) - log(low)) / (2 * z) if is_ratio else (high - low) / (2 * z)
        how.append("log-error-from-interval" if is_ratio else "error-from-interval")
    elif low is None and error is not None:
        low, high = _interval(effect, error, z, is_ratio)
        how.append("log-interval-from-error" if is_ratio else "interval-from-error")
    return Worked(stated.kind, effect, error, low, high, level, tuple(how))


def _interval(effect: float, error: float, z: float, is_ratio: bool) -> tuple[float | None, float | None]:
    try:
        ends = [exp(log(effect) + sign * z * error) if is_ratio else effect + sign * z * error for sign in (-1, 1)]
    except OverflowError:
        return None, None
    return (ends[0], ends[1]) if all(map(isfinite, ends)) else (None, None)


def _effect(stated: Stated) -> tuple[float | None, float | None, list[str]]:
    """The effect that was not stated, its error where it follows too, and how."""
    if stated.counts is not None and stated.kind in FROM_COUNTS:
        return _of_counts(stated.kind, *stated.counts)
    for name, one, other in (
        ("groups", stated.treated, stated.comparison),
        ("before-after", stated.after, stated.before),
    ):
        if one is None or other is None:
            continue
        if stated.kind in (MEAN, POINTS):
            return one - other, None, [f"effect-from-{name}"]
        if stated.kind == PERCENT and other != 0:
            return 100 * (one - other) / other, None, [f"percent-from-{name}"]
    return None, None, []


def _of_counts(kind: str, a: int, n: int, c: int, m: int) -> tuple[float | None, float | None, list[str]]:
    if n <= 0 or m <= 0:
        return None, None, []
    if kind == POINTS:
        p, q = a / n, c / m
        error = 100 * sqrt(p * (1 - p) / n + q * (1 - q) / m)
        return 100 * (p - q), error or None, ["points-from-counts", "points-error"]
    if a + c == 0:
        return None, None, []  # nothing happened in either group: no ratio
    if kind == "odds-ratio":
        return _odds(a, n - a, c, m - c)
    added = ["half-added"] if 0 in (a, c) else []
    if kind == "rate-ratio":
        found = log_rate_ratio("", a, n, c, m)
        return exp(found.value), found.error, ["rate-from-counts", "rate-error", *added]
    found = log_risk_ratio("", a, n, c, m)
    return exp(found.value), found.error or None, ["risk-from-counts", "risk-error", *added]


def _odds(a: int, b: int, c: int, d: int) -> tuple[float | None, float | None, list[str]]:
    if b + d == 0:
        return None, None, []  # it happened to all in both groups: no odds
    half = 0.5 if 0 in (a, b, c, d) else 0.0
    w, x, y, z = a + half, b + half, c + half, d + half
    added = ["half-added"] if half else []
    return (w / x) / (y / z), sqrt(1 / w + 1 / x + 1 / y + 1 / z), ["odds-from-counts", "odds-error", *added]
