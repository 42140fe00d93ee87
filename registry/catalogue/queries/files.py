"""The files of a tool, each reader only those that they may read.

A file is added to the draft. Readers see it from the first published version whose release came after it, so that
whoever released the record could have looked at it. Those who write and review the draft see it at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from registry.attachments import queries as attachments
from registry.attachments.models import Attachment
from registry.catalogue.models import Release, Tool
from registry.catalogue.queries.scope import tiers
from registry.catalogue.queries.tools import known_tool
from registry.catalogue.queries.tools import tool as live_tool
from registry.core.db import db
from registry.core.errors import NotFound
from registry.rules.policy import Actor, Permission, allows, require

NOT_THERE = "There is no such file, or it is not shared with you."


@dataclass(frozen=True)
class Listed:
    """A file as its list shows it, and whether readers see it yet."""

    file: Attachment
    shown: bool


@dataclass(frozen=True)
class FilesPage:
    """What the page of a tool's files needs."""

    tool: Tool
    files: Sequence[Listed]
    writing: bool  # sees what readers do not see yet
    may_add: bool


def parent_of(tool_id: int) -> str:
    """What the files of a tool are stored under."""
    return f"tool:{tool_id}"


def files_page(actor: Actor, slug: str) -> FilesPage:
    """The files of a tool or of its draft that the actor may read: at most four statements.

    Raises Withdrawn and NotFound as the tool's own page does.
    """
    tool = _readable(actor, slug)
    writing = allows(actor, Permission.TOOL_DRAFT_READ, tool)
    until = released_until(tool)
    listed = [Listed(file, _is_released(file, until)) for file in _files(tool)]
    mine = tiers(actor, tool)
    seen = [one for one in listed if writing or (one.shown and one.file.visibility in mine)]
    return FilesPage(tool, seen, writing, allows(actor, Permission.FILE_ADD, tool))


def released_files(actor: Actor, tool: Tool) -> list[Attachment]:
    """What a reader of the live tool sees of its files: one statement."""
    if tool.version is None:
        return []
    mine = tiers(actor, tool)
    statement = (
        select(Attachment, Release.recorded_at)
        .outerjoin(Release, Release.id == (tool.version.release_id or 0))
        .where(Attachment.parent == parent_of(tool.id), Attachment.withdrawn_at.is_(None))
        .order_by(Attachment.id)
    )
    rows = db.session.execute(statement).all()
    until = tool.version.published_at
    return [file for file, released in rows if file.visibility in mine and _is_released(file, released or until)]


def file(actor: Actor, slug: str, file_id: int) -> tuple[Tool, Attachment]:
    """One file of a tool. Raises Withdrawn for a suspended tool, NotFound for what the actor may not read."""
    tool = _readable(actor, slug)
    found = attachments.file(parent_of(tool.id), file_id)
    if found.withdrawn_at is not None:
        raise NotFound(NOT_THERE)
    if allows(actor, Permission.TOOL_DRAFT_READ, tool):
        return tool, found
    if found.visibility not in tiers(actor, tool) or not _is_released(found, released_until(tool)):
        raise NotFound(NOT_THERE)
    return tool, found


def tool_for_files(permission: Permission, actor: Actor, slug: str) -> Tool:
    """The tool, for those who may add files to it or withdraw them. Raises Withdrawn, NotFound and NotAllowed."""
    tool = _readable(actor, slug)
    require(actor, permission, tool)
    return tool


def released_until(tool: Tool) -> datetime | None:
    """Files that came later are not shown with the live version; nothing for a tool without one. One statement."""
    version = tool.version
    if version is None:
        return None
    release = version.release_id and db.session.scalar(
        select(Release.recorded_at).where(Release.id == version.release_id)
    )
    return release or version.published_at


def _files(tool: Tool) -> list[Attachment]:
    parent = parent_of(tool.id)
    return attachments.files_of([parent]).get(parent, [])


def _is_released(file: Attachment, until: datetime | None) -> bool:
    return until is not None and file.uploaded_at <= until


def _readable(actor: Actor, slug: str) -> Tool:
    """The tool, live for its readers, or a draft for its writers and reviewers; suspended for nobody."""
    tool = known_tool(actor, slug)
    if tool.suspended_at is None and allows(actor, Permission.TOOL_DRAFT_READ, tool):
        return tool
    return live_tool(actor, slug)
