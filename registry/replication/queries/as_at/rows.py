"""Adoptions as lists show them, as they stood at the end of a day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, func, select
from sqlalchemy.orm import aliased

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.core.paging import Page, page_by
from registry.organisations.models import Organisation
from registry.organisations.queries import name_on
from registry.replication.models import Adoption, StageEvent
from registry.replication.queries.adoptions import ORDER, SIZE
from registry.replication.queries.as_at.states import known_by, present_then, states
from registry.replication.queries.rows import AdoptionRow
from registry.replication.queries.scope import TRUE_FOR, visible_to
from registry.rules.lifecycles import FINISHED, Stage
from registry.rules.policy import Actor
from registry.rules.words import Precision, Standing

Said = aliased(StageEvent, name="said_then")


def rows_on(actor: Actor, day: date, *rules: ColumnElement[bool]) -> list[AdoptionRow]:
    """The adoptions that the actor may read and these rules choose, by tool and organisation: one statement."""
    return _run(_detailed(day, visible_to(actor), *present_then(day), *rules).order_by(*_by_name()))[0]


def adoptions_at_on(
    actor: Actor, organisation_id: int, day: date, number: int | None, size: int = SIZE
) -> Page[AdoptionRow]:
    """A page of what an organisation used on a day, furthest along first: one statement."""
    found = _detailed(day, visible_to(actor), *present_then(day), Adoption.organisation_id == organisation_id)
    place = case(
        {stage.value: n for n, stage in enumerate(ORDER)}, value=found.selected_columns.stage, else_=len(ORDER)
    )
    found = found.order_by(place, Tool.name, Adoption.id)
    return page_by(lambda most, after: _run(found.limit(most).offset(after)), number, size)


def _by_name() -> tuple[Any, ...]:
    """By tool and organisation."""
    return Tool.name, Tool.id, Organisation.name, Adoption.id


def _detailed(day: date, *rules: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The columns of a row at the end of a day, with how many rows there are."""
    state = states(day, *rules)
    return (
        select(
            Adoption.id,
            Adoption.tool_id,
            Tool.slug.label("tool_slug"),
            Tool.name.label("tool_name"),
            Adoption.organisation_id,
            Organisation.slug.label("organisation_slug"),
            name_on(day).label("organisation_name"),
            Organisation.region,
            state.c.stage,
            state.c.standing,
            state.c.since,
            state.c.precision,
            state.c.recorded_at,
            state.c.said,
            state.c.until,
            Adoption.visibility,
            Adoption.revision,
            Adoption.synthetic,
            Said.source,
            Said.source_url,
            Said.source_words,
            func.count().over().label("total"),
        )
        .join_from(state, Adoption, Adoption.id == state.c.adoption_id)
        .join(Tool, Tool.id == Adoption.tool_id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .outerjoin(Said, Said.id == _last_said(day))
    )


def _run(found: Select[*tuple[Any, ...]]) -> tuple[list[AdoptionRow], int]:
    """The rows, and how many there are without the statement's limit."""
    rows: Sequence[Any] = db.session.execute(found).all()
    return [_row(row) for row in rows], rows[0].total if rows else 0


def _row(row: Any) -> AdoptionRow:
    values = dict(row._mapping)
    values.pop("total")
    recorded: datetime = values.pop("recorded_at")
    until: date | None = values.pop("until")
    asked = values.pop("said") == Standing.UNCONFIRMED  # from the day on which it was taken over
    standing, stage = Standing(row.standing), Stage(row.stage)
    own = standing in (Standing.CONFIRMED, Standing.UNCONFIRMED)
    day = recorded.astimezone(clock.LONDON).date()
    return AdoptionRow(
        **{
            **values,
            "standing": standing,
            "stage": stage,
            "precision": Precision(row.precision) if row.precision else None,
        },
        confirmed_at=recorded if standing is Standing.CONFIRMED else None,
        expires_on=(day if asked else until or day + TRUE_FOR) if own and stage not in FINISHED else None,
        changed_at=recorded,
        paused_from=None,
        step_id=None,
        past_hold=False,
        unmet=False,
    )


def _last_said(day: date) -> ScalarSelect[int | None]:
    """The newest step by then that rests on a published source."""
    step = aliased(StageEvent)
    return (
        select(func.max(step.id))
        .where(step.adoption_id == Adoption.id, step.source.is_not(None), known_by(step, day))
        .correlate(Adoption)
        .scalar_subquery()
    )
