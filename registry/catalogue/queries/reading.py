"""A record's content laid out for people: section by section, and what differs from the live version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.catalogue.models import ReviewStep, Tool, WorkingCopy
from registry.catalogue.queries.drafts import copy_of, draft, open_comments, steps
from registry.catalogue.queries.terms import Options, in_words, options_of
from registry.catalogue.queries.tools import known_tool
from registry.core.errors import NotAllowed, NotFound, WrongState
from registry.core.states import words
from registry.organisations.models import Organisation
from registry.organisations.queries import by_ids
from registry.rules.lifecycles import EDITABLE, TOOL
from registry.rules.policy import Actor, Permission, allows, require
from registry.rules.questions import CURRENT, Kind, Question, Section, answered, schema
from registry.rules.readiness import Missing, missing
from registry.rules.words import POLICING_KINDS, Role


@dataclass(frozen=True)
class SectionState:
    """How far one section of a draft has come: not-started, draft, complete, has-comments or optional."""

    section: Section
    state: str
    missing: tuple[Missing, ...]


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


def sections_of(tool: Tool, comments: Sequence[ReviewStep] = ()) -> list[SectionState]:
    """Each section of the working copy and how far it has come; no statement."""
    copy = copy_of(tool)
    sheet_schema = schema(copy.schema_number)
    lacking = missing(copy.content, sheet_schema)
    about = {step.question for step in comments}
    return [_state(section, copy.content, lacking, about) for section in sheet_schema.sections]


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
    before, after = tool.version.content, tool.working_copy.content
    changed = [
        question
        for question in schema(tool.working_copy.schema_number).questions
        if (before.get(question.code) or None) != (after.get(question.code) or None)
    ]
    options = options_of(changed)
    return [_difference(question, before.get(question.code), after.get(question.code), options) for question in changed]


def places(tool: Tool) -> dict[str, Missing]:
    """The section and the label of every question of the working copy, by its code; no statement."""
    number = tool.working_copy.schema_number if tool.working_copy else CURRENT
    return {
        question.code: Missing(section.code, question.code, question.label)
        for section in schema(number).sections
        for question in section.questions
    }


def _difference(question: Question, before: Any, after: Any, options: Options) -> Difference:
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    if question.kind is Kind.CHOICES:
        old, new = before or [], after or []
        added = tuple(in_words(question, code, options) for code in new if code not in old)
        removed = tuple(in_words(question, code, options) for code in old if code not in new)
    return Difference(question, in_words(question, before, options), in_words(question, after, options), added, removed)


def _state(
    section: Section, content: Mapping[str, Any], lacking: Sequence[Missing], about: set[str | None]
) -> SectionState:
    own = tuple(answer for answer in lacking if answer.section == section.code)
    given = any(answered(content.get(question.code)) for question in section.questions)
    if any(question.code in about for question in section.questions):
        state = "has-comments"
    elif own:
        state = "draft" if given else "not-started"
    elif given:
        state = "complete"
    else:
        state = "optional"
    return SectionState(section, state, own)


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
    return frozenset(verbs)


@dataclass(frozen=True)
class SectionPage:
    """What the form of one section needs."""

    tool: Tool
    copy: WorkingCopy
    section: Section
    options: Options
    comments: dict[str, list[ReviewStep]]
    following: Section | None


def section_page(actor: Actor, slug: str, code: str) -> SectionPage:
    """One section of a draft that the actor may write, with what reviewers said of each answer.

    Raises NotFound for an unknown draft or section, NotAllowed to those who may read it but not write.
    """
    tool = draft(actor, slug)
    require(actor, Permission.TOOL_EDIT, tool)
    copy = copy_of(tool)
    sections = schema(copy.schema_number).sections
    place = next((place for place, section in enumerate(sections) if section.code == code), None)
    if place is None:
        raise NotFound("There is no such part of the record.")
    if tool.state not in EDITABLE:
        raise WrongState(
            f"This record is {words(tool.state)}, so it cannot be changed now. Begin a new draft, or wait."
        )
    comments: dict[str, list[ReviewStep]] = {}
    for step in open_comments(steps(tool)):
        comments.setdefault(step.question or "", []).append(step)
    following = sections[place + 1] if place + 1 < len(sections) else None
    return SectionPage(tool, copy, sections[place], options_of(sections[place].questions), comments, following)
