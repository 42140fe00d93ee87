"""The dated steps of adoptions as they hold, for what can be told of how long things take: one statement."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, exists, null, select
from sqlalchemy.orm import aliased

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.organisations.models import Organisation
from registry.replication.models import Adoption, StageEvent
from registry.replication.queries.as_at.states import disputed_then, known_by
from registry.replication.queries.rows import STILL
from registry.replication.queries.scope import visible_to
from registry.rules.policy import Actor
from registry.rules.waits import Dated
from registry.rules.words import Standing

MOST = 20_000  # steps, the newest, so that a page never reads the whole register


def steps_of(actor: Actor, *rules: ColumnElement[bool], day: date | None = None, among: Any = None) -> list[Dated]:
    """The steps of adoptions that the actor may read and these rules choose, those of one adoption together.

    `among` is the column that says what each is compared within.
    What was corrected is left out, and so is what was disputed on the day and what was recorded or happened after it.
    """
    until, later = day or clock.today(), aliased(StageEvent)
    corrected = exists().where(later.corrects_id == StageEvent.id, known_by(later, until)).correlate(StageEvent)
    newest = (
        select(StageEvent.id, StageEvent.adoption_id, Adoption.organisation_id, StageEvent.stage)
        .add_columns(StageEvent.happened_on, StageEvent.precision, (null() if among is None else among).label("among"))
        .join_from(StageEvent, Adoption, Adoption.id == StageEvent.adoption_id)
        .join(Tool, Tool.id == Adoption.tool_id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .where(
            visible_to(actor),
            Adoption.id.not_in(disputed_then(day, *rules)) if day else Adoption.standing != Standing.DISPUTED,
            known_by(StageEvent, until),
            StageEvent.verb.not_in(STILL),
            ~corrected,
            *rules,
        )
        .order_by(StageEvent.adoption_id.desc(), StageEvent.id.desc())
        .limit(MOST)
        .subquery()
    )
    rows = db.session.execute(select(newest).order_by(newest.c.adoption_id, newest.c.happened_on, newest.c.id))
    return [
        Dated(row.adoption_id, row.organisation_id, row.stage, row.happened_on, row.precision, row.among)
        for row in rows
    ]
