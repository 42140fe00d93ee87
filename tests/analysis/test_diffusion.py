"""Spread is fitted and drawn ahead as a range, tested on what was held back, and refused when the counts do not carry it."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.analysis.diffusion import TOLD, Counted, Model, back_test, fit
from registry.analysis.refusals import Refused
from tests.analysis.spreads import covered, spread

# Forces of 43 with the Single Online Home by year: published counts, see seed/published/spread_series.csv
PUBLISHED = [(2015.5, 1), (2020.54, 19), (2021.18, 27), (2023.29, 34), (2024.79, 40), (2025.5, 41)]
HOME = [Counted(time, number) for time, number in PUBLISHED]


class TestAPublishedSeries:
    def test_gives_a_range_of_counts_that_never_falls_and_never_passes_the_whole(self):
        ahead = fit(HOME, 43).forecast([2026.5, 2027.5, 2028.5])

        assert all(41 <= one.low <= one.middle <= one.high <= 43 for one in ahead)
        assert [one.middle for one in ahead] == sorted(one.middle for one in ahead)

    def test_is_tested_on_the_points_that_were_held_back(self):
        found = back_test(HOME, 43)

        assert [came.number for came, _foretold in found.held_back] == [34, 40, 41]
        assert found.error == pytest.approx(2, abs=1)
        assert found.within == 2

    def test_says_how_little_a_few_counts_tell_of_the_rates(self):
        found = fit(HOME, 43)

        assert found.outside.low is None
        assert found.others.low < found.others.value < found.others.high
        assert found.others.high / found.others.low > 2


class TestTheFit:
    @pytest.mark.parametrize("model", list(Model))
    def test_finds_the_rates_of_a_long_spread_within_their_interval(self, model: Model):
        outside = 0.03 if model is Model.BASS else 0.0
        found = fit(spread(np.random.default_rng(7), 80, outside, 0.5, 12, start=5), 80, model)

        assert found.others.low <= 0.5 <= found.others.high
        assert (found.outside is None) == (model is Model.LOGISTIC)

    def test_all_chance_is_somewhere(self):
        assert fit(HOME, 43).chances.sum() == pytest.approx(1)

    @settings(max_examples=25, deadline=None, derandomize=True, database=None)
    @given(st.lists(st.integers(0, 6), min_size=3, max_size=8), st.integers(1, 5))
    def test_a_range_holds_its_middle_and_widens_or_stays(self, more: list[int], ahead: int):
        points = [Counted(float(at), 1 + sum(more[:at])) for at in range(len(more) + 1)]
        try:
            foretold = fit(points, 60).forecast([len(more) + step for step in range(ahead + 1)])
        except Refused:
            return

        assert foretold[0].low == foretold[0].high == points[-1].number
        assert all(one.low <= one.middle <= one.high <= 60 for one in foretold)
        assert all(earlier.low <= later.low for earlier, later in itertools.pairwise(foretold))

    @pytest.mark.parametrize("model", list(Model))
    def test_ranges_hold_what_came_in_simulated_spreads(self, model: Model):
        assert TOLD == 0.8
        assert 0.7 <= covered(100, seed=2, model=model) <= 0.9


class TestRefusals:
    @pytest.mark.parametrize(
        ("counts", "whole", "code"),
        [
            ([1, 3, 5, 6], 43, "too-few"),
            ([0, 20], 43, "too-few"),
            ([], 43, "too-few"),
            ([1, 9, 8, 12], 43, "falling"),
            ([1, 9, 44], 43, "impossible"),
            ([-1, 9, 12], 43, "impossible"),
        ],
    )
    def test_says_which(self, counts: list[int], whole: int, code: str):
        with pytest.raises(Refused) as refusal:
            fit([Counted(float(at), number) for at, number in enumerate(counts)], whole)

        assert refusal.value.code == code

    def test_one_time_twice(self):
        with pytest.raises(Refused, match="order"):
            fit([Counted(1, 1), Counted(1, 5), Counted(2, 9)], 43)

    @pytest.mark.parametrize(
        ("counts", "said"),
        [([1, 3, 5, 7, 9], "either alone explains them"), ([1, 40, 43], "from above")],
        ids=["even growth", "all at once"],
    )
    def test_counts_that_do_not_bound_the_rates_and_says_which(self, counts: list[int], said: str):
        with pytest.raises(Refused, match=said) as refusal:
            fit([Counted(float(at), number) for at, number in enumerate(counts)], 43)

        assert refusal.value.code == "not-identifiable"

    def test_a_forecast_looks_ahead(self):
        with pytest.raises(Refused, match="ahead"):
            fit(HOME, 43).forecast([2020.0])

    def test_a_back_test_needs_something_to_hold_back(self):
        with pytest.raises(Refused, match="hold any back"):
            back_test(HOME[:3], 43)
