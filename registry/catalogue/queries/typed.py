"""What people have typed into a record and not saved: each sees their own words, others only that there are some."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from registry.catalogue.models import Revision, Tool, Typed
from registry.catalogue.queries.terms import Options, in_words
from registry.catalogue.queries.writing import Writing
from registry.core.db import db
from registry.rules.merging import Side, sides
from registry.rules.moving import moved
from registry.rules.policy import Actor
from registry.rules.questions import Content, Section, numbers, schema


@dataclass(frozen=True)
class Unsaved:
    """A section into which somebody typed something that is not saved."""

    section: str
    title: str
    typed_at: datetime
    mine: bool


@dataclass(frozen=True)
class SideInWords:
    """One answer before, as another saved it, and as you typed it."""

    code: str
    label: str
    before: str
    theirs: str
    yours: str
    clash: bool
    untouched: bool


def typed(actor: Actor, tool: Tool, section: str) -> Typed | None:
    """What the actor typed into a section and has not saved: one statement."""
    return db.session.get(Typed, (tool.id, section, actor.id))


def unsaved(actor: Actor, tool: Tool) -> list[Unsaved]:
    """The sections with typed text that is not saved, the actor's own first: one statement."""
    rows = db.session.execute(
        select(Typed.section, Typed.person_id, Typed.typed_at).where(Typed.tool_id == tool.id).order_by(Typed.typed_at)
    ).all()
    titles = {section.code: section.title for number in numbers() for section in schema(number).sections}
    found = [Unsaved(row.section, titles.get(row.section, ""), row.typed_at, row.person_id == actor.id) for row in rows]
    return sorted((one for one in found if one.title), key=lambda one: not one.mine)


def stale_sides(tool: Tool, written: Writing, section: Section, revision: int, yours: Content) -> tuple[Side, ...]:
    """Where a section as it was read at a revision differs from what was saved since: at most one statement."""
    if revision == written.copy.revision:
        return ()
    base = db.session.scalar(select(Revision).where(Revision.tool_id == tool.id, Revision.number == revision))
    before = moved(base.content, base.schema_number, written.schema.number).content if base else {}
    return sides(section.questions, before, written.content, yours)


def sides_in_words(found: tuple[Side, ...], options: Options) -> list[SideInWords]:
    """The same for people to read."""
    return [
        SideInWords(
            side.question.code,
            side.question.label,
            in_words(side.question, side.before, options),
            in_words(side.question, side.theirs, options),
            in_words(side.question, side.yours, options),
            side.clash,
            side.untouched,
        )
        for side in found
    ]
