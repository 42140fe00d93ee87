"""What a supplier that a record names may do: ask for a correction in time, and have a reply shown. No veto."""

from dataclasses import dataclass

from sqlalchemy import select, update

from registry.catalogue.events import CorrectionAnswered, ReplyWithdrawn, SupplierReplied
from registry.catalogue.models import SupplierReply, Tool
from registry.catalogue.queries.suppliers import answers_open, correction, last_day, supplier_of
from registry.catalogue.services.loading import add_step, tool_to
from registry.catalogue.services.records import start_draft
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, WrongState
from registry.core.events import emit
from registry.organisations.models import Organisation
from registry.rules.answers import tidy
from registry.rules.lifecycles import ToolState
from registry.rules.policy import Actor, Permission
from registry.rules.questions import current, schema
from registry.rules.words import ReplyKind

LONGEST = 2_000
BEGINS_A_DRAFT = (ToolState.PUBLISHED, ToolState.NOT_ACCEPTED, ToolState.WITHDRAWN)


@dataclass(frozen=True)
class CorrectionDetails:
    """Which answer is wrong, what it should say, and why."""

    question: str
    words: str
    reason: str


@command
def ask_correction(actor: Actor, slug: str, details: CorrectionDetails) -> SupplierReply:
    """Ask the owner to correct an answer, within 10 working days of the publication or of being named.

    Raises NotAllowed to all but people of a named supplier, WrongState once the time is over, Invalid for what is
    missing, too long or about an answer that they cannot read.
    """
    tool = _tool(actor, slug)
    supplier = supplier_of(actor, tool)
    until = last_day(tool, supplier.id)
    if clock.today() > until:
        raise WrongState(
            f"Corrections could be asked for until {until.day} {until:%B %Y}. You can still have a reply shown."
        )
    words, reason = tidy(details.words), tidy(details.reason)
    wrong = _problems({"words": words, "reason": reason})
    if details.question not in answers_open(tool):
        wrong["question"] = "Choose the answer that is wrong."
    if wrong:
        raise Invalid("Nothing was sent. Mend what is marked and send it again.", wrong)
    return _said(actor, tool, supplier, ReplyKind.CORRECTION, f"{words}\n\n{reason}", details.question)


@command
def set_reply(actor: Actor, slug: str, text: str) -> SupplierReply:
    """Have a reply shown beside the record; it replaces the supplier's earlier one.

    Raises NotAllowed to all but people of a named supplier, Invalid for an empty or too long one.
    """
    tool = _tool(actor, slug)
    supplier = supplier_of(actor, tool)
    words = tidy(text)
    wrong = _problems({"reply": words})
    if wrong:
        raise Invalid("Nothing was saved. Mend what is marked and send it again.", wrong)
    _take_back(tool, supplier)
    return _said(actor, tool, supplier, ReplyKind.REPLY, words, None)


@command
def withdraw_reply(actor: Actor, slug: str) -> Tool:
    """Take the supplier's reply back. Raises WrongState when there is none."""
    tool = _tool(actor, slug)
    supplier = supplier_of(actor, tool)
    reply_id = _take_back(tool, supplier)
    if reply_id is None:
        raise WrongState("Your organisation has no reply on this record.")
    emit(
        ReplyWithdrawn(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=tool.owner_id,
            supplier_id=supplier.id,
            reply_id=reply_id,
        )
    )
    return tool


@command
def answer_correction(actor: Actor, slug: str, reply_id: int, accepted: bool, reason: str) -> SupplierReply:
    """Take a correction over into the draft's history, which begins a draft where none is open, or decline it.

    Publishes nothing. Raises NotAllowed to all but the owner's lead, Invalid for a refusal without a reason, WrongState
    for one that was answered.
    """
    tool = tool_to(Permission.REPLY_ANSWER, actor, slug)
    row = correction(tool, reply_id)
    if row.accepted is not None:
        raise WrongState("This correction was answered already, by you or by another lead.")
    words = tidy(reason)
    if len(words) > LONGEST or not (words or accepted):
        message = (
            f"Shorten the reason to {LONGEST:,} characters or fewer." if words else "Say why it is not taken over."
        )
        raise Invalid(message, {"reason": message})
    if accepted and tool.state is ToolState.RETIRED:
        raise WrongState("This record is retired, so it cannot be changed any more. Decline the correction and say so.")
    row.accepted, row.answer = accepted, words or None
    row.answered_at, row.answered_by_id = clock.now(), actor.id
    db.session.flush()
    if accepted:
        if tool.state in BEGINS_A_DRAFT:
            start_draft(actor, slug)
        number = tool.version.schema_number if tool.version else current()
        labels = {question.code: question.label for question in schema(number).questions}
        label = labels.get(row.question or "", "")
        add_step(actor, tool, "correction", f"{row.organisation.name}: {label}\n\n{row.words}")
    emit(
        CorrectionAnswered(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=tool.owner_id,
            reply_id=row.id,
            accepted=accepted,
        )
    )
    return row


def _tool(actor: Actor, slug: str) -> Tool:
    tool = tool_to(Permission.REPLY_ADD, actor, slug)
    if tool.version_id is None or tool.suspended_at is not None:
        raise WrongState("This record is withdrawn from view, so nothing can be said of it now.")
    return tool


def _said(
    actor: Actor, tool: Tool, supplier: Organisation, kind: ReplyKind, words: str, question: str | None
) -> SupplierReply:
    row = SupplierReply(
        tool_id=tool.id,
        organisation_id=supplier.id,
        kind=kind,
        question=question,
        words=words,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    db.session.add(row)
    db.session.flush()
    emit(
        SupplierReplied(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=tool.owner_id,
            supplier_id=supplier.id,
            reply_id=row.id,
        )
    )
    return row


def _take_back(tool: Tool, supplier: Organisation) -> int | None:
    mine = (
        SupplierReply.tool_id == tool.id,
        SupplierReply.organisation_id == supplier.id,
        SupplierReply.kind == ReplyKind.REPLY,
        SupplierReply.withdrawn_at.is_(None),
    )
    newest = db.session.scalar(select(SupplierReply.id).where(*mine).order_by(SupplierReply.id.desc()).limit(1))
    db.session.execute(update(SupplierReply).where(*mine).values(withdrawn_at=clock.now()))
    return newest


def _problems(texts: dict[str, str]) -> dict[str, str]:
    asked = {
        "words": "Say what it should say.",
        "reason": "Say why, and where one can check it.",
        "reply": "Write your reply, or go back without one.",
    }
    return {
        name: f"Shorten this to {LONGEST:,} characters or fewer." if text else asked[name]
        for name, text in texts.items()
        if not text or len(text) > LONGEST
    }
