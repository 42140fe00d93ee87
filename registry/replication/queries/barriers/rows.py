"""Every barrier that was named: on an end, or on the way; one row each, as the reader may see it.

What a force disputes is counted nowhere, so its barriers are not either.
"""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Select,
    String,
    Subquery,
    and_,
    cast,
    exists,
    extract,
    func,
    literal,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from registry.catalogue.models import Tool
from registry.core.db import db
from registry.core.paging import Page, page_of_counted
from registry.organisations.models import Organisation
from registry.replication.models import Adoption, Barrier, BarrierMet, StageBarrier, StageEvent
from registry.replication.queries.scope import visible_to
from registry.rules.lifecycles import EXITS, PATH, Stage
from registry.rules.policy import Actor
from registry.rules.words import Standing

ON_THE_WAY = "on-the-way"
SOME = 500  # rows that are read together


@dataclass(frozen=True)
class Filters:
    """What the report is narrowed to."""

    barrier: str = ""
    category: str = ""
    region: str = ""
    year: int | None = None
    tool_ids: tuple[int, ...] = ()  # of no tool in particular where it is empty
    tool: str = ""  # its slug
    passed: bool | None = None
    example: bool = False


@dataclass(frozen=True)
class BarrierRow:
    """A barrier that one organisation named with one tool."""

    barrier: str
    label: str
    named_at: str  # the end at which it was named, or on-the-way
    day: date | None
    tool_slug: str
    tool_name: str
    category: str | None
    organisation_id: int
    organisation_slug: str
    organisation_name: str
    region: str | None
    passed: bool  # got past: said so, or went on afterwards
    passed_on: date | None
    how: str | None  # policing only
    owner_role: str | None  # policing only


def named(actor: Actor, filters: Filters) -> Subquery:
    """All barriers that the reader may know of, as columns."""
    return _narrowed(union_all(_ends(actor, filters), _on_the_way(actor, filters)), filters)


def every_row(actor: Actor, filters: Filters) -> Iterator[BarrierRow]:
    """The rows themselves, newest first, some at a time: one statement. How, and who sees to it, for policing and its
    own people.
    """
    found = _listed(actor, filters).execution_options(yield_per=SOME)
    with closing(db.session.execute(found)) as read:
        for row in read:
            yield _shown(actor, row)


def page_of_barriers(actor: Actor, number: int | None, size: int, filters: Filters) -> Page[BarrierRow]:
    """A page of the rows: one statement."""
    listed = _listed(actor, filters).add_columns(func.count().over().label("total"))
    page = page_of_counted(listed, number, size)
    return page.of([_shown(actor, row) for row in page.items])


def _listed(actor: Actor, filters: Filters) -> Select[*tuple[Any, ...]]:
    every, met = named(actor, filters), aliased(BarrierMet)
    newest = (every.c.day.desc().nulls_last(), Tool.name, Organisation.name, Barrier.position)
    return (
        select(
            Barrier.code.label("barrier"),
            Barrier.label,
            every.c.named_at,
            every.c.day,
            Tool.slug.label("tool_slug"),
            Tool.name.label("tool_name"),
            Tool.category,
            Organisation.id.label("organisation_id"),
            Organisation.slug.label("organisation_slug"),
            Organisation.name.label("organisation_name"),
            Organisation.region,
            every.c.passed,
            met.resolved_on.label("passed_on"),
            met.how,
            met.owner_role,
        )
        .join_from(every, Barrier, Barrier.id == every.c.barrier_id)
        .join(Tool, Tool.id == every.c.tool_id)
        .join(Organisation, Organisation.id == every.c.organisation_id)
        .outerjoin(met, met.id == every.c.met_id)
        .order_by(*newest, Tool.id, Organisation.id, every.c.named_at, every.c.met_id)
    )


def _shown(actor: Actor, row: Any) -> BarrierRow:
    values = {name: value for name, value in row._mapping.items() if name != "total"}
    found = BarrierRow(**{**values, "passed": bool(row.passed)})
    own = actor.policing or found.organisation_id in actor.organisations
    return found if own else replace(found, how=None, owner_role=None)


def _ends(actor: Actor, filters: Filters) -> Select[*tuple[Any, ...]]:
    """Named on a step that ended or paused an adoption, and that was not put right."""
    later = aliased(StageEvent)
    put_right = exists().where(later.corrects_id == StageEvent.id).correlate(StageEvent)
    return (
        select(
            StageBarrier.barrier_id,
            Adoption.tool_id,
            Adoption.organisation_id,
            type_coerce(StageEvent.stage, String()).label("named_at"),
            StageEvent.happened_on.label("day"),
            _went_on().label("passed"),
            cast(null(), Integer()).label("met_id"),
        )
        .join_from(StageBarrier, StageEvent, StageEvent.id == StageBarrier.stage_event_id)
        .join(Adoption, Adoption.id == StageEvent.adoption_id)
        .join(Tool, Tool.id == Adoption.tool_id)
        .where(StageEvent.stage.in_(EXITS), ~put_right, *_shared(actor, filters))
    )


def _on_the_way(actor: Actor, filters: Filters) -> Select[*tuple[Any, ...]]:
    """Named while it went along; read by whoever may read the present adoption."""
    return (
        select(
            BarrierMet.barrier_id,
            BarrierMet.tool_id,
            BarrierMet.organisation_id,
            literal(ON_THE_WAY),
            BarrierMet.opened_on,
            BarrierMet.resolved_at.is_not(None),
            BarrierMet.id,
        )
        .join_from(
            BarrierMet,
            Adoption,
            and_(
                Adoption.tool_id == BarrierMet.tool_id,
                Adoption.organisation_id == BarrierMet.organisation_id,
                Adoption.is_current,
            ),
        )
        .join(Tool, Tool.id == Adoption.tool_id)
        .where(*_shared(actor, filters))
    )


def _shared(actor: Actor, filters: Filters) -> list[Any]:
    rules: list[Any] = [
        visible_to(actor),
        Adoption.standing != Standing.DISPUTED,
        Adoption.synthetic == filters.example,
    ]
    if filters.tool_ids:
        rules.append(Adoption.tool_id.in_(filters.tool_ids))
    return rules


def _went_on() -> Any:
    """Whether the organisation came back to the path with this tool afterwards: resumed, or begun again."""
    other, back, put_right = aliased(Adoption), aliased(StageEvent), aliased(StageEvent)
    wrong = exists().where(put_right.corrects_id == back.id).correlate(back)
    return (
        exists()
        .where(
            other.id == back.adoption_id,
            other.tool_id == Adoption.tool_id,
            other.organisation_id == Adoption.organisation_id,
            other.standing != Standing.DISPUTED,
            back.id > StageEvent.id,
            back.verb.in_(("resume", "reopen")),
            back.stage.in_(PATH),
            or_(other.is_current, other.id == Adoption.id),
            ~wrong,
        )
        .correlate(Adoption, StageEvent)
    )


def _narrowed(every: CompoundSelect[*tuple[Any, ...]], filters: Filters) -> Subquery:
    found = every.subquery("every_barrier")
    rules: list[Any] = []
    if filters.barrier:
        rules.append(Barrier.code == filters.barrier)
    if filters.tool:
        rules.append(Tool.slug == filters.tool)
    if filters.category:
        rules.append(Tool.category == filters.category)
    if filters.region:
        rules.append(Organisation.region == filters.region)
    if filters.passed is not None:
        rules.append(found.c.passed if filters.passed else ~found.c.passed)
    if filters.year:
        rules.append(extract("year", found.c.day) == filters.year)
    return (
        select(found, Barrier.code, Tool.category, Organisation.region, extract("year", found.c.day).label("year"))
        .join_from(found, Barrier, Barrier.id == found.c.barrier_id)
        .join(Tool, Tool.id == found.c.tool_id)
        .join(Organisation, Organisation.id == found.c.organisation_id)
        .where(*rules)
        .subquery("named")
    )


STAGES = tuple(stage.value for stage in (Stage.DECLINED, Stage.PAUSED, Stage.STOPPED, Stage.SUPERSEDED))
