"""Money and contracts that end soon, as a page and as a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from registry.contracts.queries.ending import months_after
from registry.core import clock
from registry.core.paging import Page, page_of_items
from registry.funding.queries.ending import Cliff, Wanted, ending
from registry.rules.policy import Actor

MONTHS = (3, 6, 12, 24)
USUAL = 12
SIZE = 50
HEAD = (
    "what",
    "name",
    "tool",
    "tool_name",
    "organisation",
    "from_whom",
    "amount",
    "currency",
    "starts_on",
    "ends_on",
    "stated_on",
    "visibility",
    "what_depends_on_it",
)


@dataclass(frozen=True)
class Filters:
    """Within how many months, of which organisation, and whether invented organisations are looked at."""

    months: int = USUAL
    organisation: str = ""
    example: bool = False

    @property
    def until(self) -> date:
        """The last day of the time that is looked at."""
        return months_after(clock.today(), self.months)


@dataclass(frozen=True)
class Cliffs:
    """The whole page."""

    filters: Filters
    page: Page[Cliff]
    organisations: Sequence[tuple[str, str]]  # to filter by: slug and name
    sums: Sequence[tuple[str, int]]  # of the amounts that are stated, by currency
    silent: int  # streams without an amount


def cliffs(actor: Actor, filters: Filters, number: int | None = 1) -> Cliffs:
    """What ends in time, of what the actor may read and was said in the last 12 months: four statements."""
    found = ending(actor, Wanted(filters.until, filters.example))
    homes = sorted({(one.organisation_slug, one.organisation_name) for one in found}, key=lambda pair: pair[1])
    wanted = [one for one in found if filters.organisation in ("", one.organisation_slug)]
    money = [one for one in wanted if one.what == "funding"]
    sums: dict[str, int] = {}
    for one in money:
        if one.amount is not None:
            sums[one.currency] = sums.get(one.currency, 0) + one.amount
    return Cliffs(
        filters,
        page_of_items(wanted, number, SIZE),
        homes,
        sorted(sums.items()),
        sum(1 for one in money if one.amount is None),
    )


def cliff_rows(actor: Actor, filters: Filters) -> Iterator[tuple[str, ...]]:
    """The same as rows of a file, all of it, with its head."""
    yield HEAD
    for one in ending(actor, Wanted(filters.until, filters.example)):
        if filters.organisation in ("", one.organisation_slug):
            yield _row(one)


def filters_from(given: dict[str, str], example: bool) -> Filters:
    """The filters that an address asks for; what it does not know is the usual one."""
    known = {str(number): number for number in MONTHS}
    return Filters(known.get(given.get("months", ""), USUAL), given.get("organisation", "")[:200], example)


def depends_words(one: Cliff) -> str:
    """What depends on it, in a line."""
    return "; ".join(f"{row.organisation_name}: {row.in_words}" for row in one.depends)


def _row(one: Cliff) -> tuple[str, ...]:
    return (
        one.what,
        one.name,
        one.tool_slug,
        one.tool_name,
        one.organisation_name,
        one.funder,
        "" if one.amount is None else str(one.amount),
        one.currency,
        one.starts_on.isoformat() if one.starts_on else "",
        one.ends_on.isoformat(),
        one.stated_on.isoformat(),
        one.visibility,
        depends_words(one),
    )
