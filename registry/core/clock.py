"""The only place that asks what time it is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The calendar day in London, which is the day people mean."""
    return now().astimezone(LONDON).date()


def day_of(moment: datetime) -> date:
    """The London day that a moment falls on."""
    return moment.astimezone(LONDON).date()


def end_of(day: date) -> datetime:
    """The first moment after a London day, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON).astimezone(UTC)
