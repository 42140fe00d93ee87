"""Contracts that end soon and concern several forces: where buying together is worth a question."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Contract, Tool
from registry.catalogue.queries import scope
from registry.contracts.queries.contracts import loaded, open_to, routes, standing
from registry.core import clock
from registry.core.db import db
from registry.core.paging import Page
from registry.organisations.models import Organisation
from registry.rules.policy import Actor
from registry.rules.staleness import oldest

MONTHS = (3, 6, 12, 24)
USUAL = 12
MOST = 2_000  # contracts that end within the time
HEAD = (
    "supplier",
    "companies_house_number",
    "framework",
    "organisation",
    "shared_with",
    "tool",
    "tool_name",
    "route",
    "starts_on",
    "ends_on",
    "reference",
    "notice_url",
    "stated_on",
    "visibility",
)


@dataclass(frozen=True)
class Filters:
    """Within how many months, of which supplier, and whether invented organisations are looked at."""

    months: int = USUAL
    supplier: str = ""
    example: bool = False

    @property
    def until(self) -> date:
        """The last day of the time that is looked at."""
        return months_after(clock.today(), self.months)


@dataclass(frozen=True)
class Shared:
    """Contracts with one supplier, and through one framework, that concern two or more organisations."""

    supplier: Organisation
    framework: str
    contracts: Sequence[Contract]  # the soonest to end first

    @property
    def organisations(self) -> list[str]:
        """Whom they concern: those whose contracts they are and those who share them."""
        return sorted({name for one in self.contracts for name in concerned(one)})

    @property
    def first(self) -> date | None:
        """When the first of them ends."""
        return self.contracts[0].ends_on


@dataclass(frozen=True)
class Ending:
    """The whole page."""

    filters: Filters
    groups: Sequence[Shared]
    suppliers: Sequence[tuple[str, str]]  # to filter by: slug and name
    routes: dict[str, str]


def ending(actor: Actor, filters: Filters) -> Ending:
    """What ends in time and is shared, of what the actor may read and was said in the last 12 months: three statements, however much there is."""
    groups = _groups(_contracts(actor, filters))
    suppliers = sorted({(one.supplier.slug, one.supplier.name) for one in groups}, key=lambda pair: pair[1])
    wanted = [one for one in groups if filters.supplier in ("", one.supplier.slug)]
    return Ending(filters, wanted, suppliers, routes())


def page_of_shared(actor: Actor, filters: Filters, number: int, size: int) -> Page[Shared]:
    """The same groups as a page of a list: two statements."""
    wanted = [one for one in _groups(_contracts(actor, filters)) if filters.supplier in ("", one.supplier.slug)]
    return Page(wanted[(number - 1) * size : number * size], number, size, len(wanted))


def ending_rows(actor: Actor, filters: Filters) -> Iterator[tuple[str, ...]]:
    """The same contracts as rows of a file, with its head."""
    found = ending(actor, filters)
    yield HEAD
    for group in found.groups:
        for one in group.contracts:
            yield _values(one, found.routes)


def filters_from(given: dict[str, str], example: bool) -> Filters:
    """The filters that an address asks for; what it does not know is the usual one."""
    months = given.get("months", "")
    known = {str(number): number for number in MONTHS}
    return Filters(known.get(months, USUAL), given.get("supplier", "")[:200], example)


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def concerned(contract: Contract) -> set[str]:
    """The organisations that a contract concerns."""
    return {contract.organisation.name, *(party.organisation.name for party in contract.parties)}


def _contracts(actor: Actor, filters: Filters) -> Sequence[Contract]:
    return db.session.scalars(
        select(Contract)
        .join(Contract.tool)
        .where(
            scope.visible_to(actor),
            standing(),
            open_to(actor),
            Contract.ends_on >= clock.today(),
            Contract.ends_on <= filters.until,
            Contract.stated_on >= oldest(clock.today()),
            Contract.synthetic == filters.example,
            Tool.synthetic == filters.example,
        )
        .options(*loaded(actor), joinedload(Contract.tool))
        .order_by(Contract.ends_on, Contract.id)
        .limit(MOST)
        .execution_options(populate_existing=True)
    ).all()


def _groups(contracts: Sequence[Contract]) -> list[Shared]:
    alike: dict[tuple[int, str], list[Contract]] = {}
    for one in contracts:
        alike.setdefault((one.supplier_id, (one.framework or "").casefold()), []).append(one)
    groups = [Shared(found[0].supplier, found[0].framework or "", found) for found in alike.values()]
    shared = [one for one in groups if len(one.organisations) > 1]
    return sorted(shared, key=lambda one: (one.first or date.max, one.supplier.name, one.framework))


def _values(one: Contract, labels: dict[str, str]) -> tuple[str, ...]:
    return (
        one.supplier.name,
        one.supplier.companies_house_number or "",
        one.framework or "",
        one.organisation.name,
        "; ".join(sorted(party.organisation.name for party in one.parties)),
        one.tool.slug,
        one.tool.name,
        labels.get(one.route or "", ""),
        one.starts_on.isoformat() if one.starts_on else "",
        one.ends_on.isoformat() if one.ends_on else "",
        one.reference or "",
        one.notice_url or "",
        one.stated_on.isoformat(),
        one.visibility.value,
    )
