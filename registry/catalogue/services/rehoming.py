"""What of the catalogue goes with an organisation: the records it answers for, who may read them, offers and contracts."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, case, literal, or_, select

from registry.catalogue.events import ToolRehomed
from registry.catalogue.models import Access, Contract, SupplierReply, Tool, Transfer
from registry.core.db import db
from registry.core.events import emit
from registry.organisations.services.rehoming import Act, Column, Found, Kind, Moved, Pairs, loaded
from registry.rules.lifecycles import TransferState

# Whoever changes organisations may not read drafts
NAMED = case((Tool.version_id.is_not(None), Tool.name), else_=literal("A draft"))


def _tools(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    return select(Tool.id, Tool.owner_id.label("home"), NAMED.label("label"), Tool.id.label("tool_id")).where(
        Tool.owner_id.in_(homes)
    )


def _rehomed(act: Act, tool: Tool, home: int) -> None:
    emit(ToolRehomed(actor_id=act.actor_id, tool_id=tool.id, organisation_id=tool.owner_id, former_owner_id=home))


def _access(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    return _about(Access, Access.organisation_id, homes)


def _opened_already(row: Access, to: int) -> bool:
    """Its new organisation has the same access, or a row before this one has just given it."""
    return bool(
        db.session.scalar(
            select(Access.id).where(
                Access.tool_id == row.tool_id, Access.organisation_id == to, Access.reason == row.reason
            )
        )
    )


def _contracts(homes: Collection[int], on: date) -> Select[*tuple[Any, ...]]:
    return _about(Contract, Contract.organisation_id, homes).where(*_running(on))


def _supplied(homes: Collection[int], on: date) -> Select[*tuple[Any, ...]]:
    return _about(Contract, Contract.supplier_id, homes).where(*_running(on))


def _running(on: date) -> tuple[Any, ...]:
    return (
        Contract.replaced_by_id.is_(None),
        Contract.withdrawn_at.is_(None),
        or_(Contract.ends_on.is_(None), Contract.ends_on >= on),
    )


def _replies(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    return _about(SupplierReply, SupplierReply.organisation_id, homes).where(SupplierReply.withdrawn_at.is_(None))


def _about(model: Any, column: Any, homes: Collection[int]) -> Select[*tuple[Any, ...]]:
    """Rows about a tool, which name it."""
    named = select(model.id, column.label("home"), NAMED.label("label"), model.tool_id)
    return named.join(Tool, Tool.id == model.tool_id).where(column.in_(homes))


class Transfers:
    """Open offers of records, on either side; one between organisations that become one is at its end."""

    subject = "transfer"

    def found(self, homes: Collection[int], _on: date) -> list[Found]:
        """Open offers from or to these organisations."""
        rows = (
            select(Transfer, NAMED.label("label"))
            .join(Tool, Tool.id == Transfer.tool_id)
            .where(
                Transfer.state == TransferState.OFFERED,
                or_(Transfer.from_id.in_(homes), Transfer.to_id.in_(homes)),
            )
            .order_by(Transfer.id)
        )
        return [
            Found(
                self.subject,
                row.Transfer.id,
                row.Transfer.from_id if row.Transfer.from_id in homes else row.Transfer.to_id,
                row.label,
                f"{row.Transfer.from_id}>{row.Transfer.to_id}",
                row.Transfer.tool_id,
            )
            for row in db.session.execute(rows)
        ]

    def move(self, act: Act, pairs: Pairs) -> list[Moved]:
        """Put the new organisation in the place of the old one."""
        target = {found.id: (found.home, to) for found, to in pairs}
        # Where both sides move, the other side's new organisation is that of its own rows; in a merger it is the same
        heirs = {found.home: to for found, to in pairs}
        moved = []
        for row in loaded(Transfer, target):
            before = {"from_id": row.from_id, "to_id": row.to_id, "state": row.state.value}
            home, to = target[row.id]
            giver = to if row.from_id == home else heirs.get(row.from_id, row.from_id)
            taker = to if row.to_id == home else heirs.get(row.to_id, row.to_id)
            if giver == taker:
                row.state, row.answered_at, row.answered_by_id = TransferState.WITHDRAWN, act.moment, act.actor_id
            else:
                row.from_id, row.to_id = giver, taker
            after = {"from_id": row.from_id, "to_id": row.to_id, "state": row.state.value}
            moved.append(Moved(self.subject, row.id, before, after))
        return moved

    def back(self, _act: Act, rows: Sequence[Moved]) -> list[Moved]:
        """Put the sides back of what is still as the change left it and still open; what it ended stays ended."""
        known = {row.id: row for row in rows}
        back = []
        for row in loaded(Transfer, known):
            was = known[row.id]
            present = {"from_id": row.from_id, "to_id": row.to_id, "state": row.state.value}
            if present != was.after or row.state is not TransferState.OFFERED:
                back.append(Moved(was.subject, was.id, was.before, was.after, left=True))
                continue
            row.from_id, row.to_id = was.before["from_id"], was.before["to_id"]
            back.append(Moved(was.subject, was.id, was.after, was.before))
        return back


KINDS: tuple[Kind, ...] = (
    Column("tool", Tool.owner_id, _tools, told=_rehomed),
    Column("access", Access.organisation_id, _access, _opened_already),
    Transfers(),
    Column("contract", Contract.organisation_id, _contracts),
    Column("contract-supplier", Contract.supplier_id, _supplied),
    Column("supplier-reply", SupplierReply.organisation_id, _replies),
)
