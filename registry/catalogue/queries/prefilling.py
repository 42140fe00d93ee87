"""Which answers taken from elsewhere a draft has room for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.catalogue.models import Tool
from registry.catalogue.queries.drafts import draft
from registry.catalogue.queries.terms import Options, options_of
from registry.catalogue.queries.writing import Writing, writing
from registry.core.errors import WrongState
from registry.core.states import words
from registry.rules.answers import check
from registry.rules.lifecycles import EDITABLE
from registry.rules.policy import Actor, Permission, require
from registry.rules.questions import answered


@dataclass(frozen=True)
class Prefilling:
    """A draft that is to be filled from elsewhere."""

    tool: Tool
    written: Writing
    options: Options


def prefilling(actor: Actor, slug: str) -> Prefilling:
    """The draft, for those who write it. Raises NotFound and NotAllowed as its own page does, WrongState in review."""
    tool = draft(actor, slug)
    require(actor, Permission.TOOL_EDIT, tool)
    return of_tool(tool)


def of_tool(tool: Tool) -> Prefilling:
    """The same for a loaded tool. Raises WrongState unless it may be changed now."""
    if tool.working_copy is None or tool.state not in EDITABLE:
        raise WrongState(f"This record is {words(tool.state)}, so it cannot be filled now. Begin a new draft first.")
    written = writing(tool)
    return Prefilling(tool, written, options_of(written.schema.questions))


def room_for(page: Prefilling, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Those answers that may be kept, whose question is asked and has no answer yet."""
    content = page.written.content
    open_ones = [question for question in page.written.schema.questions if not answered(content.get(question.code))]
    kept, wrong = check(open_ones, {code: answers.get(code) for code in answers}, page.options)
    good = {code: value for code, value in kept.items() if answered(value) and code not in wrong}
    merged = {**content, **good}
    return {
        question.code: good[question.code]
        for question in open_ones
        if question.code in good and question.is_asked(merged)
    }
