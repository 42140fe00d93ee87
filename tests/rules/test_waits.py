"""How long adoptions waited, from their dated steps."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.analysis.refusals import Refused
from registry.analysis.survival import survival
from registry.rules.lifecycles import PATH, Stage
from registry.rules.waits import MONTH, Dated, Spell, stalled, usual, usuals, waits
from registry.rules.words import Precision

TODAY = date(2026, 11, 1)
S = Stage


def steps(*told: tuple[Stage, str], adoption: int = 1, precision: Precision = Precision.DAY) -> list[Dated]:
    return [Dated(adoption, 10 + adoption, stage, date.fromisoformat(day), precision) for stage, day in told]


class TestUntilAdopted:
    def test_runs_from_the_first_stage_to_live(self):
        found = waits(steps((S.INTERESTED, "2026-01-01"), (S.PILOTING, "2026-03-01"), (S.LIVE, "2026-07-01")), TODAY)

        assert [(wait.ending, round(wait.months * MONTH)) for wait in found.until] == [("adopted", 181)]

    @pytest.mark.parametrize("ending", [S.DECLINED, S.STOPPED])
    def test_an_exit_is_an_ending_of_its_own(self, ending: Stage):
        found = waits(steps((S.ASSESSING, "2026-01-01"), (ending, "2026-02-01")), TODAY)

        assert [wait.ending for wait in found.until] == [ending]

    def test_what_has_not_ended_is_still_watched(self):
        found = waits(steps((S.ASSESSING, "2026-10-01")), TODAY)

        assert [(wait.ending, round(wait.months * MONTH)) for wait in found.until] == [(None, 31)]

    def test_a_pause_does_not_end_the_wait(self):
        found = waits(
            steps((S.PILOTING, "2026-01-01"), (S.PAUSED, "2026-02-01"), (S.PILOTING, "2026-05-01")),
            TODAY,
        )

        assert [(spell.stage, spell.next) for spell in found.spells] == [(S.PILOTING, None)]
        assert [wait.ending for wait in found.until] == [None]

    def test_what_was_live_when_it_was_recorded_is_left_out_and_counted(self):
        found = waits(steps((S.LIVE, "2024-01-01")), TODAY)

        assert (found.until, found.left_out) == ((), 1)

    def test_what_has_only_a_year_is_left_out_and_counted(self):
        told = steps((S.ASSESSING, "2024-01-01"), (S.LIVE, "2025-01-01"), precision=Precision.YEAR)

        assert waits(told, TODAY).left_out == 1


class TestSpells:
    def test_each_stage_ends_with_the_next(self):
        found = waits(
            steps((S.ASSESSING, "2026-01-01"), (S.APPROVED, "2026-02-01"), (S.DECLINED, "2026-04-01")), TODAY
        ).spells

        assert [(spell.stage, spell.next) for spell in found] == [(S.ASSESSING, S.APPROVED), (S.APPROVED, S.DECLINED)]

    @settings(max_examples=80, deadline=None, derandomize=True, database=None)
    @given(st.lists(st.tuples(st.sampled_from(PATH), st.integers(0, 900)), max_size=6))
    def test_spells_of_one_adoption_fill_the_time_since_it_began(self, told: list[tuple[Stage, int]]):
        ordered = sorted(told, key=lambda one: (one[1], PATH.index(one[0])))
        start = date(2024, 1, 1).toordinal()
        found = waits(
            [Dated(1, 11, stage, date.fromordinal(start + day), Precision.DAY) for stage, day in ordered], TODAY
        )
        total = sum(spell.months for spell in found.spells) * MONTH

        assert total == pytest.approx((TODAY.toordinal() - start - ordered[0][1]) if ordered else 0)
        assert all(spell.months >= 0 for spell in found.spells)


def spell(months: float, next_stage: Stage | None = None, stage: Stage = S.PILOTING) -> Spell:
    return Spell(1, stage, months, next_stage, TODAY, 1)


def by_the_curve(spells: list[Spell]) -> float | None:
    try:
        curve = survival([one.months for one in spells], [one.next is not None for one in spells])
    except Refused:
        return None
    return curve.quantile(0.8)[0]


class TestWhatIsUsual:
    @given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), max_size=40))
    @settings(derandomize=True, max_examples=150, deadline=None)
    def test_is_what_the_curve_says(self, told):
        spells = [spell(float(months), S.LIVE if moved else None) for months, moved in told]

        found = usual(spells)

        assert (found.months if found else None) == by_the_curve(spells)

    def test_is_told_with_how_many_it_rests_on(self):
        found = usual([*(spell(n, S.LIVE) for n in (1, 2, 3, 4, 5)), spell(9)])

        assert found is not None
        assert (found.months, found.watched, found.moved, found.at_risk) == (5, 6, 5, 2)

    def test_is_not_told_of_fewer_than_three_that_moved(self):
        assert usual([spell(1, S.LIVE), spell(2, S.LIVE), spell(9)]) is None


class TestStalled:
    MOVED = tuple(spell(n, S.LIVE) for n in (1, 2, 3, 4, 5))

    def test_is_what_lasts_longer_the_longest_first(self):
        found = stalled([spell(6), spell(8), spell(3), spell(40, S.LIVE)], usuals(self.MOVED))

        assert [(one.months, told.months) for one, told in found] == [(8, 4), (6, 4)]

    def test_no_stage_is_compared_with_another(self):
        assert stalled([spell(60, stage=S.ASSESSING)], usuals(self.MOVED)) == []

    def test_what_is_live_stands_nowhere_still(self):
        assert (
            stalled([spell(60, stage=S.LIVE)], usuals([spell(n, S.BUSINESS_AS_USUAL, S.LIVE) for n in range(9)])) == []
        )
