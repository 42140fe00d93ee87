"""A record section by section: how far each has come, and one of them as the page that asks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from registry.catalogue.models import ReviewStep, Tool, Typed, WorkingCopy
from registry.catalogue.queries.comments import Thread, by_question, threads
from registry.catalogue.queries.drafts import draft, steps
from registry.catalogue.queries.terms import Options, options_of
from registry.catalogue.queries.typed import SideInWords, sides_in_words, stale_sides, typed
from registry.catalogue.queries.writing import Writing, copy_of, new_questions, writing
from registry.core.errors import NotFound, WrongState
from registry.core.states import words
from registry.rules.answers import check
from registry.rules.completeness import Completeness, completeness
from registry.rules.lifecycles import EDITABLE
from registry.rules.moving import Left
from registry.rules.policy import Actor, Permission, require
from registry.rules.questions import Content, Section, answered, schema
from registry.rules.readiness import Missing, missing


@dataclass(frozen=True)
class SectionState:
    """How far one section of a draft has come: not-started, draft, complete, has-comments or optional."""

    section: Section
    state: str
    missing: tuple[Missing, ...]
    answered: int = 0
    asked: int = 0
    to_check: int = 0
    new: int = 0


@dataclass(frozen=True)
class TaskList:
    """Every section of a record, what its writers still have to look at, and how complete it is."""

    sections: tuple[SectionState, ...]
    completeness: Completeness
    new: frozenset[str]
    moves: bool
    left: tuple[Left, ...]
    to_check: tuple[Missing, ...]

    @property
    def needed(self) -> list[SectionState]:
        """Sections without which the record cannot be submitted."""
        return [part for part in self.sections if part.section.needed]

    @property
    def further(self) -> list[SectionState]:
        """Sections that make it worth more to another force."""
        return [part for part in self.sections if not part.section.needed]


@dataclass(frozen=True)
class SectionPage:
    """What the form of one section needs. `values` is what stands in its fields, typed text that was kept included."""

    tool: Tool
    copy: WorkingCopy
    section: Section
    options: Options
    comments: dict[str, list[Thread]]
    following: Section | None
    values: Content = field(default_factory=dict)
    typed: Typed | None = None
    sides: Sequence[SideInWords] = ()
    new: frozenset[str] = frozenset()
    to_check: Mapping[str, str] = field(default_factory=dict)
    left: tuple[Left, ...] = ()


def task_list(tool: Tool, comments: Sequence[ReviewStep] = ()) -> TaskList:
    """The sections of the working copy and how far each has come: at most one statement."""
    written = writing(tool)
    lacking = missing(written.content, written.schema)
    about = {step.question for step in comments}
    new = new_questions(tool, written)
    labels = places(tool)
    return TaskList(
        tuple(_state(section, written, lacking, about, new) for section in written.schema.sections),
        completeness(written.content, written.schema),
        new,
        written.moves,
        written.left,
        tuple(labels[code] for code in written.to_check if code in labels),
    )


def places(tool: Tool) -> dict[str, Missing]:
    """The section and the label of every question of the working copy, by its code; no statement."""
    asked = writing(tool).schema if tool.working_copy else schema()
    return {
        question.code: Missing(section.code, question.code, question.label)
        for section in asked.sections
        for question in section.questions
    }


def section_asked(actor: Actor, slug: str, code: str) -> Section:
    """A section's questions as the actor's form has them: one statement. Raises as `section_page` does."""
    return _section(_editable(actor, slug)[1], code)[0]


def section_page(actor: Actor, slug: str, code: str) -> SectionPage:
    """One section of a draft that the actor may write, with what they typed and did not save, and what was said of it.

    Raises NotFound for an unknown draft or section, NotAllowed to those who may read it but not write.
    """
    tool, written = _editable(actor, slug)
    section, following = _section(written, code)
    comments = by_question(threads(steps(tool)))
    options = options_of(section.questions)
    kept = typed(actor, tool, code)
    values, sides = _with_typed(tool, written, section, kept, options)
    return SectionPage(
        tool=tool,
        copy=written.copy,
        section=section,
        options=options,
        comments=comments,
        following=following,
        values=values,
        typed=kept,
        sides=sides,
        new=new_questions(tool, written),
        to_check=written.to_check,
        left=written.left,
    )


def _editable(actor: Actor, slug: str) -> tuple[Tool, Writing]:
    tool = draft(actor, slug)
    require(actor, Permission.TOOL_EDIT, tool)
    copy_of(tool)
    if tool.state not in EDITABLE:
        raise WrongState(
            f"This record is {words(tool.state)}, so it cannot be changed now. Begin a new draft, or wait."
        )
    return tool, writing(tool)


def _section(written: Writing, code: str) -> tuple[Section, Section | None]:
    """The section, and the one after it: of those that are needed, or of those that are not."""
    section = written.schema.section(code)
    if section is None:
        raise NotFound("There is no such part of the record.")
    alike = [other for other in written.schema.sections if other.needed == section.needed]
    rest = alike[alike.index(section) + 1 :]
    return section, rest[0] if rest else None


def _with_typed(
    tool: Tool, written: Writing, section: Section, kept: Typed | None, options: Options
) -> tuple[Content, Sequence[SideInWords]]:
    if kept is None:
        return written.content, ()
    yours, _wrong = check(section.questions, kept.answers, options)
    found = stale_sides(tool, written, section, kept.revision, yours)
    theirs = {side.question.code: side.theirs for side in found if side.untouched}
    return {**written.content, **kept.answers, **theirs}, sides_in_words(found, options)


def _state(
    section: Section, written: Writing, lacking: Sequence[Missing], about: set[str | None], new: frozenset[str]
) -> SectionState:
    own = tuple(answer for answer in lacking if answer.section == section.code)
    asked = [question.code for question in section.questions if question.is_asked(written.content)]
    given = sum(answered(written.content.get(code)) for code in asked)
    if any(question.code in about for question in section.questions):
        state = "has-comments"
    elif own or (given and not section.needed and given < len(asked)):
        state = "draft" if given else "not-started"
    else:
        state = "complete" if given else "optional"
    marked = sum(code in written.to_check for code in asked)
    return SectionState(section, state, own, given, len(asked), marked, sum(code in new for code in asked))
