"""Days on which offices work: Monday to Friday. Bank holidays count as working days; dates are asked for, not enforced."""

from datetime import date, timedelta

SATURDAY = 5


def working_days_after(day: date, number: int) -> date:
    """The day that is `number` working days after another, which is not counted itself."""
    found = day
    while number > 0:
        found += timedelta(days=1)
        number -= found.weekday() < SATURDAY
    return found
