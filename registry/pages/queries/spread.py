"""How one tool spread: who has it, how many by date, how much of policing that covers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from registry.catalogue.models import Tool, UnnamedClaim
from registry.catalogue.queries import tools
from registry.organisations.models import Organisation
from registry.replication.charts.published import Drawing, spread_chart
from registry.replication.models import Adoption
from registry.replication.queries.adoptions import every_adoption_of
from registry.replication.queries.as_at import rows_on
from registry.replication.queries.counts import Counts, tally
from registry.replication.queries.forces import forces, weighted
from registry.replication.queries.rows import AdoptionRow
from registry.replication.queries.spread import named_counts, points
from registry.rules.coverage import Share, coverage
from registry.rules.lifecycles import ADOPTED, Stage
from registry.rules.policy import Actor
from registry.rules.spread import Point
from registry.rules.words import Precision, Standing


@dataclass(frozen=True)
class Tile:
    """A square of the map and its row in the table."""

    slug: str
    code: str
    name: str
    col: int | None
    row: int | None
    stage: Stage | None
    standing: Standing | None
    dated: object
    precision: Precision
    words: str | None
    unmet: bool = False

    @property
    def url(self) -> str:
        """The organisation's page."""
        return f"/organisations/{self.slug}"


@dataclass(frozen=True)
class Spread:
    """Everything the page shows."""

    tool: Tool
    tiles: Sequence[Tile]
    counts: Counts  # of the territorial forces
    beyond: Counts  # of other adopters
    whole: int
    shares: tuple[Share, Share, Share]
    points: Sequence[Point]
    wide: Drawing | None
    narrow: Drawing | None
    uncounted: Sequence[UnnamedClaim]
    rows: Sequence[AdoptionRow]
    day: date | None = None  # as it stood then

    @property
    def invented(self) -> bool:
        """Whether it is an example that has no whole to be measured against."""
        return self.tool.synthetic and not self.whole

    @property
    def named(self) -> int:
        """How many forces a source names without a stage."""
        return sum(1 for tile in self.tiles if tile.stage is Stage.STAGE_NOT_STATED)


def spread(actor: Actor, slug: str, day: date | None = None) -> Spread:
    """The spread of a tool that the actor may read: six statements. Raises as the tool's page does.

    For a past day: the forces and adoptions of that day, and what had been published of the time up to it.
    """
    tool = tools.tool(actor, slug)
    found = rows_on(actor, day, Adoption.tool_id == tool.id) if day else every_adoption_of(actor, tool.id)
    rows = [row for row in found if row.synthetic == tool.synthetic]
    here = forces(example=tool.synthetic, day=day)
    claims = tools.unnamed_claims(tool)
    published = [
        point for point in points(claims, named_counts(actor, tool.id)) if day is None or point.happened_on <= day
    ]
    whole = [force for force in here if force.territorial]
    ids = {force.id for force in whole}
    adopted = {row.organisation_id: row.standing for row in rows if row.stage in ADOPTED}
    return Spread(
        tool,
        tiles_of(here, {row.organisation_id: row for row in rows}),
        tally((row.stage, row.standing) for row in rows if row.organisation_id in ids),
        tally((row.stage, row.standing) for row in rows if row.organisation_id not in ids),
        len(whole),
        coverage(weighted(here), adopted),
        published,
        spread_chart(published, len(whole), 700, 360),
        spread_chart(published, len(whole), 340, 320),
        [claim for claim in claims if claim.number is None or claim.happened_on is None],
        rows,
        day,
    )


def tiles_of(here: Sequence[Organisation], rows: Mapping[int, AdoptionRow]) -> list[Tile]:
    """Every territorial force, then whoever else has the tool."""
    tiles = [_tile(force, rows.get(force.id)) for force in here if force.territorial or force.id in rows]
    known = {force.id for force in here}
    others = [row for key, row in rows.items() if key not in known]
    return tiles + [
        Tile(
            row.organisation_slug,
            _initials(row.organisation_name),
            row.organisation_name,
            None,
            None,
            row.stage,
            row.standing,
            row.dated,
            row.dated_precision,
            row.source_words,
            row.unmet,
        )
        for row in others
    ]


def _tile(force: Organisation, row: AdoptionRow | None) -> Tile:
    return Tile(
        force.slug,
        force.tile_code or _initials(force.name),
        force.name,
        force.tile_col,
        force.tile_row,
        row.stage if row else None,
        row.standing if row else None,
        row.dated if row else None,
        row.dated_precision if row else Precision.DAY,
        row.source_words if row else None,
        row.unmet if row else False,
    )


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())[:4] or name[:3].upper()
