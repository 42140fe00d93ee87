"""Adoptions that a published source names. They stand as reported until the force itself says where it is."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.core.events import emit
from registry.replication.events import AdoptionMoved
from registry.replication.models import Adoption, StageBarrier, StageEvent
from registry.replication.services.steps import effective, project
from registry.rules.lifecycles import Stage
from registry.rules.words import Standing, Visibility
from registry.seeding.files import Row, first_day, in_words, precision
from registry.seeding.services.shelf import Shelf

NAMED = "named"  # a source names the organisation and no stage


def align(tool: Tool, rows: list[Row], known: Shelf) -> int:
    """Make the reported adoptions of a tool be what the sources say; returns how many were added or corrected.

    Whatever the force itself has said is left alone, and nothing is ever taken away.
    """
    statement = select(Adoption).where(Adoption.tool_id == tool.id, Adoption.is_current)
    loaded = selectinload(Adoption.events).selectinload(StageEvent.barriers)
    found = {row.organisation_id: row for row in db.session.scalars(statement.options(loaded))}
    done = 0
    for row in rows:
        adoption = found.get(known.organisation(row["organisation"]))
        if adoption is None:
            _tell(_new(tool, row, known), row, known, "record")
            done += 1
        elif _is_reported_only(adoption):
            last = effective(adoption.events)[-1]
            if _stored(last) != _said(row, known):
                _tell(adoption, row, known, "correct", corrects_id=last.id)
                done += 1
    return done


def _new(tool: Tool, row: Row, known: Shelf) -> Adoption:
    adoption = Adoption(
        tool_id=tool.id,
        organisation_id=known.organisation(row["organisation"]),
        stage=_stage(row),
        standing=Standing.REPORTED,
        visibility=Visibility.PUBLIC,
        changed_at=clock.now(),
        revision=0,  # its first step makes it 1
    )
    db.session.add(adoption)
    db.session.flush()
    return adoption


def _tell(adoption: Adoption, row: Row, known: Shelf, verb: str, **more: Any) -> None:
    """Store what a source says as a step, and project it."""
    event = StageEvent(
        adoption_id=adoption.id,
        verb=verb,
        recorded_at=clock.now(),
        standing=Standing.REPORTED,
        proof={},
        **_facts(row),
        **more,
    )
    db.session.add(event)
    db.session.flush()
    db.session.add_all(
        StageBarrier(stage_event_id=event.id, barrier_id=number) for number in known.barrier_ids(row["barriers"])
    )
    project(adoption)
    emit(
        AdoptionMoved(
            actor_id=None,
            tool_id=adoption.tool_id,
            organisation_id=adoption.organisation_id,
            adoption_id=adoption.id,
            stage_event_id=event.id,
            verb=verb,
            stage=event.stage,
        )
    )


def _facts(row: Row) -> Row:
    return {
        "stage": _stage(row),
        "happened_on": first_day(row["since"]),
        "precision": precision(row["since"]),
        "happened_by": row["since_means"] == "by",
        "reason": row["reason_words"],
        "source": row["source"],
        "source_url": row["source_url"],
        "source_words": in_words(row["source_words"], row["quoted"]),
        "source_dated": row["source_date"],
    }


def _stage(row: Row) -> Stage:
    return Stage.STAGE_NOT_STATED if row["stage"] == NAMED else Stage(row["stage"])


def _said(row: Row, known: Shelf) -> tuple[Any, ...]:
    return (*_facts(row).values(), frozenset(known.barrier_ids(row["barriers"])))


def _stored(event: StageEvent) -> tuple[Any, ...]:
    names = (
        "stage", "happened_on", "precision", "happened_by", "reason", "source", "source_url", "source_words",
        "source_dated",
    )  # fmt: skip
    return (*(getattr(event, name) for name in names), frozenset(barrier.barrier_id for barrier in event.barriers))


def _is_reported_only(adoption: Adoption) -> bool:
    """Whether sources alone have spoken of it so far."""
    return adoption.standing is Standing.REPORTED and not any(event.recorded_by_id for event in adoption.events)
