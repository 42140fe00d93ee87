"""Working days: Monday to Friday but for the bank holidays that are published."""

from datetime import date

import pytest

from registry.rules.working_days import working_days_after

pytestmark = pytest.mark.static


@pytest.mark.parametrize(
    ("day", "number", "found"),
    [
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # Boxing Day is a Saturday, so the Monday is free as well
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # Easter
        (date(2027, 12, 24), 2, date(2027, 12, 30)),
        (date(2031, 12, 24), 1, date(2031, 12, 25)),  # not published yet
    ],
)
def test_bank_holidays_are_none(day, number, found):
    assert working_days_after(day, number) == found
