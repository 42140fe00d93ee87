"""Simulated spreads with known rates, and how often a forecast's range holds what came."""

import numpy as np

from registry.analysis.diffusion import Counted, Model, fit
from registry.analysis.refusals import Refused

WHOLE, SEEN, AHEAD = 43, 6, 2  # forces, years that are seen, years that are foretold
RATES = {Model.BASS: (0.03, 0.5, 1), Model.LOGISTIC: (0.0, 0.6, 4)}  # from outside, from others, how many begin


def spread(
    rng: np.random.Generator, whole: int, outside: float, others: float, years: int, start: int = 1
) -> list[Counted]:
    """The yearly counts of one spread, each adoption drawn at its own moment."""
    moment, number, found = 0.0, start, []
    for year in range(years + 1):
        while number < whole and moment <= year:
            moment += rng.exponential(1 / ((whole - number) * (outside + others * number / whole)))
            number += moment <= year
            if moment > year:
                break
        found.append(Counted(float(year), number))
        moment = max(moment, float(year)) if moment <= year else float(year)  # what is still to come is drawn anew
    return found


def covered(sets: int, seed: int, model: Model) -> float:
    """The share of spreads whose count two years ahead lay within its range; spreads that are refused do not count."""
    rng = np.random.default_rng(seed)
    outside, others, start = RATES[model]
    held: list[bool] = []
    while len(held) < sets:
        points = spread(rng, WHOLE, outside, others, SEEN + AHEAD, start)
        try:
            ahead = fit(points[: SEEN + 1], WHOLE, model).forecast([points[-1].time])[0]
        except Refused:
            continue
        held.append(ahead.low <= points[-1].number <= ahead.high)
    return sum(held) / sets
