"""Counting adoptions as they stood at the end of a day, the four standings apart."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from registry.catalogue.models import Tool
from registry.core.db import db
from registry.replication.models import Adoption
from registry.replication.queries.as_at.states import present_then, states
from registry.replication.queries.counts import Counts, counted
from registry.replication.queries.scope import visible_to
from registry.rules.lifecycles import Stage
from registry.rules.policy import Actor
from registry.rules.words import Standing


def counts_on(actor: Actor, organisation_ids: Sequence[int], day: date) -> dict[int, Counts]:
    """Counts for each of these organisations, of the adoptions that the actor may read: one statement."""
    state = states(day, visible_to(actor), *present_then(day), Adoption.organisation_id.in_(organisation_ids))
    rows = db.session.execute(
        select(Adoption.organisation_id, state.c.stage, state.c.standing, func.count())
        .join_from(state, Adoption, Adoption.id == state.c.adoption_id)
        .group_by(Adoption.organisation_id, state.c.stage, state.c.standing)
    ).all()
    found: dict[int, list[tuple[Stage, Standing, int]]] = defaultdict(list)
    for organisation_id, stage, standing, number in rows:
        found[organisation_id].append((Stage(stage), Standing(standing), number))
    return {key: counted(found[key]) for key in organisation_ids}


def adopted_on(actor: Actor, day: date) -> Counts:
    """Counts of all real adoptions of real tools that the actor may read: one statement."""
    real = (Adoption.synthetic.is_(False), Tool.synthetic.is_(False))
    state = states(day, visible_to(actor), *present_then(day), *real)
    rows = db.session.execute(
        select(state.c.stage, state.c.standing, func.count()).group_by(state.c.stage, state.c.standing)
    )
    return counted((Stage(stage), Standing(standing), number) for stage, standing, number in rows)
