"""Intervals hold what they say over a thousand simulated sets: of sites that are pooled, and of spreads that are foretold."""

import pytest

from registry.analysis.diffusion import Model
from registry.analysis.pooling import Estimator
from tests.analysis import spreads
from tests.analysis.coverage import covered


@pytest.mark.parametrize("estimator", list(Estimator))
def test_the_pooled_interval_covers_what_it_says(estimator: Estimator, capsys: pytest.CaptureFixture[str]):
    share = covered(1_000, seed=2026, estimator=estimator)
    with capsys.disabled():
        print(f"\n{estimator}: the interval covered the truth in {share:.1%} of 1,000 sets")  # noqa: T201

    assert 0.93 <= share <= 0.97


@pytest.mark.parametrize("model", list(Model))
def test_the_range_of_a_forecast_holds_what_it_says(model: Model, capsys: pytest.CaptureFixture[str]):
    share = spreads.covered(1_000, seed=2026, model=model)
    with capsys.disabled():
        print(f"\n{model}: the range held what came in {share:.1%} of 1,000 spreads")  # noqa: T201

    assert 0.75 <= share <= 0.85
