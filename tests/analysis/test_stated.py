"""What follows from a stated effect: published figures to their printed digits, and nothing out of nothing.

The trial is the first of the BCG vaccine trials (Aronson, 1948): 4 of 123 against 11 of 139, with a log risk ratio of
-0.8893 and a variance of 0.3256 as printed by Colditz and others (1994) and by the metafor package; the log odds ratio
is -0.9387 with a variance of 0.3571, and the difference in risk -0.0466 with a variance of 0.0008.
"""

from math import exp, isclose, isfinite, log, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.analysis.stated import FORMULAS, RATIOS, Stated, worked_out

ARONSON = (4, 123, 11, 139)
KINDS = [*sorted(RATIOS), "percentage-points", "percent-change", "mean-difference", "standardised-difference"]


class TestCounts:
    def test_a_risk_ratio_to_its_printed_digits(self):
        found = worked_out(Stated("risk-ratio", counts=ARONSON))

        assert f"{found.value:.4f} {found.error**2:.4f}" == "-0.8893 0.3256"
        assert found.how == ("risk-from-counts", "risk-error", "log-interval-from-error")

    def test_an_odds_ratio_to_its_printed_digits(self):
        found = worked_out(Stated("odds-ratio", counts=ARONSON))

        assert f"{found.value:.4f} {found.error**2:.4f}" == "-0.9387 0.3571"

    def test_a_difference_in_points_to_its_printed_digits(self):
        found = worked_out(Stated("percentage-points", counts=ARONSON))

        assert f"{found.effect / 100:.4f} {found.error**2 / 10_000:.4f}" == "-0.0466 0.0008"

    def test_half_a_case_is_added_and_said(self):
        found = worked_out(Stated("risk-ratio", counts=(0, 50, 5, 50)))

        assert isclose(found.effect, (0.5 / 51) / (5.5 / 51))
        assert "half-added" in found.how

    @pytest.mark.parametrize("kind", sorted(RATIOS))
    def test_nothing_in_either_group_is_no_ratio(self, kind):
        assert worked_out(Stated(kind, counts=(0, 50, 0, 60))) is None


class TestIntervals:
    def test_an_interval_gives_the_error_and_the_error_the_interval(self):
        found = worked_out(Stated("mean-difference", effect=-2.0, low=-3.0, high=-1.0, level=95))

        assert (round(found.error, 4), found.how) == (0.5102, ("error-from-interval",))
        assert worked_out(Stated("mean-difference", effect=-2.0, error=found.error)).low == pytest.approx(-3.0)

    def test_that_of_a_ratio_is_worked_on_the_log_scale(self):
        found = worked_out(Stated("risk-ratio", effect=0.5, low=0.25, high=1.0))

        assert isclose(found.error, log(4) / (2 * 1.959963984540054))

    def test_what_is_stated_stands(self):
        found = worked_out(Stated("mean-difference", effect=-2.0, error=0.7, low=-3.0, high=-1.0))

        assert (found.error, found.low, found.high, found.how) == (0.7, -3.0, -1.0, ())

    def test_another_level_is_wider_or_narrower(self):
        wide, narrow = (worked_out(Stated("mean-difference", effect=0, error=1.0, level=level)) for level in (99, 90))

        assert wide.high > 2.5 > narrow.high > 1.6


class TestValues:
    def test_a_difference_follows_from_before_and_after_without_an_error(self):
        found = worked_out(Stated("mean-difference", before=7.1, after=3.3))

        assert (round(found.effect, 6), found.error, found.low, found.how) == (
            -3.8,
            None,
            None,
            ("effect-from-before-after",),
        )

    def test_a_comparison_group_weighs_more_than_before_and_after(self):
        found = worked_out(Stated("percent-change", before=100, after=50, treated=80, comparison=100))

        assert (found.effect, found.how) == (-20, ("percent-from-groups",))

    def test_nothing_is_divided_by_nought(self):
        assert worked_out(Stated("percent-change", before=0, after=5)) is None

    @pytest.mark.parametrize("stated", [Stated(None, effect=1.0), Stated("mean-difference"), Stated("odds-ratio", -1)])
    def test_without_kind_or_effect_there_is_nothing(self, stated):
        assert worked_out(stated) is None


numbers = st.one_of(st.none(), st.floats(-1e308, 1e308))
counts = st.one_of(
    st.none(),
    st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)).flatmap(
        lambda totals: st.tuples(
            st.integers(0, totals[0]), st.just(totals[0]), st.integers(0, totals[1]), st.just(totals[1])
        )
    ),
)


@settings(derandomize=True, database=None, max_examples=150, deadline=None)
@given(
    st.sampled_from(KINDS),
    numbers,
    st.one_of(st.none(), st.floats(0, 1e300)),
    st.one_of(st.none(), st.floats(50, 99.9)),
    counts,
    numbers,
    numbers,
)
def test_whatever_was_stated_is_worked_out_or_left_alone(kind, effect, error, level, counted, before, after):
    found = worked_out(Stated(kind, effect, error, None, None, level, counted, before, after))

    if found is not None:
        assert set(found.how) <= set(FORMULAS)
        assert found.low is None or (isfinite(found.low) and found.low <= found.high)
        assert found.error is None or found.error >= 0
        if error is not None and effect is not None:
            assert (found.error, found.effect) == (error, effect)


def test_the_middle_of_a_ratios_interval_is_its_effect():
    found = worked_out(Stated("odds-ratio", counts=(10, 100, 20, 100)))

    assert isclose(sqrt(found.low * found.high), found.effect)
    assert isclose(exp(found.value), found.effect)
