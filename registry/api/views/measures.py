"""Measures over the API."""

from registry.api.schemas.base import PageQuestion
from registry.api.schemas.measures import MeasurePageSchema, MeasureSchema
from registry.api.views.blueprint import bp
from registry.api.views.reading import listed, single
from registry.core.paging import Page
from registry.measures import queries
from registry.measures.models import Measure
from registry.web.requests import public


@bp.route("/measures", tags=["Measures"])
@public
@listed(MeasurePageSchema, PageQuestion)
def measures(number: int, size: int) -> Page[Measure]:
    """The standard measures, by name.

    A claim that names no measure rests on a local one, which is never pooled with others.
    """
    return queries.measures(number, size)


@bp.route("/measures/<code>", tags=["Measures"])
@public
@single(MeasureSchema)
def measure(code: str) -> Measure:
    """One measure with its definition."""
    return queries.measure(code)
