"""The front door: four figures, what changed, the newest list of adopters, what there is. Public and readable rows alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select
from sqlalchemy.orm import aliased

from registry.catalogue.models import Term, Tool, Version
from registry.catalogue.queries import scope as tools
from registry.core import clock
from registry.core.db import db
from registry.evidence.models import Claim, Evidence
from registry.evidence.queries import design_column, direction_column
from registry.organisations.models import Organisation
from registry.pages.queries.spread import Tile, tiles_of
from registry.replication.models import Adoption, StageEvent
from registry.replication.queries import scope as adoptions
from registry.replication.queries.adoptions import every_adoption_of
from registry.replication.queries.as_at import adopted_on
from registry.replication.queries.counts import Counts, tally
from registry.replication.queries.forces import forces
from registry.rules.lifecycles import ADOPTED
from registry.rules.policy import Actor
from registry.rules.words import Design, Standing

FRESH = timedelta(days=180)
CHANGES = 5
LOOKED_AT = 100  # so many steps hold the newest of five tools, short of a roll-out to everybody at once


@dataclass(frozen=True)
class Newest:
    """The tool whose adopters were named last."""

    tool: Tool
    counts: Counts
    tiles: Sequence[Tile]
    dated: date | None


@dataclass(frozen=True)
class Home:
    """Everything the page shows."""

    figures: Row[*tuple[Any, ...]]
    changes: Sequence[Row[*tuple[Any, ...]]]
    newest: Newest | None
    categories: Sequence[Row[*tuple[Any, ...]]]


@dataclass(frozen=True)
class Then:
    """The figures of a past day."""

    day: date
    tools: int  # published by then, of those that may be read today
    forces: int
    counts: Counts


def figures_on(actor: Actor, day: date) -> Then:
    """Real tools, territorial forces and adoptions as they stood at the end of a day: three statements."""
    published = select(Version.tool_id).where(Version.published_at < clock.end_of(day))
    real = (tools.visible_to(actor), Tool.synthetic.is_(False), Tool.id.in_(published))
    number = db.session.scalar(select(func.count()).select_from(Tool).where(*real)) or 0
    here = sum(1 for force in forces(day=day) if force.territorial)
    return Then(day, number, here, adopted_on(actor, day))


def home(actor: Actor) -> Home:
    """At most seven statements, however much there is."""
    return Home(_figures(actor), _changes(actor), _newest(actor), _categories(actor))


def _figures(actor: Actor) -> Row[*tuple[Any, ...]]:
    """Tools; those tested in a randomised trial; adoptions reported; adoptions confirmed lately: one statement."""
    shown = and_(tools.visible_to(actor), Tool.synthetic.is_(False))
    trialled = (
        select(Evidence.tool_id)
        .join(Claim, Claim.evidence_id == Evidence.id)
        .where(
            design_column() == Design.RANDOMISED_TRIAL,
            Evidence.withdrawn_at.is_(None),
            Claim.withdrawn_at.is_(None),
            direction_column().is_not(None),
        )
    )
    recent = Adoption.confirmed_at >= clock.now() - FRESH
    standing = adoptions.standing_on()
    adopted = (
        select(
            func.count().filter(standing == Standing.REPORTED.value).label("reported"),
            func.count().filter(standing == Standing.CONFIRMED.value, recent).label("confirmed"),
        )
        .select_from(Adoption)
        .join(Tool, Tool.id == Adoption.tool_id)
        .where(*_counted(actor))
        .subquery()
    )
    tested = select(func.count()).select_from(Tool).where(shown, Tool.id.in_(trialled))
    return db.session.execute(
        select(
            select(func.count()).select_from(Tool).where(shown).scalar_subquery().label("tools"),
            tested.scalar_subquery().label("trialled"),
            adopted.c.reported,
            adopted.c.confirmed,
        )
    ).one()


def _counted(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """Adoptions that are live or business as usual, of real tools, that the actor may read."""
    return (
        adoptions.visible_to(actor),
        Adoption.is_current.is_(True),
        Adoption.stage.in_(ADOPTED),
        Adoption.synthetic.is_(False),
        Tool.synthetic.is_(False),
    )


def _changes(actor: Actor) -> Sequence[Row[*tuple[Any, ...]]]:
    """The newest stages that forces reached, one for each tool, in the words of the step that says so: one statement."""
    newest = (
        select(
            Adoption.id,
            Adoption.since,
            Adoption.stage,
            adoptions.standing_on().label("standing"),
            Adoption.since_precision.label("precision"),
            Tool.id.label("tool_id"),
            Tool.name.label("tool"),
            Tool.slug,
            Organisation.name.label("organisation"),
        )
        .join(Tool, Tool.id == Adoption.tool_id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .where(
            adoptions.visible_to(actor),
            Adoption.is_current.is_(True),
            Adoption.synthetic.is_(False),
            Tool.synthetic.is_(False),
            Adoption.since.is_not(None),
        )
        .order_by(Adoption.since.desc(), Adoption.id.desc())
        .limit(LOOKED_AT)
        .subquery()
    )
    step = aliased(StageEvent)
    last = select(func.max(step.id)).where(step.adoption_id == newest.c.id).correlate(newest).scalar_subquery()
    rows = db.session.execute(
        select(newest, newest.c.since.label("happened_on"), StageEvent.source, StageEvent.source_words)
        .join(StageEvent, StageEvent.id == last)
        .order_by(newest.c.since.desc(), newest.c.id.desc())
    ).all()
    first: dict[int, Row[*tuple[Any, ...]]] = {}
    for row in rows:
        first.setdefault(row.tool_id, row)
    return list(first.values())[:CHANGES]


def _newest(actor: Actor) -> Newest | None:
    """The tool with the newest confirmed adoption, else with the longest list of reported ones: four statements."""
    confirmed = func.max(Adoption.confirmed_at)
    found = db.session.execute(
        select(Tool, func.max(Adoption.since).label("dated"))
        .join(Adoption, Adoption.tool_id == Tool.id)
        .where(*_counted(actor), Adoption.standing != Standing.DISPUTED)
        .group_by(Tool.id)
        .order_by(confirmed.desc().nulls_last(), func.count().desc(), Tool.id)
        .limit(1)
    ).first()
    if found is None:
        return None
    rows = [row for row in every_adoption_of(actor, found.Tool.id) if not row.synthetic]
    return Newest(
        found.Tool,
        tally((row.stage, row.standing) for row in rows),
        tiles_of(forces(), {row.organisation_id: row for row in rows}),
        found.dated,
    )


def _categories(actor: Actor) -> Sequence[Row[*tuple[Any, ...]]]:
    """What tools do, with how many the actor may read, empty areas left out: one statement."""
    number = func.count(Tool.id)
    return db.session.execute(
        select(Term.code, Term.label, number.label("number"))
        .outerjoin(Tool, and_(Tool.category == Term.code, tools.visible_to(actor), Tool.synthetic.is_(False)))
        .where(Term.vocabulary == "category")
        .group_by(Term.code, Term.label, Term.position)
        .having(number > 0)
        .order_by(number.desc(), Term.position)
    ).all()
