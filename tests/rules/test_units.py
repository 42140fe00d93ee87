"""Units: what turns into what, by which constant, and what is refused."""

from math import inf, isclose, nan

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.rules.units import HOURS_PER_YEAR, OFFICER_YEARS, TIME, UNITS, NotConvertible, convert, convertible, read
from registry.seeding.files import read_yaml

TIMES = [unit.code for unit in UNITS.values() if unit.kind == TIME]


@pytest.mark.parametrize(
    ("value", "given_unit", "wanted", "found"),
    [
        (3.3, "minutes", "seconds", 198),
        (198, "seconds", "minutes", 3.3),
        (90, "minutes", "hours", 1.5),
        (2, "days", "hours", 48),
        (0.187, "share", "percent", 18.7),
        (29.2, "percent", "per-1000", 292),
        (5, "hours", "hours", 5),
    ],
)
def test_figures_turn(value, given_unit, wanted, found):
    assert isclose(convert(value, given_unit, wanted), found)


def test_the_published_constants_give_the_published_officers():
    assert sorted(HOURS_PER_YEAR) == [1779, 2000]
    assert round(convert(38e6, "hours", OFFICER_YEARS, 1779)) == 21360  # printed as 21,358, from a longer constant
    assert convert(60e6, "hours", OFFICER_YEARS, 2000) == 30000


@pytest.mark.parametrize(
    ("given_unit", "wanted", "constant", "said"),
    [
        ("hours", OFFICER_YEARS, None, "Say how many hours"),
        (OFFICER_YEARS, "hours", 0, "Say how many hours"),
        ("hours", "percent", None, "cannot be turned"),
        ("percent", "percent-change", None, "cannot be turned"),
        ("sheep", "hours", None, "not on the list"),
        ("hours", "sheep", None, "not on the list"),
    ],
)
def test_what_does_not_turn_is_refused(given_unit, wanted, constant, said):
    with pytest.raises(NotConvertible, match=said):
        convert(1, given_unit, wanted, constant)


@pytest.mark.parametrize("value", [nan, inf, 1e308])
def test_what_is_no_figure_is_refused(value):
    with pytest.raises(NotConvertible):
        convert(value, "days", "seconds")


@pytest.mark.parametrize("typed", ["Minutes", " minutes ", "mins", "MIN", "minute"])
def test_a_unit_is_read_as_people_type_it(typed):
    assert read(typed).code == "minutes"


def test_a_rate_is_no_plain_unit():
    assert read("hours a year") is None
    assert not convertible("hours a year", "hours")


def test_every_standard_measure_has_a_unit_on_the_list():
    assert {row["unit"] for row in read_yaml("measures.yaml")["measures"]} <= set(UNITS)


@settings(derandomize=True, database=None, max_examples=100, deadline=None)
@given(st.floats(-1e12, 1e12), st.sampled_from(TIMES), st.sampled_from(TIMES), st.sampled_from(sorted(HOURS_PER_YEAR)))
def test_there_and_back_is_the_same(value, one, other, constant):
    back = convert(convert(value, one, other, constant), other, one, constant)

    assert isclose(back, value, rel_tol=1e-9, abs_tol=1e-9)
