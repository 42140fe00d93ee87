"""Money and contracts that end soon, with what depends on them."""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Contract, Tool
from registry.catalogue.queries import contracts, scope
from registry.core import clock
from registry.core.db import db
from registry.core.paging import Page, bounded
from registry.funding.models import FundingStream, Purpose
from registry.funding.queries.streams import LOADED, open_to, standing
from registry.replication.queries.adoptions import adoptions_of_tools
from registry.replication.queries.rows import AdoptionRow
from registry.rules.lifecycles import FINISHED
from registry.rules.policy import Actor
from registry.rules.staleness import oldest
from registry.rules.words import label

MONTHS = (3, 6, 12, 24)
USUAL = 12
MOST = 2_000
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
        day = clock.today()
        year, month = divmod(day.year * 12 + day.month - 1 + self.months, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class Cliff:
    """Something that ends: a stream of money or a contract."""

    what: str  # funding or contract
    name: str
    tool_slug: str
    tool_name: str
    organisation_slug: str
    organisation_name: str
    funder: str  # or the supplier
    amount: int | None
    currency: str
    starts_on: date | None
    ends_on: date
    stated_on: date
    visibility: str
    depends: Sequence[AdoptionRow] = ()


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
    found = _found(actor, filters)
    homes = sorted({(one.organisation_slug, one.organisation_name) for one in found}, key=lambda pair: pair[1])
    wanted = [one for one in found if filters.organisation in ("", one.organisation_slug)]
    money = [one for one in wanted if one.what == "funding"]
    sums: dict[str, int] = {}
    for one in money:
        if one.amount is not None:
            sums[one.currency] = sums.get(one.currency, 0) + one.amount
    number = bounded(number)
    page = Page(wanted[(number - 1) * SIZE : number * SIZE], number, SIZE, len(wanted))
    return Cliffs(filters, page, homes, sorted(sums.items()), sum(1 for one in money if one.amount is None))


def cliff_rows(actor: Actor, filters: Filters) -> Iterator[tuple[str, ...]]:
    """The same as rows of a file, all of it, with its head."""
    yield HEAD
    for one in _found(actor, filters):
        if filters.organisation in ("", one.organisation_slug):
            yield _row(one)


def filters_from(given: dict[str, str], example: bool) -> Filters:
    """The filters that an address asks for; what it does not know is the usual one."""
    known = {str(number): number for number in MONTHS}
    return Filters(known.get(given.get("months", ""), USUAL), given.get("organisation", "")[:200], example)


def depends_words(one: Cliff) -> str:
    """What depends on it, in a line."""
    return "; ".join(f"{row.organisation_name}: {label(row.stage).lower()}" for row in one.depends)


def _found(actor: Actor, filters: Filters) -> list[Cliff]:
    streams, bought = _streams(actor, filters), _contracts(actor, filters)
    tools = {row.tool_id for row in streams} | {row.tool_id for row in bought}
    having: dict[int, list[AdoptionRow]] = {}
    for row in adoptions_of_tools(actor, sorted(tools), example=filters.example) if tools else ():
        if row.stage not in FINISHED:
            having.setdefault(row.tool_id, []).append(row)
    found = [_of_stream(row, having.get(row.tool_id, [])) for row in streams]
    found += [_of_contract(row, having.get(row.tool_id, [])) for row in bought]
    return sorted(found, key=lambda one: (one.ends_on, one.organisation_name, one.tool_name, one.what, one.name))


def _streams(actor: Actor, filters: Filters) -> Sequence[FundingStream]:
    found = (
        select(FundingStream)
        .join(FundingStream.tool)
        .where(
            scope.visible_to(actor),
            standing(),
            open_to(actor),
            FundingStream.ends_on.between(clock.today(), filters.until),
            FundingStream.stated_on >= oldest(clock.today()),
            FundingStream.synthetic == filters.example,
            Tool.synthetic == filters.example,
        )
        .options(*LOADED)
    )
    return db.session.scalars(found.order_by(FundingStream.ends_on, FundingStream.id).limit(MOST)).all()


def _contracts(actor: Actor, filters: Filters) -> Sequence[Contract]:
    found = (
        select(Contract)
        .join(Contract.tool)
        .where(
            scope.visible_to(actor),
            contracts.standing(),
            contracts.open_to(actor),
            Contract.ends_on.between(clock.today(), filters.until),
            Contract.stated_on >= oldest(clock.today()),
            Contract.synthetic == filters.example,
            Tool.synthetic == filters.example,
        )
        .options(*contracts.LOADED, joinedload(Contract.tool))
    )
    return db.session.scalars(found.order_by(Contract.ends_on, Contract.id).limit(MOST)).all()


def _of_stream(row: FundingStream, having: Sequence[AdoptionRow]) -> Cliff:
    """What pays for the tool itself carries all who have it; what pays for an adoption carries that."""
    own = [one for one in having if one.organisation_id == row.organisation_id]
    return Cliff(
        "funding",
        row.name,
        row.tool.slug,
        row.tool.name,
        row.organisation.slug,
        row.organisation.name,
        row.funder or "",
        row.amount,
        row.currency,
        row.starts_on,
        _ends(row.ends_on),
        row.stated_on,
        row.visibility.value,
        list(having) if row.purpose is Purpose.TOOL else own,
    )


def _of_contract(row: Contract, having: Sequence[AdoptionRow]) -> Cliff:
    """A contract carries the adoptions of whose it is and of those who share it."""
    concerned = {row.organisation_id, *(party.organisation_id for party in row.parties)}
    return Cliff(
        "contract",
        row.framework or row.reference or "",
        row.tool.slug,
        row.tool.name,
        row.organisation.slug,
        row.organisation.name,
        row.supplier.name,
        None,
        "",
        row.starts_on,
        _ends(row.ends_on),
        row.stated_on,
        row.visibility.value,
        [one for one in having if one.organisation_id in concerned],
    )


def _ends(day: date | None) -> date:
    assert day is not None  # noqa: S101  the statement asks for those that end
    return day


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
