"""A record's content laid out for people: section by section, and what differs from the live version."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.catalogue.models import Tool
from registry.catalogue.queries.terms import Options, in_words, options_of
from registry.catalogue.queries.tools import known_tool
from registry.core.errors import NotAllowed
from registry.organisations.models import Organisation
from registry.organisations.queries import by_ids
from registry.rules.lifecycles import EDITABLE, TOOL
from registry.rules.moving import moved
from registry.rules.policy import Actor, Permission, allows, require
from registry.rules.questions import Kind, Question, Section, schema
from registry.rules.words import POLICING_KINDS, Role


@dataclass(frozen=True)
class Answer:
    """One question with its answer in words; nothing for one that is not stated."""

    question: Question
    words: str


@dataclass(frozen=True)
class Difference:
    """An answer that a draft changes: as it is live, as it would be, and for lists what comes and goes."""

    question: Question
    before: str
    after: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def homes(actor: Actor) -> list[Organisation]:
    """The organisations for which the actor may register a tool, by name.

    Raises NotAllowed, saying whom to ask, when there is none.
    """
    found = by_ids(actor.at(Role.CONTRIBUTOR) | actor.at(Role.LEAD)).values()
    allowed = sorted((home for home in found if home.kind in POLICING_KINDS), key=lambda home: home.name)
    if not allowed:
        raise NotAllowed(
            "Only a contributor or a lead of a police organisation registers tools. Ask your force's lead to make you one.",
            permission=Permission.TOOL_REGISTER,
            actor_id=actor.id,
        )
    return allowed


def sheet(content: Mapping[str, Any], number: int) -> list[tuple[Section, list[Answer]]]:
    """Every section with its questions and answers in words: at most two statements."""
    whole = schema(number)
    options = options_of(whole.questions)
    return [
        (
            section,
            [
                Answer(question, in_words(question, content.get(question.code), options))
                for question in section.questions
                if question.is_asked(content)
            ],
        )
        for section in whole.sections
    ]


def differences(tool: Tool) -> list[Difference]:
    """What the working copy changes of the live version; nothing when there is none. At most two statements."""
    if tool.version is None or tool.working_copy is None:
        return []
    number, after = tool.working_copy.schema_number, tool.working_copy.content
    before = moved(tool.version.content, tool.version.schema_number, number).content
    changed = [
        question
        for question in schema(number).questions
        if (before.get(question.code) or None) != (after.get(question.code) or None)
    ]
    options = options_of(changed)
    return [_difference(question, before.get(question.code), after.get(question.code), options) for question in changed]


def _difference(question: Question, before: Any, after: Any, options: Options) -> Difference:
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    if question.kind is Kind.CHOICES:
        old, new = before or [], after or []
        added = tuple(in_words(question, code, options) for code in new if code not in old)
        removed = tuple(in_words(question, code, options) for code in old if code not in new)
    return Difference(question, in_words(question, before, options), in_words(question, after, options), added, removed)


def tool_to(permission: Permission, actor: Actor, slug: str) -> Tool:
    """A tool that the actor may know of and may do this to, for the page that asks before it is done.

    Raises NotFound to those who may not know of it, NotAllowed to those who may not do it.
    """
    tool = known_tool(actor, slug)
    require(actor, permission, tool)
    return tool


def possible(actor: Actor, tool: Tool) -> frozenset[str]:
    """What the actor may do with the record as it is now; no statement."""
    verbs = {verb for verb in TOOL.allowed(tool.state) if allows(actor, Permission(f"tool:{verb}"), tool)}
    if tool.state in EDITABLE and allows(actor, Permission.TOOL_EDIT, tool):
        verbs.add("write")
    standing = Permission.TOOL_SUSPEND if tool.suspended_at is None else Permission.TOOL_RESTORE
    if tool.version_id is not None and allows(actor, standing, tool):
        verbs.add(standing.partition(":")[2])
    if allows(actor, Permission.TOOL_REDACT, tool):
        verbs.add("redact")
    if allows(actor, Permission.TRANSFER_OFFER, tool):
        verbs.add("transfer")
    if tool.owner_id in actor.organisations or allows(actor, Permission.TOOL_EDIT, tool):
        verbs.add("people")
    return frozenset(verbs)
