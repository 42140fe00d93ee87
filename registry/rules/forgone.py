"""What is forgone where a tested tool is not used: an effect at one site, carried to the forces that do not use it, as a range.

Formula: effect per year at the site / driver of the site x driver of the forces that have not adopted, for both ends of the
effect's 95% interval. Driver: officers or residents. Only totals over a stated time are carried, never shares or waits; never
what was estimated beforehand; never without an interval; never to forces that use it already; a force without a figure for
the driver is left out and counted.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from registry.rules.coverage import Weighted

YEAR = 365.25
SHORTEST = 28  # days of measuring that may be carried to a year
DRIVERS = ("officers", "residents")


@dataclass(frozen=True)
class Measured:
    """A total that was measured at a site: the ends of its interval, and over which days."""

    outcome: str
    unit: str
    low: float | None
    high: float | None
    starts_on: date | None
    ends_on: date | None
    ex_ante: bool
    one_off: bool


@dataclass(frozen=True)
class Forgone:
    """A range for a year, and all that it rests on."""

    low: float
    high: float
    unit: str
    outcome: str
    driver: str
    at_site: int  # of the driver
    elsewhere: int
    forces: int
    without: int  # forces that have no figure for the driver
    days: int


class NotCarried(ValueError):
    """Why nothing is carried to other forces; the message says it to a reader."""


def forgone(
    measured: Measured, site: int | None, forces: Iterable[Weighted], adopted: Collection[int], driver: str
) -> Forgone:
    """The range for a year over the forces that have not adopted. Raises NotCarried, naming why."""
    days = _days(measured)
    if measured.low is None or measured.high is None:
        raise NotCarried("The study gives no interval, so no range can be told.")
    others = [force for force in forces if force.id not in adopted and force.id != site]
    known = [_driver(force, driver) for force in others]
    at_site = next((_driver(force, driver) for force in forces if force.id == site), None)
    if not at_site:
        raise NotCarried("How large the site is in that driver is not known.")
    elsewhere = sum(number for number in known if number)
    if not elsewhere:
        raise NotCarried("No force without the tool has a figure for that driver.")
    scale = YEAR / days * elsewhere / at_site
    return Forgone(
        measured.low * scale,
        measured.high * scale,
        measured.unit,
        measured.outcome,
        driver,
        at_site,
        elsewhere,
        sum(number is not None for number in known),
        sum(number is None for number in known),
        days,
    )


def _days(measured: Measured) -> int:
    if measured.ex_ante:
        raise NotCarried("It was estimated beforehand, not measured.")
    if measured.one_off:
        raise NotCarried("It was saved once and does not come back each year.")
    if measured.starts_on is None or measured.ends_on is None:
        raise NotCarried("The study does not say over which days it was measured.")
    days = (measured.ends_on - measured.starts_on).days + 1
    if days < SHORTEST:
        raise NotCarried(f"It was measured for {days} days, too few to stand for a year.")
    return days


def _driver(force: Weighted, driver: str) -> int | None:
    return force.officers if driver == "officers" else force.population
