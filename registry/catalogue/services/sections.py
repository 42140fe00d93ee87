"""Saving one section of a draft."""

from collections.abc import Collection, Mapping
from typing import Any

from registry.catalogue.events import SectionSaved
from registry.catalogue.models import Tool, WorkingCopy
from registry.catalogue.queries.terms import Options, options_of
from registry.catalogue.queries.typed import SideInWords, sides_in_words, stale_sides
from registry.catalogue.queries.writing import Writing, writing
from registry.catalogue.services.content import project, replace_content
from registry.catalogue.services.loading import tool_to
from registry.catalogue.services.typed import forget
from registry.core.commands import command
from registry.core.errors import Conflict, Invalid, NotFound, WrongState
from registry.core.events import emit
from registry.core.states import words
from registry.rules.answers import check
from registry.rules.lifecycles import EDITABLE
from registry.rules.merging import same
from registry.rules.policy import Actor, Permission
from registry.rules.questions import Content, Schema, Section, answered


class StaleSection(Conflict):
    """Somebody saved these answers after they were read; `sides` has each as it was, theirs and yours."""

    def __init__(self, sides: list[SideInWords], theirs: Mapping[str, Any]) -> None:
        super().__init__(
            "Somebody else saved this part of the record after you opened it. Nothing of yours is lost: it is still in "
            "the form. Look at what differs, change your answers if you need to, and save again.",
            [(side.label, side.theirs, side.yours) for side in sides],
        )
        self.sides = sides
        self.theirs = dict(theirs)  # what only they changed


@command
def save_section(
    actor: Actor,
    slug: str,
    section_code: str,
    answers: Mapping[str, Any],
    revision: int,
    checked: Collection[str] = (),
) -> Tool:
    """Save a section's answers, complete or not, as the next revision, and forget what was typed and not saved.

    The first save after a newer question schema came into use moves the record to it. An answer marked to be checked
    loses its mark when it is among `checked` or was changed. Raises Invalid for answers that cannot be kept,
    WrongState unless the record is a draft, and StaleSection when somebody saved answers of this section since
    `revision` was read. Saving what is already there changes nothing.
    """
    tool, written = _draft_to_write(actor, slug)
    section = written.schema.section(section_code)
    if section is None:
        raise NotFound("There is no such part of the record.")
    options = options_of(section.questions)
    given = _checked(section, answers, options)
    content = _merged(written.content, given, written.schema)
    marks = _still_marked(written, given, checked)
    if content == written.copy.content and not written.moves and marks == written.to_check:
        forget(actor, tool, section_code)
        return tool
    _refuse_stale(tool, written, section, revision, given, options)
    forget(actor, tool, section_code)
    replace_content(written.copy, content, actor.id, written.schema.number)
    written.copy.to_check = marks
    if tool.version_id is None:
        project(tool, content)
    emit(
        SectionSaved(
            actor_id=actor.id,
            tool_id=tool.id,
            organisation_id=tool.owner_id,
            section=section.code,
            revision=written.copy.revision,
        )
    )
    return tool


def mark_to_check(copy: WorkingCopy, marks: Mapping[str, str]) -> None:
    """Say of answers that they were taken from elsewhere, and whence, so that somebody checks each before submission.

    Runs inside a command that has changed the copy; authorises nobody.
    """
    copy.to_check = {
        **(copy.to_check or {}),
        **{code: whence for code, whence in marks.items() if code in copy.content},
    }


def _draft_to_write(actor: Actor, slug: str) -> tuple[Tool, Writing]:
    tool = tool_to(Permission.TOOL_EDIT, actor, slug)
    if tool.working_copy is None or tool.state not in EDITABLE:
        raise WrongState(
            f"This record is {words(tool.state)}, so it cannot be changed now. Begin a new draft, or wait for the review."
        )
    return tool, writing(tool)


def _checked(section: Section, answers: Mapping[str, Any], options: Options) -> Content:
    given, wrong = check(section.questions, answers, options)
    if "name" in given and not given["name"]:
        wrong["name"] = "Give it a name: the record is listed by it."
    if wrong:
        raise Invalid("Nothing was saved. Mend what is marked and save again.", wrong)
    return given


def _merged(content: Mapping[str, Any], given: Content, asked: Schema) -> Content:
    """The content with these answers; empty ones, and those no longer asked for, are left out."""
    merged = {**content, **given}
    return {
        question.code: merged[question.code]
        for question in asked.questions
        if answered(merged.get(question.code)) and question.is_asked(merged)
    }


def _still_marked(written: Writing, given: Content, checked: Collection[str]) -> dict[str, str]:
    return {
        code: whence
        for code, whence in written.to_check.items()
        if code not in given or (code not in checked and same(given[code], written.content.get(code)))
    }


def _refuse_stale(
    tool: Tool, written: Writing, section: Section, revision: int, given: Content, options: Options
) -> None:
    found = stale_sides(tool, written, section, revision, given)
    if found:
        theirs = {side.question.code: side.theirs for side in found if side.untouched}
        raise StaleSection(sides_in_words(found, options), theirs)
