"""Saving one section of a draft."""

from collections.abc import Mapping
from typing import Any

from registry.catalogue.events import SectionSaved
from registry.catalogue.models import Tool, WorkingCopy
from registry.catalogue.queries.drafts import revision as saved_revision
from registry.catalogue.queries.terms import in_words, options_of
from registry.catalogue.services.content import project, replace_content
from registry.catalogue.services.loading import tool_to
from registry.core.commands import command
from registry.core.errors import Conflict, Invalid, NotFound, WrongState
from registry.core.events import emit
from registry.core.states import words
from registry.rules.answers import check
from registry.rules.lifecycles import EDITABLE
from registry.rules.policy import Actor, Permission
from registry.rules.questions import Content, Section, answered, schema


@command
def save_section(actor: Actor, slug: str, section_code: str, answers: Mapping[str, Any], revision: int) -> Tool:
    """Save a section's answers, complete or not, as the next revision.

    Raises Invalid for answers that cannot be kept, WrongState unless the record is a draft, and Conflict, with what
    differs, when somebody saved since `revision` was read. Saving what is already there changes nothing.
    """
    tool = tool_to(Permission.TOOL_EDIT, actor, slug)
    copy = tool.working_copy
    if copy is None or tool.state not in EDITABLE:
        raise WrongState(
            f"This record is {words(tool.state)}, so it cannot be changed now. Begin a new draft, or wait for the review."
        )
    section = schema(copy.schema_number).section(section_code)
    if section is None:
        raise NotFound("There is no such part of the record.")
    given = _checked(section, answers)
    content = _merged(copy.content, given, copy.schema_number)
    if content == copy.content:
        return tool
    _refuse_stale(tool, copy, revision, given)
    replace_content(copy, content, actor.id)
    if tool.version_id is None:
        project(tool, content)
    emit(
        SectionSaved(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=tool.owner_id,
            section=section.code,
            revision=copy.revision,
        )
    )
    return tool


def _checked(section: Section, answers: Mapping[str, Any]) -> Content:
    given, wrong = check(section.questions, answers, options_of(section.questions))
    if "name" in given and not given["name"]:
        wrong["name"] = "Give it a name: the record is listed by it."
    if wrong:
        raise Invalid("Nothing was saved. Mend what is marked and save again.", wrong)
    return given


def _merged(content: Mapping[str, Any], given: Content, schema_number: int) -> Content:
    """The content with these answers; empty ones, and those no longer asked for, are left out."""
    merged = {**content, **given}
    return {
        question.code: merged[question.code]
        for question in schema(schema_number).questions
        if answered(merged.get(question.code)) and question.is_asked(merged)
    }


def _refuse_stale(tool: Tool, copy: WorkingCopy, revision: int, given: Content) -> None:
    if revision == copy.revision:
        return
    base = saved_revision(tool, revision)
    before = base.content if base else {}
    questions = schema(copy.schema_number).questions
    options = options_of(questions)
    yours = {**before, **{code: value for code, value in given.items() if answered(value)}}
    changes = [
        (
            question.label,
            in_words(question, copy.content.get(question.code), options),
            in_words(question, yours.get(question.code), options),
        )
        for question in questions
        if copy.content.get(question.code) != yours.get(question.code)
        and (question.code in given or copy.content.get(question.code) != before.get(question.code))
    ]
    raise Conflict(
        "Somebody else saved this record after you opened it. Nothing of yours is lost: it is still in the form. "
        "Look at what differs, change your answers if you need to, and save again.",
        changes,
    )
