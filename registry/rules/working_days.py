"""Days on which offices work: Monday to Friday but for the bank holidays of England and Wales.

They are as published at https://www.gov.uk/bank-holidays for the years below. In any other year Monday to Friday alone counts.
"""

from datetime import date, timedelta

SATURDAY = 5
BANK_HOLIDAYS = frozenset(
    date(year, month, day)
    for year, days in {
        2025: ((1, 1), (4, 18), (4, 21), (5, 5), (5, 26), (8, 25), (12, 25), (12, 26)),
        2026: ((1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)),
        2027: ((1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)),
    }.items()
    for month, day in days
)


def working_days_after(day: date, number: int) -> date:
    """The day that is `number` working days after another, which is not counted itself."""
    found = day
    while number > 0:
        found += timedelta(days=1)
        number -= _worked(found)
    return found


def _worked(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in BANK_HOLIDAYS
