"""Counting adoptions by stage and standing, the four standings apart. A named force without a stage is never counted.

What is grouped by is called `reads`: PostgreSQL would take `standing` for the column, which knows no expiry.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from registry.catalogue.models import Tool
from registry.core.db import db
from registry.replication.models import Adoption
from registry.replication.queries.scope import standing_on, visible_to
from registry.rules.lifecycles import ADOPTED, EXITS, PATH, Stage
from registry.rules.policy import Actor
from registry.rules.words import Standing


@dataclass(frozen=True)
class Standings:
    """How many stand on each word."""

    confirmed: int = 0
    unconfirmed: int = 0
    reported: int = 0
    disputed: int = 0

    @property
    def counted(self) -> int:
        """Those that count: a disputed one counts only as disputed."""
        return self.confirmed + self.unconfirmed + self.reported

    @property
    def total(self) -> int:
        """All four."""
        return self.counted + self.disputed


@dataclass(frozen=True)
class Counts:
    """How many adoptions stand at each stage, by standing."""

    by_stage: Mapping[Stage, Standings] = field(default_factory=dict)

    def at(self, *stages: Stage) -> Standings:
        """Those at any of these stages."""
        chosen = [self.by_stage.get(stage, Standings()) for stage in stages]
        return Standings(
            sum(row.confirmed for row in chosen),
            sum(row.unconfirmed for row in chosen),
            sum(row.reported for row in chosen),
            sum(row.disputed for row in chosen),
        )

    @property
    def adopted(self) -> Standings:
        """Live or business as usual."""
        return self.at(*ADOPTED)

    @property
    def stated(self) -> Standings:
        """Those at any stage."""
        return self.at(*PATH, *EXITS)

    @property
    def stages(self) -> tuple[tuple[Stage, Standings], ...]:
        """The stages that occur, in the order of the path and then its exits."""
        return tuple((stage, self.by_stage[stage]) for stage in (*PATH, *EXITS) if stage in self.by_stage)


def tally(pairs: Iterable[tuple[Stage, Standing]]) -> Counts:
    """Count pairs of stage and standing."""
    return counted((stage, standing, 1) for stage, standing in pairs)


def counts_of(actor: Actor, tool_ids: Sequence[int]) -> dict[int, Counts]:
    """Counts for each of these tools, of the adoptions that the actor may read: one statement.

    Example adoptions count only for example tools.
    """
    rules = (Adoption.tool_id.in_(tool_ids), Adoption.synthetic == Tool.synthetic)
    return _grouped(actor, Adoption.tool_id, tool_ids, *rules)


def counts_at(actor: Actor, organisation_ids: Sequence[int]) -> dict[int, Counts]:
    """Counts for each of these organisations, of the adoptions that the actor may read: one statement."""
    rules = (Adoption.organisation_id.in_(organisation_ids),)
    return _grouped(actor, Adoption.organisation_id, organisation_ids, *rules)


def counts(actor: Actor, *, example: bool = False) -> Counts:
    """Counts over the whole register, of the adoptions that the actor may read: one statement."""
    rows = db.session.execute(
        select(Adoption.stage, standing_on().label("reads"), func.count())
        .join_from(Adoption, Tool, Tool.id == Adoption.tool_id)
        .where(Adoption.is_current, Adoption.synthetic == example, visible_to(actor))
        .group_by(Adoption.stage, "reads")
    ).all()
    return counted((stage, Standing(standing), number) for stage, standing, number in rows)


def _grouped(
    actor: Actor, column: InstrumentedAttribute[int], ids: Sequence[int], *rules: ColumnElement[bool]
) -> dict[int, Counts]:
    rows = db.session.execute(
        select(column, Adoption.stage, standing_on().label("reads"), func.count())
        .join_from(Adoption, Tool, Tool.id == Adoption.tool_id)
        .where(Adoption.is_current, visible_to(actor), *rules)
        .group_by(column, Adoption.stage, "reads")
    ).all()
    found: dict[int, list[tuple[Stage, Standing, int]]] = defaultdict(list)
    for key, stage, standing, number in rows:
        found[key].append((stage, Standing(standing), number))
    return {key: counted(found[key]) for key in ids}


def counted(rows: Iterable[tuple[Stage, Standing, int]]) -> Counts:
    """Counts from numbers by stage and standing; what names no stage is left out."""
    found: dict[Stage, dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    for stage, standing, number in rows:
        if stage is not Stage.STAGE_NOT_STATED:
            found[stage][standing.value] += number
    return Counts({stage: Standings(**values) for stage, values in found.items()})
