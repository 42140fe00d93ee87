"""Many steps at once, as a file lists them: first all of them on trial, then each in an action of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope as tools
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, Refusal, WrongState
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.replication.queries.position import Position, position
from registry.replication.services import checks, exits, moves
from registry.replication.services.steps import Assertion, Place
from registry.rules import policy
from registry.rules.lifecycles import Stage
from registry.rules.policy import Actor, Permission
from registry.rules.words import label


@dataclass(frozen=True)
class Line:
    """A row of the file: what it says of a tool, or what could not be read in it."""

    number: int  # as a spreadsheet counts, with the heading as row 1
    tool: str  # name or address as it stands in the register
    said: Assertion | None
    wrong: Mapping[str, str] = field(default_factory=dict)  # column -> what to do about it


@dataclass(frozen=True)
class Outcome:
    """What comes of a row: a step, nothing because it is so already, or what to put right in which column."""

    line: Line
    tool: str
    stage: Stage | None = None
    changes: bool = False
    overtaken: bool = False  # refused for a state that another request may have made in the same moment
    wrong: Mapping[str, str] = field(default_factory=dict)


class _Rehearsed(Exception):
    """All rows were tried; what they did is undone."""


def rehearse(actor: Actor, organisation: Organisation, lines: Sequence[Line]) -> list[Outcome]:
    """What would come of the rows, each after those above it; nothing is kept.

    Refuses anybody but the organisation's lead.
    """
    found: list[Outcome] = []
    try:
        _rehearse(actor, organisation.id, organisation.slug, lines, found)
    except _Rehearsed:
        db.session.expunge_all()
    return found


def record_several(actor: Actor, organisation: Organisation, lines: Iterable[Line]) -> list[Outcome]:
    """Do what the rows say, each in an action of its own: one that is refused keeps no other from being recorded.

    A row that is true already changes nothing, so the same file may be sent again, also twice at once. Refuses anybody but the
    organisation's lead.
    """
    slug = organisation.slug
    _may(actor, organisation.id)
    return [_recorded(actor, slug, line) for line in lines]


def _recorded(actor: Actor, slug: str, line: Line) -> Outcome:
    """What was recorded by another request in the same moment is looked at again, and is so already."""
    first = _outcome(actor, slug, line)
    return _outcome(actor, slug, line) if first.overtaken else first


@command
def _rehearse(actor: Actor, organisation_id: int, slug: str, lines: Sequence[Line], found: list[Outcome]) -> None:
    _may(actor, organisation_id)
    for line in lines:
        with db.session.begin_nested() as kept:
            found.append(_outcome(actor, slug, line))
            if found[-1].wrong:
                kept.rollback()
    raise _Rehearsed


def _may(actor: Actor, organisation_id: int) -> None:
    policy.require(actor, Permission.ADOPTION_RECORD, Place(0, organisation_id))


def _outcome(actor: Actor, slug: str, line: Line) -> Outcome:
    if line.said is None or line.wrong:
        return Outcome(line, line.tool, wrong=line.wrong)
    try:
        place = position(actor, _tool(actor, line.tool), slug)
        name = place.tool.name
        changes = not _so_already(place, line.said)
        if changes:
            _refuse_unreachable(place, line.said.stage)
            move(actor, place, line.said)
    except Refusal as refusal:
        wrong = getattr(refusal, "fields", None) or {"": refusal.message}
        overtaken = isinstance(refusal, Conflict | WrongState)
        return Outcome(line, line.tool, line.said.stage, overtaken=overtaken, wrong=wrong)
    return Outcome(line, name, line.said.stage, changes)


def move(actor: Actor, place: Position, said: Assertion, revision: int | None = None) -> Adoption:
    """Take the step that leads from where the organisation stands to the stage that was said.

    `revision` is what the sender had before them, if it is not what is read now. Refuses as that step does.
    """
    row = place.row
    verb = place.verb(said.stage) if said.stage else "record"
    read_at = revision if revision is not None or row is None else row.revision
    if verb == "record" or row is None:
        return moves.record(actor, place.tool.id, place.organisation.id, said, read_at)
    act = {
        "advance": moves.advance,
        "decline": exits.decline,
        "pause": exits.pause,
        "resume": moves.resume,
        "stop": exits.stop,
        "supersede": exits.supersede,
        "reopen": moves.reopen,
    }[verb]
    return act(actor, row.id, read_at or 0, said)


def _so_already(place: Position, said: Assertion) -> bool:
    """Whether the force has said the same before, on this step or on an earlier one."""
    now = (said.stage, said.happened_on, said.precision)
    holds = (step for step in place.steps if step.can_be_corrected)
    return place.own is not None and any((step.stage, step.happened_on, step.precision) == now for step in holds)


def _tool(actor: Actor, text: str) -> str:
    """The tool's address; refuses a name that none has, or two have, among those that the actor may read."""
    known = select(Tool.slug, Tool.name).where(tools.visible_to(actor)).order_by(Tool.name, Tool.id)
    named = or_(Tool.slug == text.lower(), func.lower(Tool.name) == text.lower())
    found = db.session.execute(known.where(named).limit(2)).all()
    if len(found) == 1:
        slug: str = found[0].slug
        return slug
    said = "Two tools have this name: give the last part of the address of the one you mean"
    if not found:
        like = [
            row.name for row in db.session.execute(known.where(Tool.name.icontains(text, autoescape=True)).limit(3))
        ]
        said = "No tool of this name that you may read"
        said += f"; did you mean {', or '.join(like)}?" if like else "; look it up in the register"
    raise Invalid(checks.PROBLEM, {"tool": said})


def _refuse_unreachable(place: Position, stage: Stage | None) -> None:
    if place.own is None or stage in place.targets:
        return
    possible = ", ".join(label(target).lower() for target in place.targets)
    raise Invalid(checks.PROBLEM, {"stage": f"It is {label(place.own.stage).lower()} now; it can become {possible}"})
