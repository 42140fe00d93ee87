"""The streams of money behind one tool."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Tool
from registry.catalogue.queries.tools import tool as readable_tool
from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotAllowed, NotFound
from registry.funding.models import FundingStream, Purpose
from registry.organisations.models import Organisation
from registry.organisations.queries import by_ids
from registry.replication.models import Adoption
from registry.replication.queries.scope import released_to
from registry.rules.policy import Actor, Permission, allows, require
from registry.rules.staleness import is_old
from registry.rules.words import POLICING_KINDS, Role, Visibility

LOADED = (joinedload(FundingStream.organisation), joinedload(FundingStream.tool))


@dataclass(frozen=True)
class Streams:
    """What stands behind a tool, as far as the reader may see it, and what they may do."""

    tool: Tool
    streams: Sequence[FundingStream]
    records: bool
    mine: frozenset[int]
    releases: frozenset[int]


@dataclass(frozen=True)
class Choices:
    """What the form offers: whose money, and the stream that is changed."""

    tool: Tool
    stream: FundingStream | None
    homes: Sequence[Organisation]
    adopters: frozenset[int]  # of the homes, those with an adoption


def streams_page(actor: Actor, slug: str) -> Streams:
    """The streams behind a tool: at most four statements. Raises as the tool's page does."""
    tool = readable_tool(actor, slug)
    found = streams_of(actor, tool.id)
    return Streams(
        tool,
        found,
        bool(_homes(actor, tool)),
        frozenset(one.id for one in found if allows(actor, Permission.FUNDING_RECORD, one)),
        frozenset(one.id for one in found if allows(actor, Permission.FUNDING_RELEASE, one)),
    )


def streams_of(actor: Actor, tool_id: int) -> Sequence[FundingStream]:
    """The streams behind a readable tool that the actor may read, the last to end first: one statement."""
    found = select(FundingStream).where(FundingStream.tool_id == tool_id, standing(), open_to(actor))
    return db.session.scalars(
        found.options(*LOADED).order_by(FundingStream.ends_on.desc(), FundingStream.id).limit(200)
    ).all()


def standing() -> ColumnElement[bool]:
    """Streams as they stand: not replaced by a later row and not taken back."""
    return and_(FundingStream.replaced_by_id.is_(None), FundingStream.withdrawn_at.is_(None))


def open_to(actor: Actor) -> ColumnElement[bool]:
    """Streams that the actor may read where they may read the tool: the SQL twin of `funding:read`.

    One for an adoption tells of the adoption, so that is part of it.
    """
    released = [FundingStream.visibility == Visibility.PUBLIC]
    if actor.policing:
        released.append(FundingStream.visibility == Visibility.POLICING)
    adopted = exists().where(
        Adoption.tool_id == FundingStream.tool_id,
        Adoption.organisation_id == FundingStream.organisation_id,
        Adoption.is_current,
        released_to(actor),
    )
    others = and_(or_(*released), or_(FundingStream.purpose == Purpose.TOOL, adopted))
    return or_(others, FundingStream.organisation_id.in_(actor.organisations)) if actor.organisations else others


def stream_to(permission: Permission, actor: Actor, slug: str, stream_id: int) -> FundingStream:
    """A standing stream that the actor may read and may do this to.

    Raises NotFound to those who may not know of it, NotAllowed to those who may not do it.
    """
    tool = readable_tool(actor, slug)
    found = db.session.scalar(
        select(FundingStream)
        .where(FundingStream.id == stream_id, FundingStream.tool_id == tool.id, standing(), open_to(actor))
        .options(*LOADED)
        .execution_options(populate_existing=True)
    )
    if found is None or not allows(actor, Permission.FUNDING_READ, found):
        raise NotFound("There is no such funding, or it was replaced or taken back meanwhile.")
    require(actor, permission, found)
    return found


def choices(actor: Actor, slug: str, stream_id: int | None = None) -> Choices:
    """What is offered to whoever records a stream, or changes one.

    Raises as `stream_to` does, and NotAllowed to those who have no organisation that could have money for it.
    """
    stream = stream_to(Permission.FUNDING_RECORD, actor, slug, stream_id) if stream_id else None
    tool = readable_tool(actor, slug)
    homes = [stream.organisation] if stream else _homes(actor, tool)
    if not homes:
        raise NotAllowed(
            "Only a contributor or lead of the organisation that answers for the tool, or that has it, records its funding.",
            permission=Permission.FUNDING_RECORD,
            subject=f"tool:{tool.id}",
            actor_id=actor.id,
        )
    return Choices(tool, stream, homes, _adopting(tool, [home.id for home in homes]))


def old(stream: FundingStream) -> bool:
    """Whether its facts read as not stated, because nobody said for 12 months that they are true."""
    return is_old(stream.stated_on, clock.today())


def _homes(actor: Actor, tool: Tool) -> list[Organisation]:
    """Organisations of the actor that answer for the tool or have it."""
    at = actor.at(Role.CONTRIBUTOR) | actor.at(Role.LEAD)
    found = [one for one in by_ids(at).values() if one.kind in POLICING_KINDS and one.synthetic == tool.synthetic]
    adopters = _adopting(tool, [one.id for one in found])
    allowed = [one for one in found if one.id == tool.owner_id or one.id in adopters]
    return sorted(allowed, key=lambda one: one.name)


def _adopting(tool: Tool, ids: Sequence[int]) -> frozenset[int]:
    found = select(Adoption.organisation_id).where(
        Adoption.tool_id == tool.id, Adoption.organisation_id.in_(ids), Adoption.is_current
    )
    return frozenset(db.session.scalars(found)) if ids else frozenset()
