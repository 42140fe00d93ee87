"""Over a thousand simulated sets of sites the 95% interval covers the truth between 93% and 97% of the time."""

import pytest

from registry.analysis.pooling import Estimator
from tests.analysis.coverage import covered


@pytest.mark.parametrize("estimator", list(Estimator))
def test_the_pooled_interval_covers_what_it_says(estimator: Estimator, capsys: pytest.CaptureFixture[str]):
    share = covered(1_000, seed=2026, estimator=estimator)
    with capsys.disabled():
        print(f"\n{estimator}: the interval covered the truth in {share:.1%} of 1,000 sets")  # noqa: T201

    assert 0.93 <= share <= 0.97
