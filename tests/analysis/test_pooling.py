"""Pooling reproduces a published example to its printed digits, and refuses what cannot be pooled.

The example is the trials of BCG vaccine (Colditz and others, 1994), whose summaries are printed in Viechtbauer,
Conducting Meta-Analyses in R with the metafor Package, Journal of Statistical Software 36(3), 2010, and in that
package's documentation.
"""

from math import exp, inf, nan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.analysis.effects import LOG_RATIO, Effect, error_of_interval, log_rate_ratio, log_risk_ratio
from registry.analysis.pooling import Estimator, leave_one_out, pool, small_studies
from registry.analysis.refusals import Refused
from tests.analysis.coverage import covered

# Cases and others among the vaccinated, cases and others among the rest
TRIALS = {
    "Aronson 1948": (4, 119, 11, 128),
    "Ferguson and Simes 1949": (6, 300, 29, 274),
    "Rosenthal and others 1960": (3, 228, 11, 209),
    "Hart and Sutherland 1977": (62, 13536, 248, 12619),
    "Frimodt-Moller and others 1973": (33, 5036, 47, 5761),
    "Stein and Aronson 1953": (180, 1361, 372, 1079),
    "Vandiviere and others 1973": (8, 2537, 10, 619),
    "TPT Madras 1980": (505, 87886, 499, 87892),
    "Coetzee and Berjak 1968": (29, 7470, 45, 7232),
    "Rosenthal and others 1961": (17, 1699, 65, 1600),
    "Comstock and others 1974": (186, 50448, 141, 27197),
    "Comstock and Webster 1969": (5, 2493, 3, 2338),
    "Comstock and others 1976": (27, 16886, 29, 17825),
}
BCG = [log_risk_ratio(site, a, a + b, c, c + d) for site, (a, b, c, d) in TRIALS.items()]


def an_effect(
    site: str = "Northmarch", value: float = -0.2, error: float | None = 0.1, unit: str = "minutes"
) -> Effect:
    return Effect(site, value, error, unit)


class TestThePublishedExample:
    def test_by_restricted_likelihood(self):
        found = pool(BCG)

        assert f"{found.tau2:.4f} {100 * found.i2:.2f} {found.q:.4f}" == "0.3132 92.22 152.2330"
        assert f"{found.estimate:.4f} {found.low:.4f} {found.high:.4f}" == "-0.7145 -1.1084 -0.3206"
        assert f"{found.estimate / found.error:.4f}" == "-3.9522"

    def test_by_dersimonian_and_laird(self):
        found = pool(BCG, Estimator.DERSIMONIAN_LAIRD)

        assert f"{found.tau2:.4f} {found.estimate:.4f} {100 * found.i2:.2f}" == "0.3088 -0.7141 92.12"

    def test_the_first_trials_own_effect(self):
        assert f"{BCG[0].value:.4f} {BCG[0].error ** 2:.4f}" == "-0.8893 0.3256"

    def test_stays_on_the_scale_of_its_unit(self):
        found = pool(BCG)

        assert found.unit == LOG_RATIO
        assert f"{exp(found.estimate):.4f}" == "0.4894"

    def test_says_what_the_next_site_may_expect(self):
        found = pool(BCG)

        assert found.next_low < found.low < found.high < found.next_high

    def test_leaves_each_site_out_in_turn(self):
        without = dict(leave_one_out(BCG))

        assert list(without) == list(TRIALS)
        assert all(found.sites == 12 for found in without.values())
        assert min(found.estimate for found in without.values()) < pool(BCG).estimate

    def test_looks_at_small_studies(self):
        found = small_studies(BCG)

        assert not found.warns
        assert found.chance > 0.10


class TestRefuses:
    @pytest.mark.parametrize(
        ("effects", "code"),
        [
            ([], "too-few"),
            ([an_effect()], "too-few"),
            ([an_effect(), an_effect()], "overlap"),
            ([an_effect(), an_effect("Southvale", unit="hours")], "units"),
            ([an_effect(), an_effect("Southvale", error=None)], "no-error"),
            ([an_effect(), an_effect("Southvale", error=0.0)], "impossible"),
            ([an_effect(), an_effect("Southvale", error=-1.0)], "impossible"),
            ([an_effect(), an_effect("Southvale", error=nan)], "impossible"),
            ([an_effect(), an_effect("Southvale", value=inf)], "impossible"),
        ],
    )
    def test_saying_why(self, effects: list[Effect], code: str):
        with pytest.raises(Refused) as refusal:
            pool(effects)

        assert refusal.value.code == code
        assert str(refusal.value).endswith(".")

    def test_to_leave_one_of_two_out(self):
        with pytest.raises(Refused, match="at least three"):
            leave_one_out([an_effect(), an_effect("Southvale")])

    def test_to_judge_small_studies_from_a_few(self):
        with pytest.raises(Refused, match="at least 10"):
            small_studies(BCG[:9])

    @pytest.mark.parametrize(("low", "high", "level"), [(2, 1, 0.95), (1, 1, 0.95), (nan, 1, 0.95), (0, 1, 1.0)])
    def test_an_interval_that_cannot_be(self, low: float, high: float, level: float):
        with pytest.raises(Refused):
            error_of_interval(low, high, level)

    @pytest.mark.parametrize("counts", [(-1, 5, 1, 5), (6, 5, 1, 5), (0, 0, 1, 5)])
    def test_counts_that_cannot_be(self, counts: tuple[int, int, int, int]):
        with pytest.raises(Refused):
            log_risk_ratio("Northmarch", *counts)

    def test_rates_over_nothing(self):
        with pytest.raises(Refused):
            log_rate_ratio("Northmarch", 3, 0.0, 4, 10.0)


class TestEffects:
    def test_take_their_error_from_an_interval(self):
        assert error_of_interval(-1.96, 1.96) == pytest.approx(1.0, abs=1e-4)

    def test_bear_a_group_without_cases(self):
        found = log_risk_ratio("Northmarch", 0, 50, 4, 50)

        assert found.value < 0 < (found.error or 0)

    def test_compare_rates(self):
        found = log_rate_ratio("Northmarch", 20, 100.0, 40, 100.0)

        assert exp(found.value) == pytest.approx(0.5)
        assert found.error == pytest.approx((1 / 20 + 1 / 40) ** 0.5)


class TestTwoSites:
    def test_are_pooled_without_a_look_ahead(self):
        found = pool([an_effect(value=-0.5), an_effect("Southvale", value=-0.1)])

        assert found.next_low is None
        assert found.low < found.estimate < found.high

    def test_that_agree_to_the_digit_are_not_certain(self):
        found = pool([an_effect(), an_effect("Southvale")])

        assert found.high - found.low > 0.1


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    values=st.lists(st.floats(-5, 5), min_size=3, max_size=12),
    shift=st.floats(-10, 10),
    factor=st.floats(0.1, 10),
    seed=st.integers(0, 2**16),
)
def test_a_shift_or_a_change_of_unit_moves_the_summary_along(
    values: list[float], shift: float, factor: float, seed: int
):
    errors = np.random.default_rng(seed).uniform(0.05, 2, len(values))
    plain = pool([Effect(str(n), v, e, "x") for n, (v, e) in enumerate(zip(values, errors, strict=True))])
    moved = pool(
        [
            Effect(str(n), v * factor + shift, e * factor, "x")
            for n, (v, e) in enumerate(zip(values, errors, strict=True))
        ]
    )

    assert moved.estimate == pytest.approx(plain.estimate * factor + shift, abs=1e-5, rel=1e-5)
    assert moved.tau2 == pytest.approx(plain.tau2 * factor**2, abs=1e-4, rel=1e-4)
    assert plain.low <= plain.estimate <= plain.high
    assert sum(plain.weights) == pytest.approx(1)
    assert 0 <= plain.i2 <= 1


@pytest.mark.parametrize("estimator", list(Estimator))
def test_the_interval_covers_the_truth_about_as_often_as_it_says(estimator: Estimator):
    assert 0.90 <= covered(100, seed=11, estimator=estimator) <= 0.99
