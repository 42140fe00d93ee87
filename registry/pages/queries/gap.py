"""The replication gap: tools that were tested with a comparison group or better and do not spread, with what stands in the way."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, case, func, select, true

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core.db import db
from registry.core.paging import Page, page_of_counted
from registry.evidence.models import Claim, Evidence
from registry.evidence.queries import findings, graded_design
from registry.evidence.queries.levels import levels
from registry.evidence.queries.studies import LOADED
from registry.organisations.models import Organisation
from registry.replication.models import Adoption, Barrier
from registry.replication.queries.barriers.rows import Filters, named
from registry.replication.queries.counts import Standings, tally
from registry.replication.queries.forces import forces, weighted
from registry.replication.queries.scope import released_to, standing_on, visible_to
from registry.rules.coverage import Share, Weighted, coverage
from registry.rules.forgone import DRIVERS, Forgone, Measured, NotCarried, forgone
from registry.rules.grading import LEVELS, TESTED, Sites, replication_level, sites_of
from registry.rules.lifecycles import ADOPTED, Stage
from registry.rules.policy import Actor
from registry.rules.words import Design, EffectKind, Recurrence, Standing

SIZE = 25
WIDE = 50.0  # per cent of forces, from which on a tool counts as spread
Z = 1.959964  # of a 95% interval
STRONG = tuple(design for design in Design if design.strength >= TESTED)


@dataclass(frozen=True)
class Carried:
    """What one outcome would come to elsewhere, or why that is not told."""

    evidence_id: int
    site: str
    outcome: str
    range: Forgone | None
    why: str | None


@dataclass(frozen=True)
class Named:
    """A barrier, how many organisations named it, and how many of them got past it."""

    label: str
    number: int
    past: int


@dataclass(frozen=True)
class Gap:
    """A tested tool that does not spread."""

    tool: Tool
    level: int
    level_words: str
    sites: Sites
    adopted: Standings
    shares: tuple[Share, Share, Share]
    newest: date | None  # when a force last began to use it, as far as a day is known
    barriers: Sequence[Named]
    carried: Sequence[Carried]
    disputed: int  # forces that are counted neither with those who have it nor with those who have not


@dataclass(frozen=True)
class Gaps:
    """One page of them, the least spread first."""

    page: Page[Gap]
    driver: str
    whole: Sequence[Weighted]
    example: bool

    @property
    def driver_dates(self) -> Share:
        """The driver's whole with its dates and sources."""
        return coverage(self.whole, {})[1 + DRIVERS.index(self.driver)]


def gaps(actor: Actor, driver: str | None, number: int | None, *, example: bool = False) -> Gaps:
    """Tools at level 3 or more that fewer than half of the forces adopted: five statements."""
    chosen = driver if driver in DRIVERS else DRIVERS[0]
    whole = _whole(forces(example=example), example)
    page = page_of_counted(_tested(actor, example, [force.id for force in whole]), number, SIZE)
    tools = [row.Tool for row in page.items]
    ids = [tool.id for tool in tools]
    studies, stands = _studies(ids), _stands(actor, ids, {force.id for force in whole})
    barriers = _barriers(actor, ids, example)
    found = [_gap(tool, studies[tool.id], stands[tool.id], barriers.get(tool.id, ()), whole, chosen) for tool in tools]
    return Gaps(page.of(found), chosen, whole, example)


def _whole(here: Sequence[Organisation], example: bool) -> list[Weighted]:
    """The forces that a tool could spread to; those of the example are no territorial ones."""
    if not example:
        return weighted(here)
    return [Weighted(one.id, one.officers_fte, one.officers_date, one.officers_source) for one in here]


def _tested(actor: Actor, example: bool, whole: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Tested tools that fewer than half of the forces have, the least spread first, with how many there are."""
    level = levels()
    has = (
        select(Adoption.tool_id, func.count().label("number"))
        .where(Adoption.is_current, Adoption.stage.in_(ADOPTED), standing_on() != Standing.DISPUTED.value)
        .where(Adoption.organisation_id.in_(whole), released_to(actor))
        .group_by(Adoption.tool_id)
        .subquery("has")
    )
    spread = func.coalesce(has.c.number, 0)
    return (
        select(Tool, func.count().over().label("total"))
        .join(level, level.c.tool_id == Tool.id)
        .outerjoin(has, has.c.tool_id == Tool.id)
        .where(level.c.level >= TESTED, Tool.synthetic == example, scope.visible_to(actor))
        .where(spread * 100 < len(whole) * WIDE if whole else true())
        .order_by(spread, Tool.name, Tool.id)
    )


def _studies(tools: Sequence[int]) -> dict[int, list[Evidence]]:
    """The evidence on these tools: one statement."""
    studies: dict[int, list[Evidence]] = defaultdict(list)
    statement = (
        select(Evidence)
        .where(Evidence.tool_id.in_(tools), Evidence.withdrawn_at.is_(None))
        .options(*LOADED)
        .order_by(Evidence.id)
    )
    for item in db.session.scalars(statement).unique():
        studies[item.tool_id].append(item)
    return studies


def _stands(
    actor: Actor, tools: Sequence[int], whole: set[int]
) -> dict[int, list[tuple[int, Stage, Standing, date | None]]]:
    """Where adoptions of these tools stand at the forces: one statement."""
    stands: dict[int, list[tuple[int, Stage, Standing, date | None]]] = defaultdict(list)
    reads = standing_on().label("reads")
    rows = db.session.execute(
        select(Adoption.tool_id, Adoption.organisation_id, Adoption.stage, reads, Adoption.since)
        .join_from(Adoption, Tool, Tool.id == Adoption.tool_id)
        .where(Adoption.is_current, Adoption.tool_id.in_(tools), visible_to(actor))
    )
    for row in rows:
        if row.organisation_id in whole:
            stands[row.tool_id].append((row.organisation_id, row.stage, Standing(row.reads), row.since))
    return stands


def _barriers(actor: Actor, tools: Sequence[int], example: bool) -> dict[int, list[Named]]:
    """How many organisations name each barrier, on an end or on the way, the most named first: one statement."""
    if not tools:
        return {}
    every = named(actor, Filters(tool_ids=tuple(tools), example=example))
    number = func.count(every.c.organisation_id.distinct()).label("number")
    past = func.count(case((every.c.passed, every.c.organisation_id)).distinct()).label("past")
    rows: Sequence[Any] = db.session.execute(
        select(every.c.tool_id, Barrier.label, number, past)
        .join_from(every, Barrier, Barrier.id == every.c.barrier_id)
        .group_by(every.c.tool_id, Barrier.label, Barrier.position)
        .order_by(number.desc(), Barrier.position)
    ).all()
    found: dict[int, list[Named]] = defaultdict(list)
    for row in rows:
        found[row.tool_id].append(Named(row.label, row.number, row.past))
    return found


def _gap(
    tool: Tool,
    studies: Sequence[Evidence],
    stands: Sequence[tuple[int, Stage, Standing, date | None]],
    barriers: Sequence[Named],
    whole: Sequence[Weighted],
    driver: str,
) -> Gap:
    found = findings(studies)
    level = replication_level(found)
    disputed = [force for force, _stage, standing, _since in stands if standing is Standing.DISPUTED]
    has = [row for row in stands if row[1] in ADOPTED and row[0] not in disputed]
    adopted = {force: standing for force, _stage, standing, _since in has}
    return Gap(
        tool,
        level,
        LEVELS[level],
        sites_of(found),
        tally((stage, standing) for _force, stage, standing, _since in stands).adopted,
        coverage(whole, adopted),
        max((since for _force, _stage, _standing, since in has if since), default=None),
        barriers,
        _carried(studies, whole, [*adopted, *disputed], driver),
        len(disputed),
    )


def _carried(
    studies: Sequence[Evidence], whole: Sequence[Weighted], but: Collection[int], driver: str
) -> list[Carried]:
    """Each total of a strong design, carried to the forces but those that have it, or dispute it. No statement."""
    found = []
    for item in studies:
        for claim in item.claims:
            if claim.measure is None or claim.measure.aggregation != "sum" or claim.direction is None:
                continue
            if graded_design(item, claim) not in STRONG:
                continue
            site = item.site.name if item.site else (item.site_words or "")
            try:
                told = forgone(_measured(item, claim), item.site_id, whole, but, driver)
                found.append(Carried(item.id, site, claim.outcome, told, None))
            except NotCarried as reason:
                found.append(Carried(item.id, site, claim.outcome, None, str(reason)))
    return found


def _measured(item: Evidence, claim: Claim) -> Measured:
    """A difference with its 95% interval, whatever level the study printed; a ratio has no total to carry."""
    worked = claim.worked
    low = high = None
    if worked is not None and worked.error is not None and worked.kind == EffectKind.MEAN_DIFFERENCE:
        low, high = worked.effect - Z * worked.error, worked.effect + Z * worked.error
    return Measured(
        claim.outcome,
        claim.unit or (claim.measure.unit if claim.measure else ""),
        low,
        high,
        item.starts_on,
        item.ends_on,
        claim.ex_ante,
        claim.recurrence is Recurrence.ONE_OFF,
    )
