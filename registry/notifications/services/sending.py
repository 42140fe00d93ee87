"""Sending notices: claimed one by one, tried again for a week with growing pauses, then parked until an operator sends them.

A notice is claimed in one short transaction and settled in another; the mail goes out between the two, so that no
lock is held while a mail server thinks. A crash between them sends the mail again under the same identifier, and so
does an operator.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import structlog
from sqlalchemy import select

from registry.accounts.services.invitations import new_link
from registry.catalogue.models import Access, Tool
from registry.catalogue.queries.collaborators import still_waits
from registry.catalogue.queries.scope import GIVES, SUPPLIER
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import NotFound
from registry.freshness.services import new_key
from registry.governance.queries.actors import actor as load_actor
from registry.notifications.models import WITHHELD, Notice
from registry.notifications.services import alerts
from registry.notifications.services.alerts import ALERT
from registry.notifications.services.pauses import ATTEMPTS, pause_after
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.rules.policy import Actor, Permission, allows
from registry.rules.words import POLICING_KINDS, Frequency, Role

BATCH = 50
IN_A_ROW = 3  # failures: a mail server that is away answers none of the rest either, and each may take its time

MAY_KNOW = (Permission.TOOL_READ, Permission.TOOL_KNOW, Permission.TOOL_DRAFT_READ)
TOLD_OF_WITHDRAWN = ("safety-notice", "tool-suspended", "redaction-asked", "redaction-refused", "field-redacted")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Letter:
    """A mail ready to be composed. The link is a path of this site."""

    key: str
    address: str
    subject: str
    body: str
    link: str
    actor: str
    reason: str
    items: tuple[tuple[str, str], ...] = ()  # (text, path); one without a path is a heading
    stops: tuple[int, Frequency] | None = None  # whose mail of which frequency its reader may stop with one click


Post = Callable[[Letter], None]


def send_due(post: Post) -> int:
    """Send what is due; returns how many were handed over. A mail that fails stops no other.

    After some failures in a row the rest waits for the next call, so that other work has its turn.
    """
    sent = failed = 0
    for _number in range(BATCH):
        notice_id = claim() if failed < IN_A_ROW else None
        if notice_id is None:
            break
        done = _send(notice_id, post)
        sent, failed = sent + bool(done), failed + 1 if done is None else 0
    return sent


@command
def claim() -> int | None:
    """Take the next notice that is due: count the attempt and put the next one off. Another sender skips it."""
    due = (
        select(Notice)
        .where(Notice.sent_at.is_(None), Notice.parked_at.is_(None), Notice.next_attempt_at <= clock.now())
        .order_by(Notice.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    notice = db.session.scalar(due)
    if notice is None:
        return None
    notice.attempts += 1
    notice.next_attempt_at = clock.now() + pause_after(notice.attempts)
    return notice.id


@command
def letter(notice_id: int) -> Letter | None:
    """The mail of a claimed notice; parks it when its reader may no longer know of what it is about."""
    notice = db.session.get_one(Notice, notice_id)
    link = _link(notice) if may_be_told(notice) else None
    if link is None:
        notice.parked_at = clock.now()
        notice.last_error = f"{WITHHELD}its reader may not know of this any more, or the invitation is closed."
        return None
    told = Letter(notice.key, notice.address, notice.subject, notice.body, link, notice.actor, notice.reason)
    return _with_news(notice, told) if notice.kind == ALERT else told


def _with_news(notice: Notice, told: Letter) -> Letter | None:
    """What is new in saved searches is looked up now, as its reader; parked when nothing of it is left to tell."""
    found = alerts.to_tell(notice)
    if found is None:
        notice.parked_at = clock.now()
        notice.last_error = f"{WITHHELD}its reader may not know of any of this, or has stopped these mails."
        return None
    return replace(told, subject=found.subject, items=found.items, stops=found.stops)


@command
def settle(notice_id: int, error: str | None) -> None:
    """Note that a mail was handed over, or what went wrong; the last failure parks it."""
    notice = db.session.get_one(Notice, notice_id)
    if error is None:
        notice.sent_at = clock.now()
        notice.last_error = None
        return
    notice.last_error = error[:500]
    if notice.attempts >= ATTEMPTS:
        notice.parked_at = clock.now()
        log.error("notice-parked", notice_id=notice.id, error=error[:200])


def may_be_told(notice: Notice) -> bool:
    """Whether the reader may know of the tool, and of the adoption, at this moment."""
    if notice.person_id is None and notice.organisation_id is None:
        return True
    try:
        actor = _as_organisation(notice) if notice.person_id is None else load_actor(notice.person_id)
    except NotFound:
        return False
    tool = db.session.get(Tool, notice.tool_id) if notice.tool_id else None
    adoption = db.session.get(Adoption, notice.adoption_id) if notice.adoption_id else None
    known = tool is None or (
        any(allows(actor, permission, tool) for permission in MAY_KNOW) and not _withheld(actor, notice, tool)
    )
    return known and (adoption is None or allows(actor, Permission.ADOPTION_READ, adoption))


def _withheld(actor: Actor, notice: Notice, tool: Tool) -> bool:
    """Whether the record was withdrawn from view since: mail that would name it goes to those who work on it alone."""
    if tool.suspended_at is None or notice.kind in TOLD_OF_WITHDRAWN:
        return False
    return not (allows(actor, Permission.TOOL_DRAFT_READ, tool) or allows(actor, Permission.TOOL_RESTORE, tool))


def _send(notice_id: int, post: Post) -> bool | None:
    """Whether it was handed over; none when it failed."""
    error = None
    try:
        found = letter(notice_id)
        if found is None:
            return False
        post(found)
    except Exception as fault:
        error = f"{type(fault).__name__}: {fault}"
        log.warning("notice-failed", notice_id=notice_id, error=error[:200])
    settle(notice_id, error)
    return True if error is None else None


def _link(notice: Notice) -> str | None:
    """Where it leads; nowhere once the invitation that it is about is closed, or where it may not be mailed."""
    if notice.collaborator_id is not None and still_waits(notice.collaborator_id) is None:
        return None
    if notice.due_link_id is not None:
        return _due_link(notice.due_link_id, notice.link)
    if notice.invitation_id is None:
        return notice.link
    token = new_link(notice.invitation_id)
    return f"{notice.link}?key={token}" if token else None


def _due_link(link_id: int, otherwise: str) -> str:
    """The page that the link opens; where a sign-in is asked for, or when it died meanwhile, what needs a sign-in."""
    token = new_key(link_id)
    return f"/due/link?key={token}" if token else otherwise


def _as_organisation(notice: Notice) -> Actor:
    """A team mailbox reads what any member of its organisation may."""
    organisation = db.session.get_one(Organisation, notice.organisation_id)
    opened = select(Access.tool_id, Access.reason).where(Access.organisation_id == organisation.id)
    rows = db.session.execute(opened).all()
    return Actor(
        roles=frozenset({(organisation.id, Role.READER)}),
        policing=organisation.kind in POLICING_KINDS,
        family=frozenset({organisation.id}),
        given=frozenset(row.tool_id for row in rows if row.reason in GIVES),
        supplies=frozenset(row.tool_id for row in rows if row.reason == SUPPLIER),
    )
