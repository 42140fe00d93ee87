"""Taking words out of a record for good: one asks, another of the other office agrees, and a mark stands in their place."""

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm.attributes import set_committed_value

from registry.attachments.models import Attachment
from registry.attachments.services import Store
from registry.attachments.services import redact as redact_file
from registry.catalogue.events import FieldRedacted, RedactionAsked, RedactionRefused
from registry.catalogue.models import Redaction, Tool
from registry.catalogue.queries.drafts import locked_tool
from registry.catalogue.queries.redactable import ANSWER, FILE, PLACES, Choice, Place, choice
from registry.catalogue.queries.redactions import known
from registry.catalogue.services.content import project, replace_content
from registry.catalogue.services.loading import add_step, tool_to
from registry.core import clock
from registry.core.commands import command
from registry.core.db import Model, db
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.events import emit, seal
from registry.rules import policy
from registry.rules.answers import tidy
from registry.rules.gates import PROOF
from registry.rules.lifecycles import EDITABLE, REDACTION, RedactionState
from registry.rules.policy import Actor, Permission
from registry.rules.questions import answered, schema
from registry.rules.redaction import alike, mark, redacted
from registry.rules.words import Role

REASON = "Say why it must be taken out. Do not repeat the words themselves."
LONGEST = 2_000
TEXTS = frozenset(proof.code for asked in PROOF.values() for proof in asked if proof.kind == "text")


@command
def ask_redaction(actor: Actor, slug: str, value: str, reason: str) -> Redaction:
    """Ask that something of a record be redacted; the other of the owner's assurers and the registrar is to agree.

    Raises NotFound for what the actor may not know of, Invalid without a reason, Conflict when it is asked already.
    """
    tool = tool_to(Permission.TOOL_REDACT, actor, slug)
    chosen = choice(actor, tool, value)
    if chosen is None:
        raise NotFound("There is nothing of that kind in this record, or it is redacted already.")
    words = tidy(reason)
    if not words or len(words) > LONGEST:
        message = REASON if not words else f"Shorten the reason to {LONGEST:,} characters or fewer."
        raise Invalid(message, {"reason": message})
    _refuse_second(tool, chosen)
    redaction = Redaction(
        tool_id=tool.id,
        subject=chosen.subject,
        subject_id=chosen.subject_id,
        question=chosen.column,
        label=chosen.label[:200],
        reason=words,
        asked_by_id=actor.id,
        asked_as=Role.REGISTRAR if actor.at(Role.REGISTRAR) else Role.ASSURER,
        asked_at=clock.now(),
    )
    db.session.add(redaction)
    db.session.flush()
    emit(RedactionAsked(**_about(actor, tool, redaction), asked_as=redaction.asked_as))
    return redaction


@command
def refuse_redaction(actor: Actor, redaction_id: int) -> Redaction:
    """Leave the words as they are. Raises NotFound, NotAllowed, and WrongState for one that is settled."""
    redaction, tool = _to_settle(Permission.REDACTION_REFUSE, actor, redaction_id)
    _settle(actor, redaction, "refuse")
    emit(RedactionRefused(**_about(actor, tool, redaction)))
    return redaction


@command
def agree_redaction(actor: Actor, redaction_id: int, store: Store) -> Redaction:
    """Take the words out of every version, revision, draft and column that holds them, or the file out of the store.

    It cannot be undone. Raises NotFound, NotAllowed to all but the other office and another person, and WrongState for
    one that is settled.
    """
    redaction, tool = _to_settle(Permission.REDACTION_AGREE, actor, redaction_id)
    _settle(actor, redaction, "agree")
    digests: dict[str, str] = {}
    if redaction.subject == ANSWER:
        digests = _answer(tool, redaction.question or "", actor)
    elif redaction.subject == FILE:
        redact_file(store, db.session.get_one(Attachment, redaction.subject_id))
    else:
        _words(tool, PLACES[redaction.subject], redaction.subject_id or 0, redaction.question or "")
    add_step(actor, tool, "redact")
    emit(FieldRedacted(**_about(actor, tool, redaction), question=redaction.question, digests=digests))
    return redaction


def _to_settle(permission: Permission, actor: Actor, redaction_id: int) -> tuple[Redaction, Tool]:
    slug = db.session.scalar(
        select(Tool.slug).join(Redaction, Redaction.tool_id == Tool.id).where(Redaction.id == redaction_id)
    )
    tool = locked_tool(slug) if slug else None
    redaction = db.session.get(Redaction, redaction_id, populate_existing=True)
    if redaction is not None and tool is not None:
        set_committed_value(redaction, "tool", tool)
    if tool is None or redaction is None or not known(actor, redaction):
        raise NotFound("There is no such request, or it is not shared with you.")
    policy.require(actor, permission, redaction)
    return redaction, tool


def _settle(actor: Actor, redaction: Redaction, verb: str) -> None:
    redaction.state = REDACTION.move(verb, redaction.state)
    redaction.settled_by_id = actor.id
    redaction.settled_at = clock.now()


def _about(actor: Actor, tool: Tool, redaction: Redaction) -> dict[str, Any]:
    return {
        "actor_id": actor.id,
        "tool_id": tool.id,
        "organisation_id": tool.owner_id,
        "redaction_id": redaction.id,
        "subject": redaction.subject,
    }


def _refuse_second(tool: Tool, chosen: Choice) -> None:
    same = select(Redaction.id).where(
        Redaction.tool_id == tool.id,
        Redaction.subject == chosen.subject,
        Redaction.subject_id == chosen.subject_id,
        Redaction.question == chosen.column,
        Redaction.state == RedactionState.ASKED,
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise Conflict("This is asked for already. See what waits for agreement under Redactions.")


def _answer(tool: Tool, code: str, actor: Actor) -> dict[str, str]:
    """The new digests of the versions that held the answer, by id."""
    codes = alike(code)
    digests = {}
    # Below the mapper: a version never changes but for this, and what was sealed with the old salt cannot be guessed
    versions, revisions, typed = (Model.metadata.tables[name] for name in ("version", "revision", "typed"))
    for row in db.session.execute(select(versions).where(versions.c.tool_id == tool.id)).all():
        content = _without(row.content, row.schema_number, codes)
        if content != row.content:
            salt = secrets.token_hex(16)
            digests[str(row.id)] = seal(salt, content)
            changed = {"content": content, "salt": salt, "digest": digests[str(row.id)], "redacted_at": clock.now()}
            db.session.execute(update(versions).where(versions.c.id == row.id).values(changed))
    for row in db.session.execute(select(revisions).where(revisions.c.tool_id == tool.id)).all():
        content = _without(row.content, row.schema_number, codes)
        if content != row.content:
            db.session.execute(update(revisions).where(revisions.c.id == row.id).values(content=content))
    for row in db.session.execute(select(typed).where(typed.c.tool_id == tool.id)).all():
        if codes & set(row.answers):
            here = (typed.c.tool_id == tool.id, typed.c.section == row.section, typed.c.person_id == row.person_id)
            left = {code: value for code, value in row.answers.items() if code not in codes}
            db.session.execute(update(typed).where(*here).values(answers=left))
    _show(tool, codes, actor)
    return digests


def _show(tool: Tool, codes: frozenset[str], actor: Actor) -> None:
    """What is shown of the record follows: its draft, its columns and terms, its name in mail and its address."""
    name = tool.name
    copy = tool.working_copy
    if copy is not None:
        content = _without(copy.content, copy.schema_number, codes)
        if content != copy.content and tool.state in EDITABLE:
            replace_content(copy, content, actor.id)  # a form that was open meanwhile is out of date
        elif content != copy.content:
            copy.content = content  # the release that was given stays with its revision
        copy.to_check = {code: whence for code, whence in (copy.to_check or {}).items() if code not in codes}
    if tool.version is not None:
        db.session.refresh(tool.version)
    shown = tool.version.content if tool.version else copy.content if copy else None
    if shown is not None:
        project(tool, shown)
    if tool.name != name:
        tool.slug = f"record-{tool.id}"
        _rename_in_mail(tool, name)


def _without(content: Mapping[str, Any], number: int, codes: frozenset[str]) -> dict[str, Any]:
    day = clock.today()
    changed = dict(content)
    for question in schema(number).questions:
        if question.code in codes and answered(content.get(question.code)):
            mark_of = redacted(question, content[question.code], day)
            if mark_of is None:
                del changed[question.code]
            else:
                changed[question.code] = mark_of
    return changed


def _rename_in_mail(tool: Tool, name: str) -> None:
    notice = Model.metadata.tables["notice"]
    for row in db.session.execute(select(notice).where(notice.c.tool_id == tool.id)).all():
        changed = {column: getattr(row, column).replace(name, tool.name)[:limit] for column, limit in _MAIL.items()}
        db.session.execute(update(notice).where(notice.c.id == row.id).values(changed))


_MAIL = {"subject": 200, "body": 20_000, "link": 2_000}


def _words(tool: Tool, place: Place, number: int, column: str) -> None:
    """One column of one row of a table."""
    table = place.rows
    here = (table.c.id == number, place.of_tool(tool.id))
    was = db.session.scalar(select(table.c[column]).where(*here))
    if was is None:
        return
    put: Any = mark(clock.today())
    if isinstance(was, dict):
        put = {code: put if code in TEXTS and answered(value) else value for code, value in was.items()}
    elif column.endswith("_url"):
        put = None
    db.session.execute(update(table).where(*here).values({column: put}))
    if place.table == "review_step" and tool.suspension_reason == was:
        tool.suspension_reason = put
