"""What is forgone is a range over the forces that do not use a tool, or a reason why none is told."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.rules.coverage import Weighted
from registry.rules.forgone import Measured, NotCarried, forgone

FORCES = [Weighted(1, 100, population=1000), Weighted(2, 300, population=500), Weighted(3, 600), Weighted(4)]
YEAR = Measured("Hours saved", "hours", 1000.0, 3000.0, date(2025, 1, 1), date(2025, 12, 31), False, False)


class TestARange:
    def test_is_the_interval_for_each_officer_times_the_officers_elsewhere(self):
        found = forgone(YEAR, 1, FORCES, {3}, "officers")

        assert (round(found.low, -1), round(found.high, -1)) == (3000, 9010)  # 300 / 100, and 365.25 days for 365
        assert (found.at_site, found.elsewhere, found.forces, found.without) == (100, 300, 1, 1)

    def test_by_residents_leaves_out_whose_number_is_not_known(self):
        found = forgone(YEAR, 1, FORCES, set(), "residents")

        assert (found.elsewhere, found.forces, found.without) == (500, 1, 2)

    def test_half_a_year_counts_for_a_whole(self):
        half = replace(YEAR, ends_on=date(2025, 7, 2))

        assert forgone(half, 1, FORCES, {3}, "officers").low == pytest.approx(3000 * 365.25 / 183)

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(st.sets(st.integers(1, 4)), st.floats(-1e5, 1e5), st.floats(0, 1e5))
    def test_those_who_use_it_never_add_to_it(self, adopted: set[int], low: float, wide: float):
        measured = replace(YEAR, low=low, high=low + wide)
        try:
            fewer = forgone(measured, 1, FORCES, adopted, "officers")
        except NotCarried:
            return
        every = forgone(measured, 1, FORCES, set(), "officers")

        assert fewer.elsewhere <= every.elsewhere == 900
        assert fewer.low <= fewer.high


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            ({"low": None}, "no interval"),
            ({"ex_ante": True}, "estimated beforehand"),
            ({"one_off": True}, "saved once"),
            ({"starts_on": None}, "over which days"),
            ({"ends_on": date(2025, 1, 10)}, "10 days"),
        ],
    )
    def test_what_the_study_does_not_carry(self, changes, why):
        with pytest.raises(NotCarried, match=why):
            forgone(replace(YEAR, **changes), 1, FORCES, set(), "officers")

    @pytest.mark.parametrize(("site", "adopted"), [(4, set()), (None, set()), (9, set()), (1, {2, 3})])
    def test_what_is_not_known_of_the_forces(self, site, adopted):
        with pytest.raises(NotCarried):
            forgone(YEAR, site, FORCES, adopted, "officers")
