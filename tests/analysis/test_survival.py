"""Time to an event reproduces a published example to its printed digits, by hand-computed shares, and refuses what is thin.

The example is the remission of leukaemia under 6-mercaptopurine and under placebo, in weeks (Freireich and others, Blood 21,
1963), whose estimates and standard errors are printed in Kleinbaum and Klein, Survival Analysis, chapter 2.
"""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.analysis.refusals import Refused
from registry.analysis.survival import incidence, stalled, survival

WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [
    True,
    True,
    True,
    False,
    True,
    False,
    True,
    False,
    False,
    True,
    True,
    *[False] * 3,
    True,
    True,
    *[False] * 5,
]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


class TestThePublishedExample:
    def test_the_share_in_remission_with_its_standard_error(self):
        printed = [f"{step.time:.0f} {step.at_risk} {step.waiting:.4f} {step.error:.4f}" for step in treated().steps]

        assert printed == [
            "6 21 0.8571 0.0764",
            "7 17 0.8067 0.0869",
            "10 15 0.7529 0.0963",
            "13 12 0.6902 0.1068",
            "16 11 0.6275 0.1141",
            "22 7 0.5378 0.1282",
            "23 6 0.4482 0.1346",
        ]

    def test_the_median_with_its_interval(self):
        assert treated().quantile(0.5) == (23, 13, None)
        assert survival(PLACEBO, [True] * 21).quantile(0.5) == (8, 4, 11)

    def test_counts_cases_events_and_the_censored(self):
        found = treated()

        assert (found.cases, found.events, found.censored, found.longest) == (21, 9, 12, 35)


class TestTheCurve:
    def test_a_share_that_is_not_reached_has_no_time(self):
        assert treated().quantile(0.8)[0] is None

    def test_tells_the_share_at_any_time(self):
        assert [round(treated().waiting_at(time), 3) for time in (0, 6, 8, 100)] == [1, 0.857, 0.807, 0.448]

    def test_the_last_case_makes_nothing_certain(self):
        last = survival(PLACEBO, [True] * 21).steps[-1]

        assert last.waiting == 0
        assert last.high > 0

    @settings(max_examples=60, deadline=None, derandomize=True, database=None)
    @given(st.lists(st.tuples(st.integers(0, 60), st.booleans()), min_size=3, max_size=40))
    def test_never_rises_and_stays_within_its_interval(self, cases: list[tuple[int, bool]]):
        times, happened = [time for time, _ in cases], [was for _, was in cases]
        if sum(happened) < 3:
            with pytest.raises(Refused):
                survival(times, happened)
            return
        steps = survival(times, happened).steps

        assert all(later.waiting <= earlier.waiting for earlier, later in itertools.pairwise(steps))
        assert all(0 <= step.low <= step.waiting <= step.high <= 1 for step in steps)


class TestSeveralEndings:
    def test_by_hand(self):
        """Eight watched: an ending at 1 of 8, 2 of 7, 4 of 5, 6 of 3 and 7 of 2; the rest censored between."""
        found = incidence([1, 2, 3, 4, 5, 6, 7, 8], ["live", "declined", None, "live", None, "declined", "live", None])

        waiting_after_4 = (7 / 8) * (6 / 7) * (4 / 5)
        assert found["live"][-1].share == pytest.approx(1 / 8 + (3 / 4) / 5 + waiting_after_4 * (2 / 3) / 2)
        assert found["declined"][-1].share == pytest.approx((7 / 8) / 7 + waiting_after_4 / 3)

    def test_an_exit_is_not_taken_for_censored(self):
        times, endings = [1, 2, 3, 4, 5, 6], ["declined", "declined", "declined", "live", "live", "live"]
        naive = survival(times, [ending == "live" for ending in endings])

        assert incidence(times, endings)["live"][-1].share == pytest.approx(0.5)
        assert naive.steps[-1].waiting == 0

    @settings(max_examples=40, deadline=None, derandomize=True, database=None)
    @given(
        st.lists(st.tuples(st.integers(1, 40), st.sampled_from(["live", "declined", None])), min_size=4, max_size=30)
    )
    def test_all_endings_and_those_still_waiting_make_a_whole(self, cases: list[tuple[int, str | None]]):
        times, endings = [time for time, _ in cases], [ending for _, ending in cases]
        happened = [ending is not None for ending in endings]
        if sum(happened) < 3:
            return
        ended = sum(shares[-1].share for shares in incidence(times, endings).values())

        assert ended + survival(times, happened).steps[-1].waiting == pytest.approx(1)


class TestStalls:
    def test_longer_than_four_in_five_took(self):
        comparable = survival(PLACEBO, [True] * 21)

        assert (stalled(13, comparable), stalled(12, comparable)) == (True, False)

    def test_cannot_be_told_while_too_few_got_there(self):
        assert stalled(40, treated()) is None


class TestRefusals:
    @pytest.mark.parametrize(
        ("times", "happened", "code"),
        [
            ([1, 2, 3], [True, True, False], "too-few"),
            ([], [], "too-few"),
            ([1, -2, 3], [True] * 3, "impossible"),
            ([1, float("inf"), 3], [True] * 3, "impossible"),
            ([1, 2], [True], "lengths"),
        ],
    )
    def test_says_which(self, times: list[float], happened: list[bool], code: str):
        with pytest.raises(Refused) as refusal:
            survival(times, happened)

        assert refusal.value.code == code


def treated():
    return survival(WEEKS, RELAPSED)
