"""Where nothing has changed for long: adoptions that have been in a stage longer than four in five comparable ones took.

A reason to ask what stands in the way, and no judgement of a force: the comparison is told with each of them, and nobody
outside policing and its own people is told which force it is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select, true

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.replication.queries.scope import visible_to
from registry.replication.queries.waits import steps_of
from registry.rules.policy import Actor
from registry.rules.waits import BEFORE, EXACT, Dated, Spell, Usual, Waits, enough, stalled, usuals, waits
from registry.rules.words import Standing

LONGEST = 20  # adoptions that are looked at, those that have waited longest
COMPARED = 5_000  # adoptions, the newest, among which those of a category are looked for


@dataclass(frozen=True)
class Stall:
    """One adoption that has not moved for long, and what it is compared with."""

    tool_slug: str
    tool_name: str
    organisation_slug: str
    organisation_name: str
    spell: Spell
    usual: Usual
    comparable: str  # tool or category: whose adoptions it is compared with

    @property
    def path(self) -> str:
        """The page of the tool's figures."""
        return f"/tools/{self.tool_slug}/spread/figures"


@dataclass(frozen=True)
class Stalls:
    """What stands still with one tool: named to policing and to its own people, to everybody else a number alone."""

    named: Sequence[Stall]
    total: int

    @property
    def unnamed(self) -> int:
        """How many the reader is not told the names of."""
        return self.total - len(self.named)


def stalls_around(actor: Actor, organisation_ids: Collection[int]) -> list[Stall]:
    """Of the adoptions by these organisations and of the tools that they answer for, as far as the actor may read them.

    Of the twenty that have waited longest; at most three statements, and three more where some are invented and some are not.
    """
    waiting = _waiting(actor, organisation_ids) if organisation_ids else []
    found = [
        stall
        for example in sorted({row.synthetic for row in waiting})
        for stall in _among(actor, [row for row in waiting if row.synthetic == example], example)
    ]
    return sorted(found, key=lambda stall: -stall.spell.months)


def comparable_with(actor: Actor, tool: Tool, told: Waits, day: date | None = None) -> tuple[Waits, str]:
    """What a tool's adoptions are compared with: themselves, or all of its category where they moved too seldom: at most
    one statement.
    """
    if enough(told) or not tool.category:
        return told, "tool"
    steps = steps_of(actor, Tool.category == tool.category, _newest(tool.synthetic), day=day)
    return waits(steps, day or clock.today()), "category"


def _waiting(actor: Actor, organisation_ids: Collection[int]) -> Sequence[Any]:
    """The adoptions before live, those that have waited longest first: one statement."""
    theirs = or_(Adoption.organisation_id.in_(organisation_ids), Tool.owner_id.in_(organisation_ids))
    return db.session.execute(
        select(
            Adoption.id,
            Adoption.tool_id,
            Adoption.synthetic,
            Tool.slug.label("tool_slug"),
            Tool.name.label("tool_name"),
            Tool.category,
            Organisation.slug.label("organisation_slug"),
            Organisation.name.label("organisation_name"),
        )
        .join_from(Adoption, Tool, Tool.id == Adoption.tool_id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .where(
            Adoption.is_current,
            theirs,
            Adoption.stage.in_(BEFORE),
            Adoption.standing != Standing.DISPUTED,
            Adoption.since_precision.in_(EXACT),
            Adoption.synthetic == Tool.synthetic,
            visible_to(actor),
            true() if actor.policing else Adoption.organisation_id.in_(actor.organisations),
        )
        .order_by(Adoption.since, Adoption.id)
        .limit(LONGEST)
    ).all()


def _among(actor: Actor, rows: Sequence[Any], example: bool) -> Iterable[Stall]:
    own = Adoption.synthetic == example
    tools = {row.tool_id for row in rows}
    of_tools = _told(steps_of(actor, Adoption.tool_id.in_(tools), own, among=Adoption.tool_id))
    few = {row.category for row in rows if row.category and not enough(of_tools[row.tool_id])}
    of_categories = _told(steps_of(actor, Tool.category.in_(few), _newest(example), among=Tool.category)) if few else {}
    known = {key: usuals(told.spells) for key, told in [*of_tools.items(), *of_categories.items()]}
    for row in rows:
        told = of_tools[row.tool_id]
        mine = [spell for spell in told.spells if spell.adoption_id == row.id]
        among, word = (row.tool_id, "tool") if enough(told) or not row.category else (row.category, "category")
        for spell, usual in stalled(mine, known.get(among, {})):
            names = (row.tool_slug, row.tool_name, row.organisation_slug, row.organisation_name)
            yield Stall(*names, spell, usual, word)


def _newest(example: bool) -> ColumnElement[bool]:
    """The adoptions that were recorded last: a category is then compared by what is usual now, in bounded time."""
    found = select(Adoption.id).where(Adoption.synthetic == example).order_by(Adoption.id.desc()).limit(COMPARED)
    return Adoption.id.in_(found)


def _told(steps: Iterable[Dated]) -> dict[int | str | None, Waits]:
    found: dict[int | str | None, list[Dated]] = defaultdict(list)
    for step in steps:
        found[step.among].append(step)
    today = clock.today()
    return defaultdict(lambda: waits((), today), {key: waits(some, today) for key, some in found.items()})
