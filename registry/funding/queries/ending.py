"""Streams of money and contracts that end, each with what depends on it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from registry.catalogue.models import Contract, ContractParty, Tool
from registry.catalogue.queries import scope
from registry.contracts.queries import contracts
from registry.contracts.queries.ending import months_after
from registry.core import clock
from registry.core.db import db
from registry.funding.models import FundingStream, Purpose
from registry.funding.queries.streams import LOADED, open_to, standing
from registry.organisations.models import Organisation
from registry.replication.queries.adoptions import adoptions_of_tools
from registry.replication.queries.rows import AdoptionRow
from registry.rules.lifecycles import FINISHED
from registry.rules.policy import Actor
from registry.rules.staleness import oldest
from registry.rules.words import Standing

MOST = 2_000
SOON = 6  # months in which whose money it is can still do something about it


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

    @property
    def path(self) -> str:
        """The page on which it is changed."""
        return f"/tools/{self.tool_slug}/{'funding' if self.what == 'funding' else 'contracts'}"


@dataclass(frozen=True)
class Wanted:
    """What is asked for: what ends from today to a day, of real or of invented tools.

    With `homes`, only what these organisations pay or share in; with `untold_since`, only what was not known by that
    moment to end within six months of it.
    """

    until: date
    example: bool = False
    homes: Collection[int] | None = None
    untold_since: datetime | None = None


def ending(actor: Actor, wanted: Wanted) -> list[Cliff]:
    """What ends, of what the actor may read and was said in the last 12 months, soonest first: at most four statements.

    What a force disputes depends on nothing.
    """
    example = wanted.example
    streams, bought = _streams(actor, wanted), _contracts(actor, wanted)
    tools = {row.tool_id for row in streams} | {row.tool_id for row in bought}
    having: dict[int, list[AdoptionRow]] = {}
    for row in adoptions_of_tools(actor, sorted(tools), example=example) if tools else ():
        if row.stage not in FINISHED and row.standing is not Standing.DISPUTED:
            having.setdefault(row.tool_id, []).append(row)
    found = [_of_stream(row, having.get(row.tool_id, [])) for row in streams]
    found += [_of_contract(row, having.get(row.tool_id, [])) for row in bought]
    return sorted(found, key=lambda one: (one.ends_on, one.organisation_name, one.tool_name, one.what, one.name))


def soon_at(actor: Actor, organisations: Sequence[Organisation], since: datetime | None = None) -> list[Cliff]:
    """What these organisations pay or share in and ends within six months; with a moment, what is new since then."""
    until, found = months_after(clock.today(), SOON), []
    for example in sorted({one.synthetic for one in organisations}):
        homes = [one.id for one in organisations if one.synthetic == example]
        found += ending(actor, Wanted(until, example, homes, since))
    return found


def _rules(model: Any, wanted: Wanted) -> list[Any]:
    rules = [
        model.ends_on.between(clock.today(), wanted.until),
        model.stated_on >= oldest(clock.today()),
        model.synthetic == wanted.example,
        Tool.synthetic == wanted.example,
    ]
    return [*rules, _untold(model, wanted.untold_since)] if wanted.untold_since else rules


def _untold(model: Any, since: datetime) -> Any:
    """What came nearer than six months, or was first said, after a moment; a row that only confirms is nothing new."""
    before = aliased(model)
    known = exists().where(
        before.tool_id == model.tool_id,
        before.organisation_id == model.organisation_id,
        before.ends_on == model.ends_on,
        before.recorded_at <= since,
    )
    near = months_after(since.astimezone(clock.LONDON).date(), SOON)
    return or_(model.ends_on > near, and_(model.recorded_at > since, ~known))


def _streams(actor: Actor, wanted: Wanted) -> Sequence[FundingStream]:
    found = (
        select(FundingStream)
        .join(FundingStream.tool)
        .where(scope.visible_to(actor), standing(), open_to(actor), *_rules(FundingStream, wanted))
        .options(*LOADED)
    )
    if wanted.homes is not None:
        found = found.where(FundingStream.organisation_id.in_(wanted.homes))
    return db.session.scalars(found.order_by(FundingStream.ends_on, FundingStream.id).limit(MOST)).all()


def _contracts(actor: Actor, wanted: Wanted) -> Sequence[Contract]:
    found = (
        select(Contract)
        .join(Contract.tool)
        .where(scope.visible_to(actor), contracts.standing(), contracts.open_to(actor), *_rules(Contract, wanted))
        .options(*contracts.loaded(actor), joinedload(Contract.tool))
        .execution_options(populate_existing=True)
    )
    if wanted.homes is not None:
        party = exists().where(
            ContractParty.contract_id == Contract.id,
            ContractParty.organisation_id.in_(wanted.homes),
            contracts.told(actor),
        )
        found = found.where(or_(Contract.organisation_id.in_(wanted.homes), party))
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
