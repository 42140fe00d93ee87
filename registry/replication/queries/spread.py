"""How a tool spread, as published: dated counts, and the adoptions that name a force."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from registry.catalogue.models import Tool, UnnamedClaim
from registry.core.db import db
from registry.organisations.models import Organisation
from registry.replication.models import Adoption, StageEvent
from registry.replication.queries.as_at.states import disputed_then, known_by
from registry.replication.queries.rows import STILL
from registry.replication.queries.scope import visible_to
from registry.rules.lifecycles import ADOPTED
from registry.rules.policy import Actor
from registry.rules.spread import Point
from registry.rules.words import Precision, Standing


def points(claims: Sequence[UnnamedClaim], named: Sequence[Point]) -> list[Point]:
    """The dated counts and the named ones, oldest first.

    A count that a source gives on the very day on which forces are named is left to the names.
    """
    days = {point.happened_on for point in named}
    counted = [
        Point(
            claim.happened_on,
            claim.dated,
            claim.number,
            claim.of_number,
            False,
            claim.words,
            claim.source,
            claim.source_url,
        )
        for claim in claims
        if claim.happened_on and claim.number is not None and claim.happened_on not in days
    ]
    return sorted([*counted, *named], key=lambda point: point.happened_on)


def named_counts(actor: Actor, tool_id: int, day: date | None = None) -> list[Point]:
    """The territorial forces that one source names as adopters on one day, counted: one statement.

    The source's own steps are counted, also where a force has since said something newer, but not where it disputes them.
    For a past day: the steps that were known by its end, and what was disputed and put right by then.
    """
    later = aliased(StageEvent)
    put_right = select(later.id).where(later.corrects_id == StageEvent.id).correlate(StageEvent)
    rules = [Adoption.standing != Standing.DISPUTED]
    if day:
        put_right = put_right.where(known_by(later, day))
        rules = [known_by(StageEvent, day), Adoption.id.not_in(disputed_then(day, Adoption.tool_id == tool_id))]
    rows = db.session.execute(
        select(
            StageEvent.happened_on,
            StageEvent.precision,
            StageEvent.source,
            func.min(StageEvent.source_url),
            func.min(StageEvent.source_words),
            func.count(Adoption.organisation_id.distinct()),
        )
        .join_from(StageEvent, Adoption, Adoption.id == StageEvent.adoption_id)
        .join(Tool, Tool.id == Adoption.tool_id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .where(
            Adoption.tool_id == tool_id,
            Adoption.synthetic == Tool.synthetic,
            Organisation.territorial,
            StageEvent.source.is_not(None),
            StageEvent.happened_on.is_not(None),
            StageEvent.stage.in_(ADOPTED),
            StageEvent.verb.not_in(STILL),  # the settling of a dispute repeats the source
            *rules,
            ~put_right.exists(),
            visible_to(actor),
        )
        .group_by(StageEvent.happened_on, StageEvent.precision, StageEvent.source)
        .order_by(StageEvent.happened_on)
    ).all()
    return [
        Point(day, _dated(day, precision), number, None, True, words or "", source or "", url)
        for day, precision, source, url, words, number in rows
        if day
    ]


def _dated(day: date, precision: Precision | None) -> str:
    return day.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(precision or Precision.DAY, 10)]
