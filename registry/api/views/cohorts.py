"""Pilot cohorts, over the API."""

from registry.api.schemas.base import PageQuestion
from registry.api.schemas.cohorts import CohortPageSchema, CohortSchema
from registry.api.views.blueprint import bp
from registry.api.views.reading import listed, single
from registry.cohorts.models import Cohort
from registry.cohorts.queries import cohorts as queries
from registry.cohorts.queries.values import CohortPage, cohort_page
from registry.core.paging import Page
from registry.web.elsewhere import rendering_folder
from registry.web.requests import current_actor, public


@bp.route("/tools/<slug>/cohorts", tags=["Tools"])
@public
@listed(CohortPageSchema, PageQuestion, of_one=True, withdrawn=True)
def cohorts(slug: str, number: int, size: int) -> Page[Cohort]:
    """The pilot cohorts of a tool that you may know of, the newest first."""
    return queries.listed(current_actor(), slug, number, size).page


@bp.route("/tools/<slug>/cohorts/<int:cohort_id>", tags=["Tools"])
@public
@single(CohortSchema, withdrawn=True)
def cohort(slug: str, cohort_id: int) -> CohortPage:
    """One cohort: its members and what they found, as far as you may read it."""
    return cohort_page(current_actor(), slug, cohort_id, rendering_folder())
