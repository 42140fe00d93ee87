"""Filling a draft from what is already written elsewhere."""

from collections.abc import Mapping
from typing import Any

from registry.catalogue.events import SectionSaved
from registry.catalogue.models import Tool
from registry.catalogue.queries.prefilling import of_tool, room_for
from registry.catalogue.services.content import project, replace_content
from registry.catalogue.services.loading import tool_to
from registry.catalogue.services.sections import mark_to_check
from registry.core.commands import command
from registry.core.errors import Conflict, Invalid
from registry.core.events import emit
from registry.rules.policy import Actor, Permission


@command
def prefill(actor: Actor, slug: str, answers: Mapping[str, Any], whence: str, revision: int) -> Tool:
    """Give a draft answers taken from elsewhere, each marked to be checked; what is answered already stays as it is.

    Raises WrongState unless it may be changed now, Conflict when it was saved since `revision` was read, Invalid when
    it has room for none of the answers.
    """
    tool = tool_to(Permission.TOOL_EDIT, actor, slug)
    page = of_tool(tool)
    if page.written.copy.revision != revision:
        raise Conflict("The record was saved since you read this page. Look at what is placed once more, and confirm.")
    given = room_for(page, answers)
    if not given:
        raise Invalid("Nothing was added: the record already has answers to all of these questions.")
    content = {**page.written.content, **given}
    replace_content(page.written.copy, content, actor.id, page.written.schema.number)
    page.written.copy.to_check = page.written.to_check
    mark_to_check(page.written.copy, dict.fromkeys(given, whence))
    if tool.version_id is None:
        project(tool, content)
    for section in page.written.schema.sections:
        if any(question.code in given for question in section.questions):
            number = page.written.copy.revision
            emit(
                SectionSaved(
                    actor_id=actor.id,
                    tool_id=tool.id,
                    organisation_id=tool.owner_id,
                    section=section.code,
                    revision=number,
                )
            )
    return tool
