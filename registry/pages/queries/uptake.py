"""What is used in the nation or a region: tools by how many of its forces adopted them, number and share together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope as tools
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import Page, page_of_counted
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
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
    adopters = func.count().filter(Adoption.stage.in_(ADOPTED), Adoption.standing != Standing.DISPUTED)
    counts = (
        _shown(actor, here, Adoption.tool_id, adopters.label("adopters"), func.count().label("number"))
        .group_by(Adoption.tool_id)
        .subquery("counts")
    )
    found = (
        select(Tool.id, Tool.slug, Tool.name, func.count().over().label("total"))
        .join(counts, counts.c.tool_id == Tool.id)
        .where(tools.visible_to(actor))
        .order_by(counts.c.adopters.desc(), counts.c.number.desc(), Tool.name, Tool.id)
    )
    page = page_of_counted(found, number, SIZE)
    stands = _stands(actor, here, [row.id for row in page.items])
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


def _stands(actor: Actor, here: Sequence[int], found: Sequence[int]) -> dict[int, list[tuple[int, Stage, Standing]]]:
    """Where the adoptions of these tools stand: force, stage and standing, by tool."""
    stands: dict[int, list[tuple[int, Stage, Standing]]] = defaultdict(list)
    columns = (Adoption.tool_id, Adoption.organisation_id, Adoption.stage, standing_on().label("reads"))
    for row in db.session.execute(_shown(actor, here, *columns).where(Adoption.tool_id.in_(found))):
        stands[row.tool_id].append((row.organisation_id, row.stage, Standing(row.reads)))
    return stands


def _regions(actor: Actor, every: Sequence[Organisation]) -> list[Region]:
    numbers: dict[str, list[tuple[Stage, Standing, int]]] = defaultdict(list)
    place = {force.id: force.region or "Elsewhere" for force in every}
    columns = (Adoption.organisation_id, Adoption.stage, standing_on().label("reads"), func.count().label("number"))
    readable = select(Tool.id).where(tools.visible_to(actor))
    shown = _shown(actor, list(place), *columns).where(Adoption.tool_id.in_(readable))
    for row in db.session.execute(shown.group_by(Adoption.organisation_id, Adoption.stage, "reads")):
        numbers[place[row.organisation_id]].append((row.stage, Standing(row.reads), row.number))
    sizes = {name: sum(region == name for region in place.values()) for name in sorted(set(place.values()))}
    return [Region(name, size, counted(numbers[name])) for name, size in sizes.items()]


def _shown(actor: Actor, here: Sequence[int], *columns: Any) -> Select[*tuple[Any, ...]]:
    """What is released to the actor of adoptions here; their tools have a rule of their own.

    Written so that a database reads the adoptions in the order of their tools: those of the nation are most of them.
    """
    return select(*columns).where(Adoption.is_current, (Adoption.organisation_id + 0).in_(here), released_to(actor))
