"""Before and after reproduces a published example to its printed digits, and refuses series that are too thin.

The example is cigarette sales in California, packs a head and year, 1970 to 2000, before and after Proposition 99
(Abadie, Diamond and Hainmueller, 2010), as analysed by Linden, Conducting interrupted time-series analysis for
single- and multiple-group comparisons, The Stata Journal 15(2), 2015, with Newey-West errors of lag 1.
"""

from math import nan

import numpy as np
import pytest

from registry.analysis.interruption import interrupt
from registry.analysis.refusals import Refused

# fmt: off
PACKS = [
    123, 121, 123.5, 124.4, 126.7, 127.1, 128, 126.4, 126.1, 121.9, 120.2, 118.6, 115.4, 110.8, 104.8, 102.8,
    99.7, 97.5, 90.1, 82.4, 77.8, 68.7, 67.5, 63.4, 58.6, 56.4, 54.5, 53.8, 52.3, 47.2, 41.6,
]
# fmt: on
BEFORE_1989 = 19


class TestThePublishedExample:
    def test_to_its_printed_digits(self):
        found = interrupt(PACKS, BEFORE_1989)

        assert f"{found.trend.value:.6f} {found.trend.error:.5f}" == "-1.779474 0.38342"
        assert f"{found.level_change.value:.4f} {found.level_change.error:.4f}" == "-20.0581 4.7244"
        assert f"{found.slope_change.value:.6f} {found.slope_change.error:.5f}" == "-1.494652 0.43682"

    def test_warns_that_the_trend_predates_it(self):
        assert interrupt(PACKS, BEFORE_1989).predates

    def test_draws_where_the_series_was_heading(self):
        found = interrupt(PACKS, BEFORE_1989)

        first = found.start.value + found.trend.value * BEFORE_1989
        assert found.counterfactual[0] == pytest.approx(first)
        assert len(found.counterfactual) == len(PACKS) - BEFORE_1989
        assert all(
            low < mean < high
            for low, mean, high in zip(
                found.counterfactual_low, found.counterfactual, found.counterfactual_high, strict=True
            )
        )


class TestAShortBaseline:
    def test_has_no_slopes(self):
        found = interrupt([9, 8, 9, 8, 9, 8, 9, 4, 5, 4, 5], before=7)

        assert found.short
        assert (found.trend, found.slope_change) == (None, None)
        assert found.level_change.value == pytest.approx(4.5 - 60 / 7)

    def test_of_eight_has_them(self):
        assert not interrupt([9, 8, 9, 8, 9, 8, 9, 8, 4, 5, 4, 5], before=8).short


class TestASteadySeries:
    def test_is_not_said_to_change(self):
        noise = np.random.default_rng(7).normal(0, 1, 40)

        found = interrupt(list(50 + noise), before=20)

        assert not found.level_change.clear
        assert not found.predates


class TestRefuses:
    @pytest.mark.parametrize(
        ("values", "before", "lag", "code"),
        [
            ([1, 2, nan, 4, 5, 6, 7], 3, 1, "gap"),
            ([1, 2, None, 4, 5, 6, 7], 3, 1, "gap"),
            ([1, 2, 3, 4, 5], 2, 1, "too-few"),
            ([1, 2, 3, 4, 5], 3, 1, "too-few"),
            ([], 0, 0, "too-few"),
            ([1, 2, 3, 4, 5, 6], 3, 3, "lag"),
            ([1, 2, 3, 4, 5, 6], 3, -1, "lag"),
            ([5] * 20, 10, 1, "flat"),
        ],
    )
    def test_saying_why(self, values: list[float], before: int, lag: int, code: str):
        with pytest.raises(Refused) as refusal:
            interrupt(values, before, lag)

        assert refusal.value.code == code
