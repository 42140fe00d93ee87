"""What a person has typed into a section and not saved yet: kept as one row, so that a closed browser loses nothing."""

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from registry.catalogue.models import Redaction, Revision, Tool, Typed
from registry.catalogue.queries.terms import options_of
from registry.catalogue.queries.writing import Writing, writing
from registry.catalogue.services.loading import tool_to
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, NotFound, WrongState
from registry.core.states import words
from registry.rules.answers import check
from registry.rules.lifecycles import EDITABLE, RedactionState
from registry.rules.merging import same
from registry.rules.policy import Actor, Permission
from registry.rules.questions import Kind, Question, Section
from registry.rules.redaction import alike

LONGEST = 50_000  # characters of one answer, far more than any question takes
LATE = "This part of the record was saved or redacted after this page was opened, so what is typed here is not kept. Save it."


@command
def keep_typed(actor: Actor, slug: str, section_code: str, answers: Mapping[str, Any], revision: int) -> datetime:
    """Keep what the actor has typed into a section, good or not; one row at most is written, and nobody is told.

    What is the same as what is saved needs no keeping: the row goes. Raises WrongState unless the record may be
    changed now, Invalid naming each answer that is too long to be kept, and Invalid for what comes late: after the
    actor saved this section, or after words were redacted from it.
    """
    tool = tool_to(Permission.TOOL_EDIT, actor, slug)
    if tool.working_copy is None or tool.state not in EDITABLE:
        raise WrongState(f"This record is {words(tool.state)}, so what you type is not kept.")
    written = writing(tool)
    section = written.schema.section(section_code)
    if section is None:
        raise NotFound("There is no such part of the record.")
    typed = {question.code: _raw(question, answers.get(question.code)) for question in section.questions}
    _refuse_endless(section, typed)
    _refuse_late(actor, tool, written, section, revision)
    row = db.session.get(Typed, (tool.id, section_code, actor.id))
    if _is_saved(written, section, typed):
        if row is not None:
            db.session.delete(row)
    elif row is None:
        row = Typed(tool_id=tool.id, section=section_code, person_id=actor.id, **_fields(typed, revision))
        db.session.add(row)
    elif (row.answers, row.revision) != (typed, revision):
        for name, value in _fields(typed, revision).items():
            setattr(row, name, value)
    return clock.now()


@command
def discard_typed(actor: Actor, slug: str, section_code: str) -> Tool:
    """Forget what the actor typed into a section and did not save; what is saved stays."""
    tool = tool_to(Permission.TOOL_EDIT, actor, slug)
    forget(actor, tool, section_code)
    return tool


def forget(actor: Actor, tool: Tool, section_code: str) -> None:
    """The same inside another command, which has authorised it."""
    row = db.session.get(Typed, (tool.id, section_code, actor.id))
    if row is not None:
        db.session.delete(row)


def _fields(typed: dict[str, Any], revision: int) -> dict[str, Any]:
    return {"answers": typed, "revision": revision, "typed_at": clock.now()}


def _raw(question: Question, value: Any) -> Any:
    if question.kind is Kind.CHOICES:
        return [str(one) for one in value] if isinstance(value, list | tuple) else []
    return str(value or "")


def _refuse_endless(section: Section, typed: Mapping[str, Any]) -> None:
    over = {
        question.code: f"{question.label} That is more than {LONGEST:,} characters, so it is not kept."
        for question in section.questions
        if len("".join(typed[question.code])) > LONGEST
    }
    if over:
        raise Invalid("Too long to keep.", over)


def _refuse_late(actor: Actor, tool: Tool, written: Writing, section: Section, revision: int) -> None:
    """A copy of the form that was still on its way must not bring back what a save or a redaction did away with."""
    if revision >= written.copy.revision:
        return
    codes = {question.code for question in section.questions}
    kept = db.session.scalars(
        select(Revision)
        .where(Revision.tool_id == tool.id, Revision.number >= max(revision, 1))
        .order_by(Revision.number)
    ).all()
    saved = any(
        after.saved_by_id == actor.id and any(before.content.get(code) != after.content.get(code) for code in codes)
        for before, after in pairwise(kept)
    )
    if saved or (kept and _is_redacted(tool, codes, kept[0].saved_at)):
        raise Invalid(LATE)


def _is_redacted(tool: Tool, codes: set[str], since: datetime) -> bool:
    redacted = db.session.scalars(
        select(Redaction.question).where(
            Redaction.tool_id == tool.id,
            Redaction.subject == "answer",
            Redaction.state == RedactionState.DONE,
            Redaction.settled_at > since,
        )
    )
    return any(code and codes & alike(code) for code in redacted)


def _is_saved(written: Writing, section: Section, typed: Mapping[str, Any]) -> bool:
    given, wrong = check(section.questions, typed, options_of(section.questions))
    return not wrong and all(
        same(given[question.code], written.content.get(question.code) or question.default)
        or same(given[question.code], written.content.get(question.code))
        for question in section.questions
    )
