from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from registry.rules.coverage import COUNTED, Weighted, coverage
from registry.rules.words import Standing

DAY = date(2019, 9, 30)


def force(number: int, officers: int | None = 1000, population: int | None = 500_000) -> Weighted:
    return Weighted(number, officers, DAY if officers is not None else None, "Workforce", population, DAY, "Estimates")


class TestCoverage:
    def test_gives_number_and_share_together(self):
        forces, officers, residents = coverage([force(1, 3000), force(2, 1000)], {1: Standing.REPORTED})

        assert (forces.part, forces.whole, forces.percent) == (1, 2, 50)
        assert (officers.part, officers.whole, officers.percent) == (3000, 4000, 75)
        assert residents.percent == 50

    def test_splits_by_standing(self):
        forces, _, _ = coverage([force(1), force(2), force(3)], {1: Standing.CONFIRMED, 2: Standing.UNCONFIRMED})

        assert [forces.parts[standing] for standing in COUNTED] == [1, 1, 0]

    def test_a_disputed_adoption_covers_nothing(self):
        assert coverage([force(1)], {1: Standing.DISPUTED})[0].part == 0

    def test_an_adopter_outside_the_forces_covers_nothing(self):
        assert coverage([force(1)], {99: Standing.CONFIRMED})[0].part == 0

    def test_a_force_without_a_figure_is_left_out_and_counted_apart(self):
        _, officers, _ = coverage([force(1), force(2, None)], {1: Standing.CONFIRMED, 2: Standing.CONFIRMED})

        assert (officers.part, officers.whole, officers.without) == (1000, 1000, 1)

    def test_names_the_date_and_the_source_of_the_weights(self):
        _, officers, _ = coverage([force(1)], {})

        assert (officers.dates, officers.sources) == ((DAY,), ("Workforce",))

    def test_of_no_force_is_nothing(self):
        assert [share.percent for share in coverage([], {})] == [0, 0, 0]

    @given(
        officers=st.lists(st.integers(0, 40_000), max_size=60),
        standings=st.lists(st.sampled_from(list(Standing)), max_size=60),
    )
    def test_is_between_nothing_and_the_whole(self, officers, standings):
        forces = [force(number, weight) for number, weight in enumerate(officers)]
        adopted = dict(enumerate(standings))

        for share in coverage(forces, adopted):
            assert 0 <= share.part <= share.whole
            assert share.part == sum(share.parts.values())
            assert 0 <= share.percent <= 100
