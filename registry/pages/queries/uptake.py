"""What is used in the nation or a region: tools by how many of its forces adopted them, number and share together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from registry.catalogue.models import Tool
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import Page, bounded
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.replication.queries.counts import Counts, counted, tally
from registry.replication.queries.forces import forces, weighted
from registry.replication.queries.scope import standing_on, visible_to
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

    @property
    def shares(self) -> tuple[Share, ...]:
        """The whole that officers and residents are shares of, with its dates and sources."""
        return coverage(weighted(self.forces), {})


def uptake(actor: Actor, place: str | None, number: int | None, *, example: bool = False) -> Uptake:
    """The nation with its regions, or one region: at most four statements. Raises NotFound for a region without a force."""
    every = [force for force in forces(example=example) if force.territorial or example]
    here = [force for force in every if place is None or force.region == place]
    if not here:
        raise NotFound("No force is held in such a region. Choose one from the list of regions.")
    tools = _tools(actor, [force.id for force in here], weighted(here), number)
    return Uptake(place, here, _regions(actor, every) if place is None else (), tools, example)


def _tools(actor: Actor, here: Sequence[int], whole: Sequence[Weighted], number: int | None) -> Page[Used]:
    number = bounded(number)
    adopters = func.count().filter(Adoption.stage.in_(ADOPTED), Adoption.standing != Standing.DISPUTED)
    found = db.session.execute(
        _adoptions(actor, here)
        .with_only_columns(Tool.id, Tool.slug, Tool.name, func.count().over().label("total"))
        .group_by(Tool.id, Tool.slug, Tool.name)
        .order_by(adopters.desc(), func.count().desc(), Tool.name, Tool.id)
        .limit(SIZE)
        .offset((number - 1) * SIZE)
    ).all()
    stands = _stands(actor, here, [row.id for row in found])
    items = [
        Used(
            row.slug,
            row.name,
            tally((stage, standing) for _force, stage, standing in stands[row.id]),
            coverage(whole, {force: standing for force, stage, standing in stands[row.id] if stage in ADOPTED}),
        )
        for row in found
    ]
    return Page(items, number, SIZE, found[0].total if found else 0)


def _stands(actor: Actor, here: Sequence[int], tools: Sequence[int]) -> dict[int, list[tuple[int, Stage, Standing]]]:
    """Where the adoptions of these tools stand: force, stage and standing, by tool."""
    stands: dict[int, list[tuple[int, Stage, Standing]]] = defaultdict(list)
    columns = (Adoption.tool_id, Adoption.organisation_id, Adoption.stage, standing_on().label("reads"))
    for row in db.session.execute(
        _adoptions(actor, here).with_only_columns(*columns).where(Adoption.tool_id.in_(tools))
    ):
        stands[row.tool_id].append((row.organisation_id, row.stage, Standing(row.reads)))
    return stands


def _regions(actor: Actor, every: Sequence[Organisation]) -> list[Region]:
    numbers: dict[str, list[tuple[Stage, Standing, int]]] = defaultdict(list)
    place = {force.id: force.region or "Elsewhere" for force in every}
    columns = (Adoption.organisation_id, Adoption.stage, standing_on().label("reads"), func.count().label("number"))
    grouped = _adoptions(actor, list(place)).with_only_columns(*columns)
    for row in db.session.execute(grouped.group_by(Adoption.organisation_id, Adoption.stage, "reads")):
        numbers[place[row.organisation_id]].append((row.stage, Standing(row.reads), row.number))
    sizes = {name: sum(region == name for region in place.values()) for name in sorted(set(place.values()))}
    return [Region(name, size, counted(numbers[name])) for name, size in sizes.items()]


def _adoptions(actor: Actor, here: Sequence[int]) -> Select[*tuple[Any, ...]]:
    return (
        select(Adoption.id)
        .join_from(Adoption, Tool, Tool.id == Adoption.tool_id)
        .where(Adoption.is_current, Adoption.organisation_id.in_(here), visible_to(actor))
    )
