"""Units of measures, and turning a figure from one into another. What cannot be turned is refused, never guessed."""

from dataclasses import dataclass
from math import isfinite

TIME, SHARE, COUNT, MONEY, CHANGE = "time", "share", "count", "money", "change"
OFFICER_YEARS = "officer-years"

# Hours that stand for one officer in a year, as published. They differ by an eighth, so that whoever turns hours into
# officers says by which: Policing Productivity Review of 2023, 38 million hours for 21,358 officers; its end in 2024,
# 60 million hours for 30,000, and 6 million hours a year for 3,000 posts in 2026.
HOURS_PER_YEAR = {
    1779: "38 million hours for 21,358 officers, Policing Productivity Review, November 2023",
    2000: "60 million hours for 30,000 officers and staff, as published in 2024",
}


class NotConvertible(ValueError):
    """One unit cannot be turned into the other. The message says it to a reader."""


@dataclass(frozen=True)
class Unit:
    """A unit: what kind of thing it counts, and how many of the kind's smallest unit it is."""

    code: str
    name: str
    kind: str
    size: float | None  # none where it takes a constant that the reader chooses
    also: tuple[str, ...] = ()

    @property
    def is_bounded(self) -> bool:
        """Whether a level in it lies between nought and the whole."""
        return self.kind == SHARE

    @property
    def most(self) -> float | None:
        """The whole, for a share; nothing for a unit without a bound."""
        return 100 / self.size if self.kind == SHARE and self.size else None


UNITS: dict[str, Unit] = {
    unit.code: unit
    for unit in (
        Unit("seconds", "seconds", TIME, 1, ("second", "secs", "sec", "s")),
        Unit("minutes", "minutes", TIME, 60, ("minute", "mins", "min")),
        Unit("hours", "hours", TIME, 3600, ("hour", "hrs", "hr", "h")),
        Unit("days", "days of 24 hours", TIME, 86400, ("day",)),
        Unit(OFFICER_YEARS, "officer-years", TIME, None, ("officer years", "officer year", "officer-year")),
        Unit("percent", "percent", SHARE, 1, ("%", "per cent", "percentage")),
        Unit("per-100", "in each 100", SHARE, 1, ("per 100",)),
        Unit("per-1000", "in each 1,000", SHARE, 0.1, ("per 1000", "per 1,000")),
        Unit("share", "share from 0 to 1", SHARE, 100, ("proportion", "fraction")),
        Unit("count", "count", COUNT, 1, ("number", "cases", "calls", "crimes")),
        Unit("gbp", "pounds", MONEY, 1, ("£", "pound", "pounds")),
        Unit("percent-change", "percent more or less", CHANGE, 1, ("percent change", "% change")),
    )
}
_BY_NAME = {name: unit for unit in UNITS.values() for name in (unit.code, unit.name, *unit.also)}


def read(text: str | None) -> Unit | None:
    """The unit that somebody typed; nothing for one that is not on the list."""
    return _BY_NAME.get(" ".join((text or "").split()).casefold())


def named(text: str | None) -> str:
    """A unit as people read it: the list's name, or what was typed."""
    unit = read(text)
    return unit.name if unit else (text or "")


def convertible(given: str | None, wanted: str | None) -> bool:
    """Whether one unit can be turned into the other, with a constant where one is asked for."""
    one, other = read(given), read(wanted)
    return one is not None and other is not None and one.kind == other.kind


def convert(value: float, given: str, wanted: str, hours_per_year: int | None = None) -> float:
    """The figure in another unit: value x size of the given unit / size of the wanted one.

    Raises NotConvertible for units of two kinds, units that are not on the list, and officers without their hours.
    """
    one, other = read(given), read(wanted)
    if one is None or other is None:
        missing = given if one is None else wanted
        raise NotConvertible(f"“{missing}” is not on the list of units.")
    if one.kind != other.kind:
        raise NotConvertible(f"{one.name.capitalize()} cannot be turned into {other.name}.")
    found = value if one is other else value * _size(one, hours_per_year) / _size(other, hours_per_year)
    if not isfinite(found):
        raise NotConvertible("That is no figure that can be turned.")
    return found


def _size(unit: Unit, hours_per_year: int | None) -> float:
    if unit.size is not None:
        return unit.size
    if hours_per_year is None or hours_per_year <= 0:
        known = " or ".join(f"{hours:,}" for hours in HOURS_PER_YEAR)
        raise NotConvertible(f"Say how many hours a year stand for one officer: {known} are the published figures.")
    return hours_per_year * 3600.0
