"""The newest steps of adoptions, as the reader may see them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from registry.catalogue.models import Tool
from registry.core.db import db
from registry.organisations.models import Organisation
from registry.replication.models import Adoption, StageEvent
from registry.replication.queries.scope import visible_to
from registry.rules.lifecycles import Stage
from registry.rules.policy import Actor
from registry.rules.words import Precision, Standing

NEWEST = (StageEvent.recorded_at.desc(), StageEvent.id.desc())


@dataclass(frozen=True)
class Change:
    """A step that was recorded."""

    recorded_at: datetime
    verb: str
    stage: Stage
    standing: Standing
    happened_on: date | None
    precision: Precision | None
    source: str | None
    tool_slug: str
    tool_name: str
    organisation_slug: str
    organisation_name: str
    synthetic: bool


def latest_at(actor: Actor, organisation_id: int, size: int = 10) -> list[Change]:
    """The newest steps at an organisation: one statement."""
    return _run(_steps(actor).where(Adoption.organisation_id == organisation_id).limit(size))


def latest(actor: Actor, size: int = 10, *, example: bool = False) -> list[Change]:
    """The newest steps anywhere: one statement."""
    return _run(_steps(actor).where(Adoption.synthetic == example).limit(size))


def _run(found: Select[*tuple[Any, ...]]) -> list[Change]:
    return [Change(**row._mapping) for row in db.session.execute(found)]


def _steps(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            StageEvent.recorded_at,
            StageEvent.verb,
            StageEvent.stage,
            StageEvent.standing,
            StageEvent.happened_on,
            StageEvent.precision,
            StageEvent.source,
            Tool.slug.label("tool_slug"),
            Tool.name.label("tool_name"),
            Organisation.slug.label("organisation_slug"),
            Organisation.name.label("organisation_name"),
            Adoption.synthetic,
        )
        .join_from(StageEvent, Adoption, Adoption.id == StageEvent.adoption_id)
        .join(Tool, Tool.id == Adoption.tool_id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .where(visible_to(actor), StageEvent.verb != "release")
        .order_by(*NEWEST)
    )


def seen(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The steps that the actor may read, by number. Written so that a database starts at the newest steps."""
    readable = (
        select(Adoption.id)
        .join(Tool, Tool.id == Adoption.tool_id)
        .where(Adoption.id == StageEvent.adoption_id, visible_to(actor))
        .correlate(StageEvent)
    )
    return select(StageEvent.id).where(readable.exists(), StageEvent.verb != "release")
