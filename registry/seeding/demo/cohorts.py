"""Invented forces that pilot a tool together."""

from sqlalchemy import select

from registry.cohorts import services
from registry.cohorts.models import CohortPlace
from registry.cohorts.services import Details
from registry.core.commands import command
from registry.core.db import db
from registry.organisations.models import Organisation
from registry.rules.lifecycles import COHORT
from registry.rules.words import Visibility
from registry.seeding.demo.stage import Stage
from registry.seeding.files import Row


@command
def piloted_together(stage: Stage) -> None:
    """Each lead opens a cohort and invites others; those without people here have joined, which no service would say."""
    for row in stage.texts["cohorts"]:
        _opened(stage, row)


def _opened(stage: Stage, row: Row) -> None:
    lead, slug = stage.actor(row["who"]), stage.there(row["tool"]).slug
    shared = {name: row[name] for name in ("organisation", "name", "protocol", "measures", "starts_on", "ends_on")}
    made = services.open_cohort(lead, slug, Details(**shared))
    if row["joined"] or row["invited"]:
        services.invite(lead, slug, made.id, [*row["joined"], *row["invited"]])
    for place in db.session.scalars(
        select(CohortPlace)
        .join(Organisation, Organisation.id == CohortPlace.organisation_id)
        .where(CohortPlace.cohort_id == made.id, Organisation.slug.in_(row["joined"]))
    ):
        place.state = COHORT.move("join", place.state)
    if row["released_by"]:
        services.release(lead, slug, made.id, Visibility.PUBLIC, row["released_by"])
