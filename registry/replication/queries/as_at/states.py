"""Where adoptions stood on a day, worked out in the database from the steps that were known by its end."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    Case,
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    or_,
    select,
)
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
PLACE = 2**31  # more than any step's number


def known_by(step: Any, day: date) -> ColumnElement[bool]:
    """Steps that had happened by a day and were recorded by its end."""
    return and_(
        step.recorded_at < clock.end_of(day),
        or_(step.happened_on.is_(None), step.happened_on <= day),
    )


def standing_then(day: date) -> tuple[ColumnElement[bool], ...]:
    """Adoptions that were an organisation's present one at the end of a day."""
    return *present_then(day), _told(Adoption, day)


def present_then(day: date) -> tuple[ColumnElement[bool], ...]:
    """The same, of adoptions that are known to have been told of by then, as those with a state are.

    Written so that a database goes by the few adoptions of a tool, and not for each tool by all organisations.
    """
    old, newer = aliased(Adoption), aliased(Adoption)
    same = and_(newer.tool_id == old.tool_id, newer.organisation_id == old.organisation_id)
    replaced = (
        select(old.id)
        .join(newer, and_(same, newer.episode > old.episode))
        .where(newer.episode > 1, _told(newer, day), ~_reverted(newer, day))
    )
    stood = select(Organisation.id).where(valid_on(day)).correlate(None)
    return (Adoption.organisation_id + 0).in_(stood), ~_reverted(Adoption, day), Adoption.id.not_in(replaced)


def states(day: date, *rules: ColumnElement[bool], stage: Stage | None = None, whole: bool = False) -> Subquery:
    """Stage and standing at the end of a day, of the adoptions that these rules on them and their tool choose.

    What has not changed since says it itself; for the rest the steps are read. `stage` leaves out what never had it.
    `whole` says that most adoptions are chosen: then all steps are read in their order, and the rules asked afterwards.
    """
    still_so = _unchanged(day, rules)
    changed = [*rules, Adoption.changed_at >= clock.end_of(day)]
    if stage is not None:
        step = aliased(StageEvent)
        had = exists().where(step.adoption_id == Adoption.id, known_by(step, day), step.stage == stage)
        changed.append(had.correlate(Adoption))
        still_so = still_so.where(Adoption.stage == stage)
    return still_so.union_all(_replayed(day, changed, whole)).subquery("states")


def disputed_then(day: date, *rules: ColumnElement[bool]) -> Select[int]:
    """Of the adoptions that these rules choose, those that were disputed at the end of a day."""
    step = aliased(StageEvent)
    ever = exists().where(step.adoption_id == Adoption.id, step.standing == Standing.DISPUTED).correlate(Adoption)
    state = states(day, *rules, ever)
    return select(state.c.adoption_id).where(state.c.standing == Standing.DISPUTED.value)


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
        .where(Adoption.changed_at < clock.end_of(day), *rules)
    )


def _replayed(day: date, rules: Sequence[ColumnElement[bool]], whole: bool) -> Select[*tuple[Any, ...]]:
    last, staged = aliased(StageEvent), aliased(StageEvent)
    steps = _steps(day) if whole else _of_chosen(_steps(day), StageEvent.adoption_id, rules)
    held = steps.group_by(StageEvent.adoption_id).subquery("held")
    states = (
        select(
            held.c.adoption_id,
            staged.stage.label("stage"),
            staged.happened_on.label("since"),
            staged.precision.label("precision"),
            last.standing.label("said"),
            last.recorded_at.label("recorded_at"),
            last.expires_on.label("until"),
        )
        .join(last, last.id == held.c.last % PLACE)
        .outerjoin(staged, staged.id == held.c.staged % PLACE)
    )
    found = (_of_chosen(states, held.c.adoption_id, rules) if whole else states).subquery("found")
    return select(*found.c, _reads(found, day).label("standing"))


def _of_chosen(
    found: Select[*tuple[Any, ...]], adoption_id: Any, rules: Sequence[ColumnElement[bool]]
) -> Select[*tuple[Any, ...]]:
    return found.join(Adoption, Adoption.id == adoption_id).join(Tool, Tool.id == Adoption.tool_id).where(*rules)


def _steps(day: date) -> Select[*tuple[Any, ...]]:
    """Of each adoption the last step that held at the end of the day, and the last that moved it: a correction takes the
    place of the step that it corrects. Place and number of a step are one figure, the greatest of which is the last.
    """
    chain, later = _chain(), aliased(StageEvent)
    wrong = exists().where(later.corrects_id == StageEvent.id, known_by(later, day)).correlate(StageEvent)
    figure = cast(func.coalesce(chain.c.root, StageEvent.id), BigInteger) * PLACE + StageEvent.id
    moved = case((StageEvent.verb.not_in(STILL), figure))
    return (
        select(StageEvent.adoption_id, func.max(figure).label("last"), func.max(moved).label("staged"))
        .outerjoin(chain, chain.c.id == StageEvent.id)
        .where(known_by(StageEvent, day), StageEvent.verb != "release", ~wrong)
    )


def _chain() -> CTE:
    """Each correction with the first step of its chain, whose place in the story it takes.

    Written so that a database starts at the corrections, which are few, and not at the steps that correct nothing.
    """
    wrong = aliased(StageEvent)
    first = (
        select(StageEvent.id, wrong.id.label("root"))
        .join(wrong, wrong.id == StageEvent.corrects_id + 0)
        .where(StageEvent.corrects_id > 0, func.coalesce(wrong.corrects_id, 0) == 0)
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
