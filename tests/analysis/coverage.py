"""How often the pooled interval covers the truth, over simulated sets of sites."""

import numpy as np

from registry.analysis.effects import Effect
from registry.analysis.pooling import Estimator, pool

TRUTH = -0.3


def covered(sets: int, seed: int, estimator: Estimator = Estimator.REML) -> float:
    """The share of simulated sets, of 5 to 15 sites that truly differ, whose 95% interval covers the truth."""
    rng = np.random.default_rng(seed)
    hits = 0
    for _ in range(sets):
        errors = rng.uniform(0.05, 0.4, rng.integers(5, 16))
        values = rng.normal(TRUTH, np.sqrt(0.2**2 + errors**2))
        found = pool(
            [Effect(str(n), v, e, "x") for n, (v, e) in enumerate(zip(values, errors, strict=True))], estimator
        )
        hits += found.low <= TRUTH <= found.high
    return hits / sets
