"""Mail about safety notices: at once, again after 2 and 5 working days, and then once to the lead and every deputy.

Which mail of a receipt is next is kept in its row and moves in the transaction that writes the mail, so that a stop in
between writes none twice. What fell due while nothing ran is written once, as the latest of it. Where there is neither
a mailbox nor a lead nothing moves: whoever can be told one day is told then for the first time.
"""

from datetime import date, datetime

from sqlalchemy import and_, or_
from sqlalchemy.orm import joinedload

from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.notifications.queries.people import THE_REGISTRY, Reader, longest_first
from registry.notifications.services.notices import Message, tell, tell_address
from registry.organisations.models import Organisation
from registry.replication.models import SafetyNotice, SafetyReceipt
from registry.replication.queries.safety import led, not_reached, waiting, with_mailbox
from registry.replication.services import reach_adopter
from registry.rules.words import Role
from registry.rules.working_days import working_days_after

KIND = "safety-notice"
AFTER = (0, 2, 5, 6)  # working days after it reached them; the last goes to the lead and every deputy
LAST = len(AFTER)


def remind(moment: datetime) -> int:
    """Reach whoever adopted it since, and write what is due of every receipt that nobody acknowledged.

    Returns for how many receipts a mail was written.
    """
    for tool_id, organisation_id in not_reached():
        reach_adopter(tool_id, organisation_id)
    day = moment.astimezone(clock.LONDON).date()
    somebody = or_(and_(led(), SafetyReceipt.told < LAST), and_(with_mailbox(), SafetyReceipt.told < LAST - 1))
    found = waiting().join(SafetyReceipt.organisation).where(somebody).with_only_columns(SafetyReceipt.id)
    return sum(_remind(number, day) for number in db.session.scalars(found).all())


@command
def tell_receipt(receipt_id: int, actor: str = THE_REGISTRY) -> bool:
    """Write the first mail of a receipt, unless it was written."""
    receipt = _locked(receipt_id)
    if receipt is None or receipt.told:
        return False
    return _write(receipt, 1, actor)


@command
def _remind(receipt_id: int, day: date) -> bool:
    receipt = _locked(receipt_id)
    if receipt is None:
        return False
    reached = receipt.reached_at.astimezone(clock.LONDON).date()
    due = sum(1 for days in AFTER if working_days_after(reached, days) <= day) if receipt.told else 1
    return due > receipt.told and _write(receipt, due, THE_REGISTRY)


def _locked(receipt_id: int) -> SafetyReceipt | None:
    """The receipt, if its notice still waits to be acknowledged there."""
    notice = joinedload(SafetyReceipt.notice).joinedload(SafetyNotice.tool)
    found = waiting().where(SafetyReceipt.id == receipt_id).options(notice, joinedload(SafetyReceipt.organisation))
    return db.session.scalar(found.with_for_update(of=SafetyReceipt).execution_options(populate_existing=True))


def _write(receipt: SafetyReceipt, due: int, actor: str) -> bool:
    """Write the mail that is due, or the one before the last where nobody leads; false where nobody could be told."""
    force, tool = receipt.organisation, receipt.notice.tool
    leads = longest_first(Role.LEAD, force.id)
    number = due if leads else min(due, LAST - 1)
    if number <= receipt.told or not (leads or force.mailbox):
        return False
    if not receipt.told:
        receipt.reached_at = clock.now()  # the days count from the first mail
    about = f"notice:{receipt.notice_id}:organisation:{force.id}:{number}"
    message = Message(
        kind=KIND,
        subject=f"Safety notice{', not acknowledged' if number > 1 else ''}: {tool.name}",
        body=_body(force, number),
        link=f"/safety-notices/{receipt.notice_id}",
        actor=actor,
        reason=f"{force.name} uses this tool, and you lead there or read its mailbox.",
        tool_id=tool.id,
    )
    if force.mailbox and number < LAST:
        tell_address(force.mailbox, about, message, organisation_id=force.id)
    tell(_people(leads, number), about, message)
    receipt.told = number
    db.session.flush()
    return True


def _people(leads: list[Reader], number: int) -> list[Reader]:
    """The one who has led longest; at last every lead, for the others stand in."""
    return leads if number == LAST else leads[:1]


def _body(force: Organisation, number: int) -> str:
    if number == 1:
        return f"Something about a tool that {force.name} uses is unsafe. Read what to do, and acknowledge it."
    if number == LAST:
        return f"{force.name} was told before and has not acknowledged it. Its lead or a deputy does so now."
    return f"{force.name} has not acknowledged this yet. Read what to do, and acknowledge it."
