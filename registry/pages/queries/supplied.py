"""The supplier's part of a tool's page: contracts, replies and former owners, as the reader may know them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, String, cast, exists, func, select

from registry.catalogue.models import Contract, ContractParty, SupplierReply, Tool, Transfer
from registry.catalogue.queries import scope
from registry.catalogue.queries.suppliers import shown
from registry.contracts.queries.contracts import is_old, open_to, recorders, standing, told
from registry.core.db import db
from registry.organisations.models import Organisation
from registry.pages.queries.beside import Row, row_of
from registry.rules.lifecycles import TransferState
from registry.rules.policy import Actor, Permission, allows
from registry.rules.words import POLICING_KINDS

KINDS = ("contract", "reply", "owner", "home")


@dataclass(frozen=True)
class Fact:
    """A contract, a reply, a former owner or an organisation whose contract the reader may record, in the same columns."""

    id: int
    name: str  # of the supplier, or of the former owner
    slug: str
    text: str  # the reply, or whose contract it is
    day: date | None  # when the contract ends
    stated: date | None  # when its facts were last true
    moment: datetime | None  # when it was said
    number: int | None  # how many others share the contract

    @property
    def old(self) -> bool:
        """Whether nobody confirmed it for 12 months."""
        return self.stated is not None and is_old(self.stated)


@dataclass(frozen=True)
class Supplied:
    """The panel, and what the reader may do from it."""

    contracts: Sequence[Fact]
    replies: Sequence[Fact]
    former: Sequence[Fact]  # the latest first
    records: bool
    replying: bool
    people: bool

    @property
    def any(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.contracts or self.replies or self.records or self.replying)


def parts(actor: Actor, tool_id: int) -> tuple[Select[*tuple[Any, ...]], ...]:
    """What the statement reads of it that reads all around a tool."""
    read = _contracts(actor, tool_id), _replies(tool_id), _former(tool_id)
    return (*read, _homes(actor, tool_id)) if recorders(actor) else read


def supplied(actor: Actor, tool: Tool, rows: Iterable[Row]) -> Supplied:
    """What a reader of this tool may know of its suppliers, from rows that were read; no statement."""
    apart: dict[str, list[Fact]] = {kind: [] for kind in KINDS}
    for row in rows:
        stated = date.fromisoformat(row.dated) if row.dated else None
        fact = Fact(row.id, row.title or "", row.url or "", row.text or "", row.day, stated, row.moment, row.number)
        apart[row.kind].append(fact)
    return Supplied(
        sorted(apart["contract"], key=lambda fact: (fact.day or date.max, fact.id)),
        sorted(apart["reply"], key=lambda fact: fact.id),
        sorted(apart["owner"], key=lambda fact: (fact.moment is not None, fact.moment), reverse=True),
        bool(apart["home"]),
        allows(actor, Permission.REPLY_ADD, tool),
        allows(actor, Permission.COLLABORATOR_INVITE, tool),
    )


def tools_naming(actor: Actor, supplier: Organisation) -> Sequence[Tool]:
    """Tools, of those that the actor may read, about which a contract that they may read names a supplier: one statement."""
    named = exists().where(Contract.tool_id == Tool.id, Contract.supplier_id == supplier.id, standing(), open_to(actor))
    return db.session.scalars(
        select(Tool).where(scope.visible_to(actor), named).order_by(Tool.name, Tool.id).limit(100)
    ).all()


def _contracts(actor: Actor, tool_id: int) -> Select[*tuple[Any, ...]]:
    holder = select(Organisation.name).where(Organisation.id == Contract.organisation_id)
    party = select(func.count()).select_from(ContractParty)
    others = party.where(ContractParty.contract_id == Contract.id, told(actor))
    columns = row_of(
        "contract",
        Contract.id,
        title=Organisation.name,
        url=Organisation.slug,
        text=holder.correlate(Contract).scalar_subquery(),
        day=Contract.ends_on,
        dated=cast(Contract.stated_on, String()),
        number=others.correlate(Contract).scalar_subquery(),
    )
    found = select(*columns).join(Organisation, Organisation.id == Contract.supplier_id)
    return found.where(Contract.tool_id == tool_id, standing(), open_to(actor))


def _replies(tool_id: int) -> Select[*tuple[Any, ...]]:
    columns = row_of(
        "reply",
        SupplierReply.id,
        title=Organisation.name,
        url=Organisation.slug,
        text=SupplierReply.words,
        moment=SupplierReply.recorded_at,
    )
    found = select(*columns).join(Organisation, Organisation.id == SupplierReply.organisation_id)
    return found.where(SupplierReply.tool_id == tool_id, shown())


def _former(tool_id: int) -> Select[*tuple[Any, ...]]:
    columns = row_of("owner", Transfer.id, title=Organisation.name, url=Organisation.slug, moment=Transfer.answered_at)
    found = select(*columns).join(Organisation, Organisation.id == Transfer.from_id)
    return found.where(Transfer.tool_id == tool_id, Transfer.state == TransferState.ACCEPTED)


def _homes(actor: Actor, tool_id: int) -> Select[*tuple[Any, ...]]:
    """Whose contract about it the reader may record: an invented organisation's for an invented tool."""
    columns = row_of("home", Organisation.id, title=Organisation.name, url=Organisation.slug)
    found = select(*columns).join(Tool, Tool.id == tool_id)
    alike = Organisation.synthetic == Tool.synthetic
    return found.where(Organisation.id.in_(recorders(actor)), Organisation.kind.in_(POLICING_KINDS), alike)
