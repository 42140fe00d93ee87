"""Evidence of a tool: every outcome with direction and strength apart, and who may add to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.attachments.models import Attachment
from registry.catalogue.models import Tool
from registry.catalogue.queries import known_tool
from registry.catalogue.queries import tool as live_tool
from registry.catalogue.queries.files import released_files
from registry.core.db import db
from registry.core.errors import NotFound, WrongState
from registry.evidence.models import Claim, Evidence
from registry.evidence.queries.grades import strongest_design
from registry.organisations.models import Organisation
from registry.organisations.queries import by_ids
from registry.rules.policy import Actor, Permission, allows, require
from registry.rules.words import FilePurpose, Role, Standing

LOADED = (
    joinedload(Evidence.site),
    joinedload(Evidence.playbook),
    joinedload(Evidence.claims).joinedload(Claim.measure),
)


@dataclass(frozen=True)
class At:
    """Evidence of a tool measured at a site: what the policy asks about."""

    id: int
    owner_id: int
    organisation_id: int | None


def evidence_of(tool_id: int) -> Sequence[Evidence]:
    """Evidence that was not withdrawn, with its sites, claims and their measures, strongest design first: one statement."""
    statement = (
        select(Evidence)
        .where(Evidence.tool_id == tool_id, Evidence.withdrawn_at.is_(None))
        .options(*LOADED)
        .order_by(Evidence.id)
    )
    found = db.session.scalars(statement).unique().all()
    return sorted(found, key=lambda item: (-strongest_design(item).strength, item.id))


def evidence_item(actor: Actor, slug: str, evidence_id: int) -> tuple[Tool, Evidence]:
    """One evidence item of a tool that the actor may know of, or the one that corrected it: two statements.

    Raises NotFound.
    """
    tool = readable_tool(actor, slug)
    item = _whole(tool.id, evidence_id)
    if item is None:
        newest = _newest(tool.id, evidence_id)
        item = _whole(tool.id, newest) if newest else None
    if item is None:
        raise NotFound("There is no such evidence, or it is not shared with you.")
    return tool, item


def claim_of(item: Evidence, claim_id: int) -> Claim:
    """One outcome of a loaded study, or the one that corrected it: no statement for one that stands. Raises NotFound."""
    standing = {claim.id: claim for claim in item.claims}
    corrected: int | None = claim_id
    while corrected is not None and corrected not in standing:
        corrected = db.session.scalar(
            select(Claim.id).where(Claim.corrects_id == corrected, Claim.evidence_id == item.id)
        )
    if corrected is None:
        raise NotFound("There is no such outcome, or it is not shared with you.")
    return standing[corrected]


def _whole(tool_id: int, evidence_id: int) -> Evidence | None:
    statement = (
        select(Evidence)
        .where(Evidence.id == evidence_id, Evidence.tool_id == tool_id, Evidence.withdrawn_at.is_(None))
        .options(*LOADED)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(statement).unique().one_or_none()


def _newest(tool_id: int, evidence_id: int) -> int | None:
    """The item that stands in place of a corrected one, however often it was corrected."""
    corrections = select(Evidence.corrects_id, Evidence.id).where(
        Evidence.tool_id == tool_id, Evidence.corrects_id.is_not(None)
    )
    after = {row.corrects_id: row.id for row in db.session.execute(corrections)}
    newest = after.get(evidence_id)
    while newest in after:
        newest = after[newest]
    return newest


def readable_tool(actor: Actor, slug: str) -> Tool:
    """The tool, live for its readers, or a draft for its owner's people and reviewers.

    Raises Withdrawn and NotFound as the tool's own page does.
    """
    tool = known_tool(actor, slug)
    if tool.suspended_at is None and allows(actor, Permission.TOOL_DRAFT_READ, tool):
        return tool
    return live_tool(actor, slug)


def sites(actor: Actor, tool: Tool) -> list[Organisation]:
    """The organisations whose results the actor may add: own ones where they lead, and the owner. One statement.

    Raises NotAllowed, saying who may, when there is none.
    """
    at = set(actor.at(Role.LEAD))
    if allows(actor, Permission.EVIDENCE_ADD, At(tool.id, tool.owner_id, None)):
        at.add(tool.owner_id)
    allowed = [site for site in at if allows(actor, Permission.EVIDENCE_ADD, At(tool.id, tool.owner_id, site))]
    if not allowed:
        require(actor, Permission.EVIDENCE_ADD, At(tool.id, tool.owner_id, None))
    return sorted(by_ids(allowed).values(), key=lambda organisation: organisation.name)


def may_change(actor: Actor, tool: Tool, item: Evidence) -> bool:
    """Whether the actor may add outcomes and files to an item, or withdraw it. Reported items change with their sources."""
    return item.standing is not Standing.REPORTED and allows(
        actor, Permission.EVIDENCE_ADD, At(item.id, tool.owner_id, item.site_id)
    )


def parent_of(item: Evidence) -> str:
    """What files beneath the item are stored under."""
    return f"evidence:{item.id}"


def playbooks(actor: Actor, tool: Tool, item: Evidence) -> list[Attachment]:
    """The playbooks of a live record, for the lead of a site other than the owner's to say which it followed.

    One statement; none for everybody else.
    """
    site = item.site_today_id or item.site_id
    at = At(item.id, tool.owner_id, site)
    if tool.version_id is None or site == tool.owner_id or not allows(actor, Permission.PLAYBOOK_FOLLOW, at):
        return []
    return [file for file in released_files(actor, tool) if file.purpose == FilePurpose.PLAYBOOK]


def may_describe(actor: Actor, tool: Tool) -> bool:
    """Whether the actor may add results of a place that is no organisation of theirs: the owner's people may."""
    return allows(actor, Permission.EVIDENCE_ADD, At(tool.id, tool.owner_id, None))


def changeable_item(actor: Actor, slug: str, evidence_id: int) -> tuple[Tool, Evidence]:
    """An evidence item that the actor may add to. Raises NotFound, NotAllowed, and WrongState for a reported one."""
    tool, item = evidence_item(actor, slug, evidence_id)
    require(actor, Permission.EVIDENCE_ADD, At(item.id, tool.owner_id, item.site_id))
    if not may_change(actor, tool, item):
        raise WrongState(
            "This evidence comes from a published source, so only the source changes it. Add your own beside it."
        )
    return tool, item


@dataclass(frozen=True)
class EvidenceChange:
    """What came, went or was replaced among the evidence of a tool; replaced ones as (before, after)."""

    added: Sequence[Evidence]
    removed: Sequence[Evidence]
    changed: Sequence[tuple[Evidence, Evidence]]

    @property
    def any(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.added or self.removed or self.changed)


def evidence_between(tool_id: int, earlier: datetime, later: datetime) -> EvidenceChange:
    """What differs between the evidence shown at two moments: one statement. One of the same title replaces another."""
    statement = select(Evidence).where(Evidence.tool_id == tool_id, Evidence.recorded_at <= later).order_by(Evidence.id)
    held = db.session.scalars(statement).all()
    was, now = (
        [
            item
            for item in held
            if item.recorded_at <= moment and not (item.withdrawn_at and item.withdrawn_at <= moment)
        ]
        for moment in (earlier, later)
    )
    added = {item.id: item for item in now if item not in was}
    removed = {item.id: item for item in was if item not in now}
    changed = []
    for old in list(removed.values()):
        same = (old.title, old.site_id)
        new = next((item for item in added.values() if item.corrects_id == old.id), None) or next(
            (item for item in added.values() if (item.title, item.site_id) == same), None
        )
        if new is not None:
            changed.append((removed.pop(old.id), added.pop(new.id)))
    return EvidenceChange(list(added.values()), list(removed.values()), changed)
