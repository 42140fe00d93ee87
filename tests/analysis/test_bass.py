"""Bass's fit of room air conditioners is reproduced, and counts that carry no curve are refused.

Bass, A New Product Growth for Model Consumer Durables, Management Science 15 (1969), prints the coefficients of his
regression for 1946 to 1961 and the ceiling (thousands) and rates behind them. Srinivasan and Mason, Nonlinear Least Squares
Estimation of New Product Diffusion Models, Marketing Science 5 (1986), fit the curve to the yearly sales of 1949 to 1961.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.analysis.bass import by_least_squares, by_regression, of_regression
from registry.analysis.refusals import Refused

AIR_CONDITIONERS = [96, 195, 238, 380, 1045, 1230, 1267, 1828, 1586, 1673, 1800, 1580, 1500]  # thousands a year


class TestThePublishedFits:
    def test_bass_ceiling_and_rates_follow_from_his_coefficients(self):
        found = of_regression(175.69, 0.40820, -0.24777e-4)

        assert f"{found.ceiling:.0f} {found.outside:.6f} {found.others:.4f}" == "16895 0.010399 0.4186"

    def test_the_curve_itself_fitted_by_least_squares(self):
        found = by_least_squares(AIR_CONDITIONERS)

        assert f"{found.outside:.4f} {found.others:.4f}" == "0.0094 0.3748"
        assert all(error > 0 for error in found.errors)

    def test_both_ways_of_fitting_tell_much_the_same(self):
        one, other = by_regression(AIR_CONDITIONERS), by_least_squares(AIR_CONDITIONERS)

        assert one.ceiling == pytest.approx(other.ceiling, rel=0.15)


class TestWhatIsKnown:
    @settings(max_examples=40, deadline=None, derandomize=True, database=None)
    @given(st.floats(0.005, 0.1), st.floats(0.2, 0.8), st.integers(20, 500))
    def test_a_curve_without_noise_is_found_again(self, outside: float, others: float, ceiling: int):
        time = np.arange(0, 16.0)
        gone = np.exp(-(outside + others) * time)
        share = (1 - gone) / (1 + others / outside * gone)

        found = by_least_squares(list(ceiling * np.diff(share)))

        assert (found.ceiling, found.outside, found.others) == pytest.approx((ceiling, outside, others), rel=1e-3)


class TestRefusals:
    @pytest.mark.parametrize(
        ("adopters", "code"),
        [
            ([1, 2, 3, 4, 5], "too-few"),
            ([1, 2, float("nan"), 4, 5, 6], "impossible"),
            ([1, 2, -3, 4, 5, 6], "impossible"),
            ([1, 2, 4, 8, 16, 32, 64], "no-ceiling"),
        ],
    )
    def test_says_which(self, adopters: list[float], code: str):
        with pytest.raises(Refused) as refusal:
            by_least_squares(adopters)

        assert refusal.value.code == code
