"""What is used in the nation or a region: tools by how many of its forces adopted them, number and share together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope as tools
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import Page, page_of_counted
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.replication.queries.as_at.states import present_then, states
from registry.replication.queries.counts import Counts, counted, tally
from registry.replication.queries.forces import forces, weighted
from registry.replication.queries.scope import released_to, standing_on
from registry.rules.coverage import Share, Weighted, coverage
from registry.rules.lifecycles import ADOPTED, Stage
from registry.rules.policy import Actor
from registry.rules.words import Standing

SIZE = 50


@dataclass(frozen=True)
class Used:
    """A tool with where its adoptions stand here, and how much of the place that covers."""

    slug: str
    name: str
    counts: Counts
    shares: tuple[Share, Share, Share]


@dataclass(frozen=True)
class Region:
    """A region with its forces, and how many of its adoptions stand on each word."""

    name: str
    forces: int
    counts: Counts


@dataclass(frozen=True)
class Uptake:
    """Everything the page shows."""

    place: str | None  # none for the whole of England and Wales
    forces: Sequence[Organisation]
    regions: Sequence[Region]
    tools: Page[Used]
    example: bool
    day: date | None  # as it stood then

    @property
    def shares(self) -> tuple[Share, ...]:
        """The whole that officers and residents are shares of, with its dates and sources."""
        return coverage(weighted(self.forces), {})


@dataclass(frozen=True)
class Asked:
    """Whose adoptions are asked for: what the actor may read at these organisations, today or at the end of a day."""

    actor: Actor
    organisations: Sequence[int]
    day: date | None


@dataclass(frozen=True)
class Stood:
    """The adoptions that were asked for, and the columns that say where they stand."""

    found: Select[*tuple[Any, ...]]
    stage: Any
    said: Any  # whether it is disputed
    reads: Any  # the standing with its expiry

    def columns(self, *columns: Any) -> Select[*tuple[Any, ...]]:
        """These columns of them."""
        return self.found.with_only_columns(*columns, maintain_column_froms=True)


def uptake(
    actor: Actor, place: str | None, number: int | None, *, example: bool = False, day: date | None = None
) -> Uptake:
    """The nation with its regions, or one region: at most four statements. Raises NotFound for a region without a force.

    For a past day: the forces of that day and where they stood, as far as it was known by its end.
    """
    every = [force for force in forces(example=example, day=day) if force.territorial or example]
    here = [force for force in every if place is None or force.region == place]
    if not here:
        raise NotFound("No force is held in such a region. Choose one from the list of regions.")
    asked = Asked(actor, [force.id for force in here], day)
    tools = _tools(asked, weighted(here), number)
    return Uptake(place, here, _regions(asked, every) if place is None else (), tools, example, day)


def _tools(asked: Asked, whole: Sequence[Weighted], number: int | None) -> Page[Used]:
    stood = _stood(asked)
    adopters = func.count().filter(stood.stage.in_(ADOPTED), stood.said != Standing.DISPUTED.value)
    counts = (
        stood.columns(Adoption.tool_id, adopters.label("adopters"), func.count().label("number"))
        .group_by(Adoption.tool_id)
        .subquery("counts")
    )
    found = (
        select(Tool.id, Tool.slug, Tool.name, func.count().over().label("total"))
        .join(counts, counts.c.tool_id == Tool.id)
        .where(tools.visible_to(asked.actor))
        .order_by(counts.c.adopters.desc(), counts.c.number.desc(), Tool.name, Tool.id)
    )
    page = page_of_counted(found, number, SIZE)
    stands = _stands(asked, [row.id for row in page.items])
    items = [
        Used(
            row.slug,
            row.name,
            tally((stage, standing) for _force, stage, standing in stands[row.id]),
            coverage(whole, {force: standing for force, stage, standing in stands[row.id] if stage in ADOPTED}),
        )
        for row in page.items
    ]
    return page.of(items)


def _stands(asked: Asked, found: Sequence[int]) -> dict[int, list[tuple[int, Stage, Standing]]]:
    """Where the adoptions of these tools stand: force, stage and standing, by tool."""
    stands: dict[int, list[tuple[int, Stage, Standing]]] = defaultdict(list)
    stood = _stood(asked, Adoption.tool_id.in_(found))
    columns = (Adoption.tool_id, Adoption.organisation_id, stood.stage.label("stage"), stood.reads.label("reads"))
    for row in db.session.execute(stood.columns(*columns)):
        stands[row.tool_id].append((row.organisation_id, Stage(row.stage), Standing(row.reads)))
    return stands


def _regions(asked: Asked, every: Sequence[Organisation]) -> list[Region]:
    numbers: dict[str, list[tuple[Stage, Standing, int]]] = defaultdict(list)
    place = {force.id: force.region or "Elsewhere" for force in every}
    readable = select(Tool.id).where(tools.visible_to(asked.actor))
    stood = _stood(asked)
    stage, reads = stood.stage.label("stage"), stood.reads.label("reads")
    shown = stood.columns(Adoption.organisation_id, stage, reads, func.count().label("number"))
    grouped = shown.where(Adoption.tool_id.in_(readable)).group_by(Adoption.organisation_id, stood.stage, "reads")
    for row in db.session.execute(grouped):
        numbers[place[row.organisation_id]].append((Stage(row.stage), Standing(row.reads), row.number))
    sizes = {name: sum(region == name for region in place.values()) for name in sorted(set(place.values()))}
    return [Region(name, size, counted(numbers[name])) for name, size in sizes.items()]


def _stood(asked: Asked, *rules: ColumnElement[bool]) -> Stood:
    """What is released to the actor of adoptions here; their tools have a rule of their own.

    Written so that a database reads the adoptions in the order of their tools: those of the nation are most of them.
    """
    chosen = ((Adoption.organisation_id + 0).in_(asked.organisations), released_to(asked.actor), *rules)
    if asked.day is None:
        found = select(Adoption.id).where(Adoption.is_current, *chosen)
        return Stood(found, Adoption.stage, Adoption.standing, standing_on())
    state = states(asked.day, *chosen, *present_then(asked.day), whole=not rules)
    found = select(Adoption.id).join_from(state, Adoption, Adoption.id == state.c.adoption_id)
    return Stood(found, state.c.stage, state.c.standing, state.c.standing)
