"""Live tools and their versions, for those who may read them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Origin, Source, Tool, UnnamedClaim, Version, WorkingCopy
from registry.catalogue.queries.scope import tiers
from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotAllowed, NotFound, Withdrawn
from registry.rules.policy import Actor, Permission, allows
from registry.rules.questions import Content, readable

GONE = "This record was published and has been withdrawn from view. Its versions, files and data are not shown until it is restored."


def tool(actor: Actor, slug: str) -> Tool:
    """The live tool with its owner, version and origins: one statement.

    Raises Withdrawn to those who could read it before it was suspended, NotFound to everybody else.
    """
    found = _whole(slug)
    if found is None or not allows(actor, Permission.TOOL_KNOW, found):
        raise NotFound("There is no such tool, or it is not shared with you. Check the address, or search.")
    if not allows(actor, Permission.TOOL_READ, found):
        raise Withdrawn(GONE, restore=found.slug if allows(actor, Permission.TOOL_RESTORE, found) else "")
    return found


def known_tool(actor: Actor, slug: str) -> Tool:
    """The tool, live, suspended or a draft, for those who may know of it; NotFound for everybody else."""
    found = _whole(slug)
    known = (Permission.TOOL_KNOW, Permission.TOOL_DRAFT_READ)
    if found is None or not any(allows(actor, permission, found) for permission in known):
        raise NotFound("There is no such tool, or it is not shared with you. Check the address, or search.")
    return found


def claimable(actor: Actor, slug: str) -> Tool:
    """The live tool, for the lead of a force that its sources name as the origin.

    Raises as `tool` does, and NotAllowed, saying what to do, to everybody else.
    """
    found = tool(actor, slug)
    refuse_claim(actor, found)
    return found


def refuse_claim(actor: Actor, tool: Tool) -> None:
    """Raise NotAllowed, saying what to do, to all who may not claim the record."""
    if allows(actor, Permission.TOOL_CLAIM, tool):
        return
    message = (
        "Only the lead of a force that the published sources name as the origin can claim this record. If your force made "
        "it, ask the registrar to add it as an origin. If your force uses it, say so with: We use this too."
        if tool.from_sources
        else "This record already has an owner. Ask its team mailbox, or the registrar, if you think that it is yours."
    )
    raise NotAllowed(message, permission=Permission.TOOL_CLAIM, subject=f"tool:{tool.id}", actor_id=actor.id)


def tool_content(actor: Actor, tool: Tool) -> Content:
    """The live answers that the actor may see; no statement."""
    return version_content(actor, tool, tool.version) if tool.version else {}


def version_content(actor: Actor, tool: Tool, version: Version) -> Content:
    """A version's answers that the actor may see, under the schema it was written in; no statement."""
    return readable(version.content, version.schema_number, tiers(actor, tool))


def versions(tool: Tool) -> Sequence[Version]:
    """Every published version, newest first."""
    return db.session.scalars(select(Version).where(Version.tool_id == tool.id).order_by(Version.number.desc())).all()


def version(actor: Actor, slug: str, number: int) -> tuple[Tool, Version]:
    """A readable tool and one of its versions: two statements. Raises as `tool` does.

    An older version that was released more narrowly than the tool is now stays with those it was released to.
    """
    found = tool(actor, slug)
    wanted = db.session.scalar(select(Version).where(Version.tool_id == found.id, Version.number == number))
    if wanted is None or (wanted.id != found.version_id and wanted.visibility not in tiers(actor, found)):
        raise NotFound("There is no such version, or it is not shared with you.")
    return found, wanted


def sources(tool: Tool) -> Sequence[Source]:
    """Where facts about the tool were published."""
    return db.session.scalars(select(Source).where(Source.tool_id == tool.id).order_by(Source.id)).all()


def unnamed_claims(tool: Tool, day: date | None = None) -> Sequence[UnnamedClaim]:
    """Claims of adoption that name no force: shown, never counted. For a past day those that were recorded by its end,
    of the time up to it.
    """
    found = select(UnnamedClaim).where(UnnamedClaim.tool_id == tool.id)
    if day:
        recorded, happened = UnnamedClaim.recorded_at, UnnamedClaim.happened_on
        found = found.where(
            or_(recorded.is_(None), recorded < clock.end_of(day)), or_(happened.is_(None), happened <= day)
        )
    return db.session.scalars(found.order_by(UnnamedClaim.id)).all()


def _whole(slug: str) -> Tool | None:
    statement = (
        select(Tool)
        .where(Tool.slug == slug)
        .options(
            joinedload(Tool.owner),
            joinedload(Tool.version),
            joinedload(Tool.origins).joinedload(Origin.organisation),
        )
    )
    return db.session.scalars(statement).unique().one_or_none()


def latest_content(actor: Actor, tool: Tool) -> Content:
    """The live answers that the actor may see, or those of the draft where nothing is live yet.

    For a tool that `known_tool` or `draft` has given out; one statement for a draft, none otherwise.
    """
    if tool.version is not None:
        return version_content(actor, tool, tool.version)
    copy = db.session.get(WorkingCopy, tool.id)
    return readable(copy.content, copy.schema_number, tiers(actor, tool)) if copy else {}
