"""Safety notices: issued, reaching every adopter, acknowledged by each, lifted with a reason."""

from collections.abc import Collection

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.catalogue.queries.tools import GONE, known_tool
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import NotFound, Withdrawn, WrongState
from registry.core.events import emit
from registry.organisations.queries import organisation
from registry.replication.events import SafetyNoticeAcknowledged, SafetyNoticeIssued, SafetyNoticeLifted
from registry.replication.models import Adoption, SafetyNotice, SafetyReceipt
from registry.replication.queries.safety import acknowledgeable, known_notice, uses_it
from registry.replication.services import checks
from registry.replication.services.steps import lock_tool
from registry.rules import policy
from registry.rules.markings import marking
from registry.rules.policy import Actor, Permission
from registry.rules.words import Role, Visibility

LONGEST = 4_000


@command
def issue_notice(actor: Actor, slug: str, words: str, visibility: Visibility | None) -> SafetyNotice:
    """Warn of something about a tool; every adopter is reached at once, also where an adoption is not shared.

    The owner's lead or assurer may, and the registrar. Refuses an empty or a marked text, and what was never published.
    """
    tool = known_tool(actor, slug)
    policy.require(actor, Permission.SAFETY_NOTICE_ISSUE, tool)
    if tool.suspended_at is not None:
        raise Withdrawn(GONE, restore=tool.slug)
    if tool.version_id is None:
        raise WrongState("Nobody can use it before it is published.")
    wrong = _text("words", words, "Say what is unsafe, and what to do")
    if visibility not in (Visibility.PUBLIC, Visibility.POLICING):
        wrong["visibility"] = "Choose who may read it"
    checks.refuse(wrong)
    lock_tool(tool.id)
    notice = SafetyNotice(
        tool_id=tool.id,
        organisation_id=_in_the_name_of(actor, tool),
        words=words.strip(),
        visibility=visibility,
        issued_at=clock.now(),
        issued_by_id=actor.id,
    )
    db.session.add(notice)
    db.session.flush()
    _reach(notice, _adopters(tool.id))
    emit(
        SafetyNoticeIssued(
            actor_id=actor.id, tool_id=tool.id, organisation_id=notice.organisation_id, notice_id=notice.id
        )
    )
    return notice


@command
def reach_adopter(tool_id: int, organisation_id: int) -> list[SafetyReceipt]:
    """Let the open notices of a tool reach somebody who adopts it now; nothing for whoever knows of them or has ended."""
    lock_tool(tool_id)
    if organisation_id not in _adopters(tool_id):
        return []
    found = select(SafetyNotice).where(SafetyNotice.tool_id == tool_id, SafetyNotice.lifted_at.is_(None))
    return [row for notice in db.session.scalars(found).all() for row in _reach(notice, [organisation_id])]


@command
def acknowledge_notice(actor: Actor, notice_id: int, slug: str) -> SafetyReceipt:
    """Say for one's own force that it has taken note; said twice, it stands as said first.

    Raises NotFound where the notice did not reach the force, NotAllowed to all but its leads.
    """
    notice = known_notice(actor, notice_id)
    receipt = db.session.scalar(acknowledgeable(notice_id, organisation(slug).id).with_for_update(of=SafetyReceipt))
    if receipt is None:
        raise NotFound("There is no such notice for this organisation.")
    policy.require(actor, Permission.SAFETY_NOTICE_ACKNOWLEDGE, receipt)
    if receipt.acknowledged_at is None:
        receipt.acknowledged_at, receipt.acknowledged_by_id = clock.now(), actor.id
        where = {"tool_id": notice.tool_id, "organisation_id": receipt.organisation_id}
        emit(SafetyNoticeAcknowledged(actor_id=actor.id, **where, notice_id=notice_id))
    return receipt


@command
def lift_notice(actor: Actor, notice_id: int, because: str) -> SafetyNotice:
    """Say that it holds no longer, and why. Refuses one that was lifted, and a lifting without a reason."""
    notice = known_notice(actor, notice_id)
    policy.require(actor, Permission.SAFETY_NOTICE_LIFT, notice.tool)
    lock_tool(notice.tool_id)
    db.session.refresh(notice)
    if notice.lifted_at is not None:
        raise WrongState("This notice is lifted already.")
    checks.refuse(_text("because", because, "Say why it holds no longer"))
    notice.lifted_at, notice.lifted_by_id, notice.lifted_because = clock.now(), actor.id, because.strip()
    emit(
        SafetyNoticeLifted(
            actor_id=actor.id, tool_id=notice.tool_id, organisation_id=notice.organisation_id, notice_id=notice.id
        )
    )
    return notice


def _reach(notice: SafetyNotice, organisation_ids: Collection[int]) -> list[SafetyReceipt]:
    known = set(db.session.scalars(select(SafetyReceipt.organisation_id).where(SafetyReceipt.notice_id == notice.id)))
    rows = [
        SafetyReceipt(notice_id=notice.id, organisation_id=key, reached_at=clock.now())
        for key in sorted(set(organisation_ids) - known)
    ]
    db.session.add_all(rows)
    db.session.flush()
    return rows


def _adopters(tool_id: int) -> set[int]:
    found = select(Adoption.organisation_id).where(Adoption.tool_id == tool_id, *uses_it())
    return set(db.session.scalars(found))


def _in_the_name_of(actor: Actor, tool: Tool) -> int:
    own = tool.owner_id in actor.at(Role.LEAD) | actor.at(Role.ASSURER)
    return tool.owner_id if own else min(actor.at(Role.REGISTRAR))


def _text(field: str, text: str, empty: str) -> dict[str, str]:
    if not text.strip():
        return {field: empty}
    if len(text) > LONGEST:
        return {field: f"Use {LONGEST:,} characters or fewer"}
    found = marking(text)
    return {field: f"Take out what is marked {found}: OFFICIAL at most"} if found else {}
