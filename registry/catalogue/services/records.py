"""Registering a tool, and what its owner and the registrar do with the record afterwards."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from registry.catalogue.events import (
    ToolClaimed,
    ToolEdited,
    ToolRegistered,
    ToolRestored,
    ToolRetired,
    ToolSuspended,
    ToolWithdrawn,
)
from registry.catalogue.models import Tool
from registry.catalogue.queries.tools import refuse_claim
from registry.catalogue.queries.writing import writing
from registry.catalogue.services.content import begin_copy, project, replace_content
from registry.catalogue.services.loading import add_step, tool_to
from registry.catalogue.services.naming import free_slug
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, NotFound, WrongState
from registry.core.events import emit
from registry.organisations.models import Organisation
from registry.organisations.queries import standing
from registry.rules import policy
from registry.rules.answers import check, tidy
from registry.rules.lifecycles import TOOL, ToolState
from registry.rules.moving import moved, newest
from registry.rules.policy import Actor, Permission
from registry.rules.questions import current, schema
from registry.rules.words import POLICING_KINDS, Role, Visibility


@command
def register_tool(actor: Actor, organisation_id: int, details: Mapping[str, Any]) -> Tool:
    """Begin a draft owned by an organisation, from a name and a summary.

    Raises NotAllowed when the actor may not register for it, Invalid for a missing, bad or taken name.
    """
    owner = _organisation(organisation_id)
    policy.require(actor, Permission.TOOL_REGISTER, owner)
    content = _first_answers(details)
    _refuse_taken(owner.id, content["name"])
    tool = Tool(
        slug=free_slug(content["name"]),
        owner_id=owner.id,
        created_at=clock.now(),
        created_by_id=actor.id,
        synthetic=owner.synthetic,
        name=content["name"],
        summary=content["summary"],
        visibility=Visibility.POLICING,
    )
    db.session.add(tool)
    db.session.flush()
    begin_copy(tool, content, actor.id)
    project(tool, content)
    emit(ToolRegistered(actor_id=actor.id, tool_id=tool.id, organisation_id=owner.id))
    return tool


@command
def start_draft(actor: Actor, slug: str) -> Tool:
    """Begin a new draft of a published, not accepted or withdrawn record; a live version stays as it is."""
    tool = tool_to(Permission.TOOL_EDIT, actor, slug)
    was = tool.state
    tool.state = TOOL.move("edit", was)
    if was is ToolState.PUBLISHED or tool.working_copy is None:
        _copy_live(tool, actor, edit=True)
    else:
        _bring_up(tool, actor)
    add_step(actor, tool, "edit")
    emit(ToolEdited(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id))
    return tool


@command
def withdraw(actor: Actor, slug: str) -> Tool:
    """Give up a working copy. Where there is a live version the record is as it was before the draft.

    What was written stays among the revisions.
    """
    tool = tool_to(Permission.TOOL_WITHDRAW, actor, slug)
    tool.state = TOOL.move("withdraw", tool.state)
    add_step(actor, tool, "withdraw")
    if tool.version_id is not None:
        tool.state = ToolState.PUBLISHED
        _copy_live(tool, actor)
    emit(ToolWithdrawn(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id))
    return tool


@command
def retire(actor: Actor, slug: str, reason: str) -> Tool:
    """Say that the owner no longer uses or offers the tool; its record stays readable. Raises Invalid without a reason."""
    tool = tool_to(Permission.TOOL_RETIRE, actor, slug)
    words = _reason(reason, "Say why it is retired, so that others can learn from it.")
    tool.state = TOOL.move("retire", tool.state)
    tool.retired_on = clock.today()
    add_step(actor, tool, "retire", words)
    emit(ToolRetired(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id))
    return tool


@command
def suspend(actor: Actor, slug: str, reason: str) -> Tool:
    """Withdraw a tool from view at once. Raises Invalid without a reason, WrongState when it is already."""
    tool = tool_to(Permission.TOOL_SUSPEND, actor, slug)
    words = _reason(reason, "Say why it must be withdrawn from view.")
    if tool.suspended_at is not None:
        raise WrongState("This record is already withdrawn from view. You can restore it.")
    tool.suspended_at = clock.now()
    tool.suspension_reason = words
    add_step(actor, tool, "suspend", words)
    emit(ToolSuspended(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id))
    return tool


@command
def restore(actor: Actor, slug: str) -> Tool:
    """Bring a suspended tool back into view. Raises WrongState when it is not suspended."""
    tool = tool_to(Permission.TOOL_RESTORE, actor, slug)
    if tool.suspended_at is None:
        raise WrongState("This record is not withdrawn from view, so there is nothing to restore.")
    tool.suspended_at = None
    tool.suspension_reason = None
    add_step(actor, tool, "restore")
    emit(ToolRestored(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id))
    return tool


@command
def claim(actor: Actor, slug: str) -> Tool:
    """Take over a record held from published sources, for the force that they name as its origin; it gets a draft.

    Raises NotAllowed, saying what to do, to anybody but the lead of such a force.
    """
    tool = tool_to(Permission.TOOL_READ, actor, slug)
    refuse_claim(actor, tool)
    former = tool.owner_id
    tool.owner_id = min(actor.at(Role.LEAD) & frozenset(tool.origin_ids))
    tool.owner = _organisation(tool.owner_id)
    tool.from_sources = False
    if tool.state is ToolState.PUBLISHED:
        tool.state = TOOL.move("edit", tool.state)
    _copy_live(tool, actor, edit=True)
    add_step(actor, tool, "claim")
    emit(ToolClaimed(actor_id=actor.id, tool_id=tool.id, organisation_id=tool.owner_id, former_owner_id=former))
    return tool


def _copy_live(tool: Tool, actor: Actor, edit: bool = False) -> None:
    """The working copy says what the live version says; one that is to be edited, under the newest question schema."""
    content: dict[str, Any] = dict(tool.version.content) if tool.version else {}
    number = tool.version.schema_number if tool.version else current()
    if edit:
        target = newest(number)
        number, content = target, moved(content, number, target).content
    copy = tool.working_copy
    if copy is None:
        begin_copy(tool, content, actor.id, number)
    elif (copy.content, copy.schema_number) != (content, number):
        replace_content(copy, content, actor.id, number)
        copy.to_check = {}


def _bring_up(tool: Tool, actor: Actor) -> None:
    """A draft that is taken up again is written under the newest question schema; its last revision keeps what was."""
    written = writing(tool)
    if written.moves:
        replace_content(written.copy, written.content, actor.id, written.schema.number)
        written.copy.to_check = written.to_check


def _first_answers(details: Mapping[str, Any]) -> dict[str, Any]:
    asked = [question for question in schema().questions if question.code in ("name", "summary")]
    content, wrong = check(asked, details, {})
    if not content["name"]:
        wrong["name"] = "Give it a name."
    if not content["summary"]:
        wrong["summary"] = "Say in one line what it does."
    if wrong:
        raise Invalid("The record was not begun. Mend what is marked and send it again.", wrong)
    return content


def _refuse_taken(owner_id: int, name: str) -> None:
    taken = select(Tool.id).where(Tool.owner_id == owner_id, Tool.name == name, Tool.state != ToolState.WITHDRAWN)
    if db.session.scalar(taken.limit(1)) is not None:
        message = f'Your organisation already has a record called "{name}". Open that one, or use another name.'
        raise Invalid(message, {"name": message})


def _organisation(organisation_id: int) -> Organisation:
    found = db.session.scalar(standing(organisation_id))
    if found is None or found.kind not in POLICING_KINDS:
        raise NotFound("There is no such force, regional or national organisation.")
    if found.valid_to is not None and found.valid_to < clock.today():
        raise WrongState(f"{found.name} has ended. Register the record for the organisation that followed it.")
    return found


def _reason(reason: str, message: str) -> str:
    words = tidy(reason)
    if not words:
        raise Invalid(message, {"reason": message})
    if len(words) > 5_000:
        message = "Shorten the reason to 5,000 characters or fewer."
        raise Invalid(message, {"reason": message})
    return words
