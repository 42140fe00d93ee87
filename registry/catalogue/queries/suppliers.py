"""What suppliers that a record names say of it, and until when they may ask for a correction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Access, Contract, SupplierReply, Tool
from registry.catalogue.queries.scope import SUPPLIER
from registry.catalogue.queries.tools import tool as readable_tool
from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotFound
from registry.organisations.models import Organisation
from registry.organisations.queries import by_ids
from registry.rules.policy import Actor, Permission, require
from registry.rules.questions import readable, schema
from registry.rules.words import ReplyKind, Role, Visibility
from registry.rules.working_days import working_days_after

DAYS = 10  # working days from the publication, or from being named


@dataclass(frozen=True)
class ReplyPage:
    """A record as the people of a supplier that it names see it."""

    tool: Tool
    supplier: Organisation
    reply: SupplierReply | None
    corrections: Sequence[SupplierReply]
    questions: dict[str, str]  # the answers that are open to them, by code
    until: date  # the last day for a correction

    @property
    def open(self) -> bool:
        """Whether a correction can still be asked for."""
        return clock.today() <= self.until


def reply_page(actor: Actor, slug: str) -> ReplyPage:
    """What a named supplier said and may say: at most six statements.

    Raises NotFound and Withdrawn as reading the tool does, NotAllowed to whom it does not name.
    """
    found = readable_tool(actor, slug)
    require(actor, Permission.REPLY_ADD, found)
    supplier = supplier_of(actor, found)
    said = db.session.scalars(
        select(SupplierReply)
        .where(
            SupplierReply.tool_id == found.id,
            SupplierReply.organisation_id == supplier.id,
            SupplierReply.withdrawn_at.is_(None),
        )
        .order_by(SupplierReply.id.desc())
        .limit(50)
    ).all()
    return ReplyPage(
        found,
        supplier,
        next((row for row in said if row.kind is ReplyKind.REPLY), None),
        [row for row in said if row.kind is ReplyKind.CORRECTION],
        answers_open(found),
        last_day(found, supplier.id),
    )


def supplier_of(actor: Actor, tool: Tool) -> Organisation:
    """The organisation of the actor's that the record names as supplier; the first by name of several."""
    named = db.session.scalars(
        select(Access.organisation_id).where(
            Access.tool_id == tool.id,
            Access.reason == SUPPLIER,
            Access.organisation_id.in_(actor.organisations),
        )
    )
    mine = sorted(by_ids([key for key in named if key]).values(), key=lambda found: found.name)
    if not mine:
        raise NotFound("This record does not name your organisation as its supplier.")
    return mine[0]


def answers_open(tool: Tool) -> dict[str, str]:
    """The questions of the live version whose answers everybody may read who may read the record; no statement."""
    version = tool.version
    if version is None:
        return {}
    shown = readable(version.content, version.schema_number, frozenset({Visibility.PUBLIC}))
    return {
        question.code: question.label for question in schema(version.schema_number).questions if question.code in shown
    }


def last_day(tool: Tool, supplier_id: int) -> date:
    """Until when a correction can be asked for: 10 working days after the version, or after the supplier was named."""
    named = db.session.scalar(
        select(func.min(Contract.recorded_at)).where(Contract.tool_id == tool.id, Contract.supplier_id == supplier_id)
    )
    moments = [moment for moment in (tool.published_at, named) if moment is not None]
    told = max(moments, default=clock.now())
    return working_days_after(told.astimezone(clock.LONDON).date(), DAYS)


def named_now() -> ColumnElement[bool]:
    """Replies of suppliers that the record still names."""
    return exists().where(
        Access.tool_id == SupplierReply.tool_id,
        Access.organisation_id == SupplierReply.organisation_id,
        Access.reason == SUPPLIER,
    )


def shown() -> ColumnElement[bool]:
    """Replies that stand beside a record."""
    return and_(SupplierReply.kind == ReplyKind.REPLY, SupplierReply.withdrawn_at.is_(None), named_now())


def waiting_corrections(actor: Actor) -> Sequence[tuple[SupplierReply, Tool]]:
    """Corrections that the actor, as the owner's lead, is to answer, oldest first: one statement."""
    led = actor.at(Role.LEAD)
    if not led:
        return []
    rows = db.session.execute(
        select(SupplierReply, Tool)
        .join(Tool, Tool.id == SupplierReply.tool_id)
        .where(
            Tool.owner_id.in_(led),
            SupplierReply.kind == ReplyKind.CORRECTION,
            SupplierReply.accepted.is_(None),
            SupplierReply.withdrawn_at.is_(None),
        )
        .options(joinedload(SupplierReply.organisation))
        .order_by(SupplierReply.id)
        .limit(100)
    )
    return [(row.SupplierReply, row.Tool) for row in rows]


def correction(tool: Tool, reply_id: int) -> SupplierReply:
    """A correction of a tool that waits for an answer. Raises NotFound for any other."""
    found = db.session.scalar(
        select(SupplierReply)
        .where(
            SupplierReply.id == reply_id,
            SupplierReply.tool_id == tool.id,
            SupplierReply.kind == ReplyKind.CORRECTION,
            SupplierReply.withdrawn_at.is_(None),
        )
        .options(joinedload(SupplierReply.organisation))
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound("There is no such correction to answer.")
    return found


def supplied_tools(actor: Actor) -> Sequence[Tool]:
    """The live records that name the actor's organisation as supplier: one statement."""
    if not actor.supplies:
        return []
    return db.session.scalars(
        select(Tool)
        .where(Tool.id.in_(actor.supplies), Tool.version_id.is_not(None), Tool.suspended_at.is_(None))
        .order_by(Tool.name)
        .limit(100)
    ).all()
