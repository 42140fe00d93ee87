"""How alike forces are: by what is known of both, and by nothing else."""

from math import log

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from registry.rules.likeness import Aspect, Traits, compared, nearest

OFFICERS, POPULATION, SYSTEMS = Aspect.OFFICERS, Aspect.POPULATION, Aspect.SYSTEMS


def force(key, officers=None, population=None, region=None, systems=None, name=""):
    known = {OFFICERS: officers, POPULATION: population}
    return Traits(key, name or f"Force {key}", region, {a: v for a, v in known.items() if v}, systems)


def test_the_distance_is_the_mean_of_what_is_known_of_both():
    found = compared(force(1, 1000, 500_000), force(2, 2000, 500_000))

    assert found.parts == {OFFICERS: pytest.approx(log(2)), POPULATION: 0}
    assert found.distance == pytest.approx(log(2) / 2)


def test_what_is_not_known_of_both_is_left_out_and_named():
    found = compared(force(1, 1000, 500_000), force(2, 1000))

    assert found.parts == {OFFICERS: 0}
    assert found.left_out == (POPULATION, Aspect.DENSITY, SYSTEMS, Aspect.DEMAND)


def test_systems_count_from_three_kinds_that_both_state():
    three = {"a": True, "b": True, "c": False}

    few = compared(force(1, 1000, systems={"a": True, "b": True}), force(2, 1000, systems=three))
    enough = compared(
        force(1, 1000, systems={"a": True, "b": False, "c": False, "d": True}), force(2, 1000, systems=three)
    )

    assert SYSTEMS not in few.parts
    assert enough.parts[SYSTEMS] == pytest.approx(1 / 3)


def test_without_a_size_there_is_no_distance():
    same = {"a": True, "b": True, "c": True}

    assert compared(force(1, systems=same), force(2, systems=same)) is None
    assert nearest(force(1), [force(2, 1000)]) == []


def test_the_same_region_comes_first_of_two_that_are_as_near_and_a_force_is_not_like_itself():
    one = force(1, 1000, region="East")
    others = [one, force(2, 1100, region="West", name="A"), force(3, 1100, region="East", name="B"), force(4, 9000)]

    assert [row.other.key for row in nearest(one, others, 2)] == [3, 2]


@seed(20261127)
@settings(max_examples=200, deadline=None, database=None)
@given(*[st.floats(1, 1e7)] * 4)
def test_is_the_same_both_ways_and_never_below_nothing(a, b, c, d):
    there, back = compared(force(1, a, b), force(2, c, d)), compared(force(2, c, d), force(1, a, b))

    assert there.distance == pytest.approx(back.distance)
    assert there.distance >= 0
