"""How an assessment is made of its answers, how long it holds, and what it reads as on a day: pure and printed."""

import calendar
from collections.abc import Iterable
from datetime import date

from registry.rules.words import Compliance

RULE = (
    "The weakest requirement decides: not met before partial, partial before exempt, exempt before met. "
    "Requirements that do not apply are left out; where none applies, the standard does not apply."
)
WEAKEST_FIRST = (Compliance.NOT_MET, Compliance.PARTIAL, Compliance.EXEMPT, Compliance.MET)
EXPIRED, LAPSED = "expired", "lapsed"


def weakest(answers: Iterable[Compliance]) -> Compliance:
    """The state of a standard from those of its requirements, by the printed rule."""
    given = set(answers)
    return next((state for state in WEAKEST_FIRST if state in given), Compliance.NOT_APPLICABLE)


def months_after(day: date, months: int) -> date:
    """The day a number of months later; the last of a month where that month has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def state_on(compliance: Compliance, expires_on: date | None, exempt_until: date | None, day: date) -> str:
    """What an assessment reads as on a London day: its last day still counts, the next one does not."""
    if expires_on is not None and expires_on < day:
        return EXPIRED
    if exempt_until is not None and exempt_until < day:
        return LAPSED
    return compliance.value
