"""When a fact is too old to be believed: after 12 months it reads "not stated" until somebody says that it still stands."""

from datetime import date, timedelta

STANDS_FOR = timedelta(days=365)
COSTS = ("cost_band", "cost_setup_amount", "cost_setup", "cost_yearly_amount", "cost_per", "cost_yearly", "price_year")


def is_old(stated_on: date, today: date) -> bool:
    """Whether a fact was last true more than 12 months ago, as far as was said."""
    return today - stated_on > STANDS_FOR


def oldest(today: date) -> date:
    """The earliest day on which a fact may have been stated to be believed today."""
    return today - STANDS_FOR
