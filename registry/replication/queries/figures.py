"""How far a tool has spread, in numbers: who has it, how much of policing that covers, and how many were published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from registry.catalogue.models import Tool, UnnamedClaim
from registry.catalogue.queries import tools
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.replication.queries.adoptions import every_adoption_of
from registry.replication.queries.as_at import rows_on
from registry.replication.queries.counts import Counts, tally
from registry.replication.queries.forces import forces, weighted
from registry.replication.queries.rows import AdoptionRow
from registry.replication.queries.spread import named_counts, points
from registry.rules.coverage import Share, coverage
from registry.rules.lifecycles import ADOPTED
from registry.rules.policy import Actor
from registry.rules.spread import Point


@dataclass(frozen=True)
class Figures:
    """The numbers, and the rows that they are counted from."""

    tool: Tool
    forces: Sequence[Organisation]
    rows: Sequence[AdoptionRow]
    counts: Counts  # of the territorial forces
    beyond: Counts  # of other adopters
    whole: int
    shares: tuple[Share, Share, Share]
    points: Sequence[Point]
    claims: Sequence[UnnamedClaim]  # published numbers of forces that are not named
    day: date | None  # as it stood then


def figures(actor: Actor, slug: str, day: date | None = None) -> Figures:
    """The numbers of a tool that the actor may read: six statements. Raises as the tool's page does.

    For a past day: the forces and adoptions of that day, and what had been published of the time up to it.
    """
    tool = tools.tool(actor, slug)
    found = rows_on(actor, day, Adoption.tool_id == tool.id) if day else every_adoption_of(actor, tool.id)
    rows = [row for row in found if row.synthetic == tool.synthetic]
    here = forces(example=tool.synthetic, day=day)
    claims = tools.unnamed_claims(tool, day)
    ids = {force.id for force in here if force.territorial}
    adopted = {row.organisation_id: row.standing for row in rows if row.stage in ADOPTED}
    return Figures(
        tool,
        here,
        rows,
        tally((row.stage, row.standing) for row in rows if row.organisation_id in ids),
        tally((row.stage, row.standing) for row in rows if row.organisation_id not in ids),
        len(ids),
        coverage(weighted(here), adopted),
        points(claims, named_counts(actor, tool.id, day)),
        claims,
        day,
    )
