"""How one tool spread: who has it, how many by date, how much of policing that covers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from registry.catalogue.models import Tool, UnnamedClaim
from registry.organisations.models import Organisation
from registry.replication.charts.published import Drawing, spread_chart
from registry.replication.queries.counts import Counts
from registry.replication.queries.figures import figures
from registry.replication.queries.rows import AdoptionRow
from registry.rules.coverage import Share
from registry.rules.lifecycles import Stage
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
    """The spread of a tool that the actor may read, today or on a past day: six statements. Raises as `figures` does."""
    found = figures(actor, slug, day)
    return Spread(
        found.tool,
        tiles_of(found.forces, {row.organisation_id: row for row in found.rows}),
        found.counts,
        found.beyond,
        found.whole,
        found.shares,
        found.points,
        spread_chart(found.points, found.whole, 700, 360),
        spread_chart(found.points, found.whole, 340, 320),
        [claim for claim in found.claims if claim.number is None or claim.happened_on is None],
        found.rows,
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
