"""What fits what, and what is too old to be believed."""

from datetime import date, timedelta

import pytest

from registry.rules.compatibility import Fit, match, version_in
from registry.rules.staleness import is_old, oldest

TODAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("needed", "estate", "fit"),
    [
        (["a", "b"], {"a": True, "b": True, "c": False}, Fit.FITS),
        (["a", "b"], {"a": True, "b": False}, Fit.NEEDS_CHANGES),
        (["a", "b"], {"a": False}, Fit.NEEDS_CHANGES),
        (["a", "b"], {"a": True}, Fit.NOT_STATED),
        (["a"], {}, Fit.NOT_STATED),
        ([], {"a": True}, Fit.NOT_STATED),
    ],
)
def test_nothing_follows_from_what_is_not_stated(needed, estate, fit):
    assert match(needed, estate).fit is fit


def test_says_what_is_there_what_is_lacking_and_what_nobody_said():
    found = match(["a", "b", "c", "a"], {"a": True, "b": False})

    assert (found.has, found.lacks, found.unknown) == (("a",), ("b",), ("c",))


def test_a_fact_stands_for_a_year_to_the_day():
    assert not is_old(TODAY - timedelta(days=365), TODAY)
    assert is_old(TODAY - timedelta(days=366), TODAY)
    assert oldest(TODAY) == TODAY - timedelta(days=365)


@pytest.mark.parametrize(
    ("family", "version"),
    [
        ("Pronto 9.2", "9.2"),
        ("Pronto v9.2.1", "v9.2.1"),
        ("Pronto 10.x", "10.x"),
        ("Pronto v3", "v3"),
        ("Pronto ver. 3", "ver. 3"),
        ("Pronto Release 12", "Release 12"),
        ("Pronto, latest version", "version"),
        ("Server 2019", "2019"),
        ("2019", "2019"),
        ("12", "12"),
    ],
)
def test_a_version_is_seen(family, version):
    assert version_in(family) == version


@pytest.mark.parametrize(
    "family",
    [
        "",
        "Office 365",
        "Pronto 2",
        "3M Storm",
        "Inversion",
        "Release manager",
        "4Site",
        "N.I.C.H.E.",
        "101 desk",
        "Vision",
    ],
)
def test_a_number_in_a_name_is_no_version(family):
    assert version_in(family) == ""
