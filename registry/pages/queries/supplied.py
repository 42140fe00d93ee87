"""The supplier's part of a tool's page: contracts, replies and former owners, as the reader may know them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Integer, Select, String, cast, exists, func, literal, null, select, union_all

from registry.catalogue.models import Contract, ContractParty, SupplierReply, Tool, Transfer
from registry.catalogue.queries import scope
from registry.catalogue.queries.contracts import is_old, open_to, standing
from registry.catalogue.queries.suppliers import shown
from registry.core.db import Aware, db
from registry.organisations.models import Organisation
from registry.rules.lifecycles import TransferState
from registry.rules.policy import Actor, Permission, allows
from registry.rules.words import Role

ROWS = 60  # of each kind; far above what any tool has


@dataclass(frozen=True)
class Fact:
    """A contract, a reply or a former owner, in the same columns."""

    kind: str
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


def supplied(actor: Actor, tool: Tool) -> Supplied:
    """What a reader of this tool may know of its suppliers: one statement."""
    parts = union_all(_contracts(actor, tool.id), _replies(tool.id), _former(tool.id))
    rows = [Fact(**row) for row in db.session.execute(parts.limit(3 * ROWS)).mappings()]
    apart = {kind: [row for row in rows if row.kind == kind] for kind in ("contract", "reply", "owner")}
    return Supplied(
        sorted(apart["contract"], key=lambda row: (row.day or date.max, row.id)),
        sorted(apart["reply"], key=lambda row: row.id),
        sorted(apart["owner"], key=lambda row: (row.moment is not None, row.moment), reverse=True),
        actor.policing and bool(actor.at(Role.LEAD) | actor.at(Role.CONTRIBUTOR)),
        allows(actor, Permission.REPLY_ADD, tool),
        allows(actor, Permission.COLLABORATOR_INVITE, tool),
    )


def tools_naming(actor: Actor, supplier: Organisation) -> Sequence[Tool]:
    """Tools, of those that the actor may read, about which a contract that they may read names a supplier: one statement."""
    named = exists().where(Contract.tool_id == Tool.id, Contract.supplier_id == supplier.id, standing(), open_to(actor))
    return db.session.scalars(
        select(Tool).where(scope.visible_to(actor), named).order_by(Tool.name, Tool.id).limit(100)
    ).all()


def _columns(kind: str, key: Any, text: Any, **given: Any) -> list[Any]:
    types: dict[str, Any] = {"day": Date(), "stated": Date(), "moment": Aware(), "number": Integer()}
    return [
        literal(kind).label("kind"),
        key.label("id"),
        Organisation.name.label("name"),
        Organisation.slug.label("slug"),
        cast(text, String()).label("text"),
        *(given.get(name, cast(null(), column)).label(name) for name, column in types.items()),
    ]


def _contracts(actor: Actor, tool_id: int) -> Select[*tuple[Any, ...]]:
    holder = select(Organisation.name).where(Organisation.id == Contract.organisation_id)
    others = select(func.count()).select_from(ContractParty).where(ContractParty.contract_id == Contract.id)
    columns = _columns(
        "contract",
        Contract.id,
        holder.correlate(Contract).scalar_subquery(),
        day=Contract.ends_on,
        stated=Contract.stated_on,
        number=others.correlate(Contract).scalar_subquery(),
    )
    found = select(*columns).join(Organisation, Organisation.id == Contract.supplier_id)
    return found.where(Contract.tool_id == tool_id, standing(), open_to(actor))


def _replies(tool_id: int) -> Select[*tuple[Any, ...]]:
    columns = _columns("reply", SupplierReply.id, SupplierReply.words, moment=SupplierReply.recorded_at)
    found = select(*columns).join(Organisation, Organisation.id == SupplierReply.organisation_id)
    return found.where(SupplierReply.tool_id == tool_id, shown())


def _former(tool_id: int) -> Select[*tuple[Any, ...]]:
    columns = _columns("owner", Transfer.id, literal(""), moment=Transfer.answered_at)
    found = select(*columns).join(Organisation, Organisation.id == Transfer.from_id)
    return found.where(Transfer.tool_id == tool_id, Transfer.state == TransferState.ACCEPTED)
