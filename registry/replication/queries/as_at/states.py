"""Where adoptions stood on a day, worked out in the database from the steps that were known by its end."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import CTE, Case, ColumnElement, Select, Subquery, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from registry.catalogue.models import Tool
from registry.core import clock
from registry.organisations.models import Organisation
from registry.organisations.queries import valid_on
from registry.replication.models import Adoption, StageEvent
from registry.replication.queries.rows import STILL
from registry.replication.queries.scope import TRUE_FOR, standing_on
from registry.rules.lifecycles import FINISHED, Stage
from registry.rules.words import Standing

# Steps that end an adoption as if it had not been: of an undone change of organisations, or of an upheld dispute
REVERTED = ("revert", "withdraw")


def known_by(step: Any, day: date) -> ColumnElement[bool]:
    """Steps that had happened by a day and were recorded by its end."""
    return and_(
        step.recorded_at < clock.end_of(day),
        or_(step.happened_on.is_(None), step.happened_on <= day),
    )


def standing_then(day: date) -> tuple[ColumnElement[bool], ...]:
    """Adoptions that were an organisation's present one at the end of a day."""
    newer = aliased(Adoption)
    replaced = (
        exists()
        .where(
            newer.tool_id == Adoption.tool_id,
            newer.organisation_id == Adoption.organisation_id,
            newer.episode > Adoption.episode,
            _told(newer, day),
            ~_reverted(newer, day),
        )
        .correlate(Adoption)
    )
    stood = select(Organisation.id).where(valid_on(day)).correlate(None)
    return Adoption.organisation_id.in_(stood), _told(Adoption, day), ~_reverted(Adoption, day), ~replaced


def states(day: date, *rules: ColumnElement[bool], stage: Stage | None = None) -> Subquery:
    """Stage and standing at the end of a day, of the adoptions that these rules on them, tool and organisation choose.

    What has not changed since says it itself; for the rest the steps are read. `stage` leaves out what never had it.
    """
    still_so = _unchanged(day, rules)
    changed = [*rules, Adoption.changed_at >= clock.end_of(day)]
    if stage is not None:
        step = aliased(StageEvent)
        had = exists().where(step.adoption_id == Adoption.id, known_by(step, day), step.stage == stage)
        changed.append(had.correlate(Adoption))
        still_so = still_so.where(Adoption.stage == stage)
    return still_so.union_all(_replayed(day, changed)).subquery("states")


def _unchanged(day: date, rules: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Adoption.id.label("adoption_id"),
            Adoption.stage.label("stage"),
            Adoption.since.label("since"),
            Adoption.since_precision.label("precision"),
            Adoption.standing.label("said"),
            func.coalesce(Adoption.confirmed_at, Adoption.changed_at).label("recorded_at"),
            Adoption.expires_on.label("until"),
            standing_on(day).label("standing"),
        )
        .join_from(Adoption, Tool, Tool.id == Adoption.tool_id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .where(Adoption.changed_at < clock.end_of(day), *rules)
    )


def _replayed(day: date, rules: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    ranked = _ranked(day, rules)
    last, staged = ranked.c.place == 1, and_(~ranked.c.still, ranked.c.place_of_kind == 1)
    found = (
        select(
            ranked.c.adoption_id,
            func.max(case((staged, ranked.c.stage))).label("stage"),
            func.max(case((staged, ranked.c.happened_on))).label("since"),
            func.max(case((staged, ranked.c.precision))).label("precision"),
            func.max(case((last, ranked.c.standing))).label("said"),
            func.max(case((last, ranked.c.recorded_at))).label("recorded_at"),
            func.max(case((last, ranked.c.expires_on))).label("until"),
        )
        .group_by(ranked.c.adoption_id)
        .subquery("found")
    )
    return select(*found.c, _reads(found, day).label("standing"))


def _ranked(day: date, rules: Sequence[ColumnElement[bool]]) -> Subquery:
    """The steps that held at the end of the day, the last of each adoption first; a correction takes its place."""
    chain, later = _chain(), aliased(StageEvent)
    place = func.coalesce(chain.c.root, StageEvent.id)
    still = StageEvent.verb.in_(STILL)
    corrected = exists().where(later.corrects_id == StageEvent.id, known_by(later, day)).correlate(StageEvent)
    return (
        select(
            StageEvent.adoption_id,
            StageEvent.stage,
            StageEvent.happened_on,
            StageEvent.precision,
            StageEvent.standing,
            StageEvent.recorded_at,
            StageEvent.expires_on,
            still.label("still"),
            func.row_number().over(partition_by=StageEvent.adoption_id, order_by=place.desc()).label("place"),
            func.row_number()
            .over(partition_by=(StageEvent.adoption_id, still), order_by=place.desc())
            .label("place_of_kind"),
        )
        .join_from(StageEvent, Adoption, Adoption.id == StageEvent.adoption_id)
        .join(Tool, Tool.id == Adoption.tool_id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .outerjoin(chain, chain.c.id == StageEvent.id)
        .where(known_by(StageEvent, day), StageEvent.verb != "release", ~corrected, *rules)
        .subquery("ranked")
    )


def _chain() -> CTE:
    """Each correction with the first step of its chain, whose place in the story it takes."""
    wrong = aliased(StageEvent)
    first = (
        select(StageEvent.id, wrong.id.label("root"))
        .join(wrong, wrong.id == StageEvent.corrects_id)
        .where(wrong.corrects_id.is_(None))
        .cte("chain", recursive=True)
    )
    step = aliased(StageEvent)
    return first.union_all(select(step.id, first.c.root).join(first, first.c.id == step.corrects_id))


def _told(adoption: Any, day: date) -> ColumnElement[bool]:
    """What has not changed since was told by then."""
    step = aliased(StageEvent)
    told = exists().where(step.adoption_id == adoption.id, known_by(step, day)).correlate(adoption)
    return or_(adoption.changed_at < clock.end_of(day), told)


def _reverted(adoption: Any, day: date) -> ColumnElement[bool]:
    """What was taken back is no present adoption any more, so only those are looked at."""
    step = aliased(StageEvent)
    told = exists().where(step.adoption_id == adoption.id, known_by(step, day), step.verb.in_(REVERTED))
    return and_(~adoption.is_current, told.correlate(adoption))


def _reads(found: Subquery, day: date) -> Case[str]:
    """A confirmation that had run out by that day reads unconfirmed, unless it is of an end."""
    usual = found.c.recorded_at < clock.end_of(day - TRUE_FOR - timedelta(days=1))
    stale = case((found.c.until.is_not(None), found.c.until < day), else_=usual)
    expired = and_(found.c.said == Standing.CONFIRMED, found.c.stage.not_in(FINISHED), stale)
    return case((expired, Standing.UNCONFIRMED.value), else_=found.c.said)
