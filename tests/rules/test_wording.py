"""Dates and standings as texts say them."""

from datetime import date

import pytest

from registry.rules.wording import spoken, standing_in_words
from registry.rules.words import Precision, Standing

DAY = date(2026, 5, 3)


@pytest.mark.parametrize(
    ("precision", "words"),
    [(Precision.DAY, "3 May 2026"), (Precision.MONTH, "May 2026"), (Precision.YEAR, "2026"), (None, "3 May 2026")],
)
def test_a_date_is_as_exact_as_it_is_known(precision, words):
    assert spoken(DAY, precision) == words


@pytest.mark.parametrize(
    ("standing", "words"),
    [
        (Standing.CONFIRMED, "confirmed 3 May 2026"),
        (Standing.UNCONFIRMED, "unconfirmed since 3 May 2026"),
        (Standing.REPORTED, "reported, 3 May 2026"),
        (Standing.DISPUTED, "disputed, 3 May 2026"),
    ],
)
def test_a_standing_is_told_with_its_day(standing, words):
    assert standing_in_words(standing, DAY) == words


def test_a_standing_without_a_day_is_told_alone():
    assert standing_in_words(Standing.REPORTED, None) == "reported"
