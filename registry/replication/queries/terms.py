"""For how long a confirmation holds, stage by stage."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select

from registry.core.db import db
from registry.replication.models import StageTerm
from registry.replication.queries.scope import TRUE_FOR
from registry.rules.lifecycles import FINISHED, PATH, Stage

RUN_OUT = (*PATH, Stage.PAUSED)  # the stages whose confirmations run out


def term(stage: Stage) -> timedelta:
    """How long a confirmation at this stage holds from today on: one statement, none for an end."""
    if stage in FINISHED:
        return TRUE_FOR
    days = db.session.scalar(select(StageTerm.days).where(StageTerm.stage == stage))
    return timedelta(days=days) if days else TRUE_FOR


def terms() -> Mapping[Stage, int]:
    """The days of every stage whose confirmations run out, in the order of the path: one statement."""
    rows = db.session.execute(select(StageTerm.stage, StageTerm.days)).all()
    stated = {row.stage: row.days for row in rows}
    return {stage: stated.get(stage, TRUE_FOR.days) for stage in RUN_OUT}


def expiry(stage: Stage, confirmed: date) -> date | None:
    """The last day of a confirmation of this day with the usual term; an end never expires. No statement."""
    return None if stage in FINISHED else confirmed + TRUE_FOR
