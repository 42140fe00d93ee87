"""Measures over the API: their definitions, what was tried on them, and their units."""

from typing import Any

from registry.api import queries
from registry.api.schemas.base import PageQuestion
from registry.api.schemas.measures import (
    ConversionQuestion,
    ConversionSchema,
    MeasurePageSchema,
    MeasureSchema,
    MeasureVersionPageSchema,
    UnitsSchema,
)
from registry.api.schemas.tried import HelpedProblemPageSchema, TriedPageSchema, TriedQuestion
from registry.api.views.blueprint import bp
from registry.api.views.reading import answering, listed, single
from registry.core.paging import Page
from registry.measures.models import Measure, MeasureVersion
from registry.measures.queries import measure as known_measure
from registry.measures.queries import measures as catalogue
from registry.web.requests import current_actor, public


@bp.route("/measures", tags=["Measures"])
@public
@listed(MeasurePageSchema, PageQuestion)
def measures(number: int, size: int) -> Page[Measure]:
    """The standard measures, by name.

    A claim that names no measure rests on a local one, which is never pooled with others.
    """
    return catalogue(number, size)


@bp.route("/measures/<code>", tags=["Measures"])
@public
@single(MeasureSchema)
def measure(code: str) -> Measure:
    """One measure with its present definition."""
    return known_measure(code)


@bp.route("/measures/<code>/versions", tags=["Measures"])
@public
@listed(MeasureVersionPageSchema, PageQuestion, of_one=True)
def measure_versions(code: str, number: int, size: int) -> Page[MeasureVersion]:
    """How a measure was defined, newest first.

    A claim names the version that its figures were given under.
    """
    return queries.measure_versions(code, number, size)


@bp.route("/measures/<code>/tried", tags=["Measures"])
@public
@listed(TriedPageSchema, TriedQuestion, of_one=True)
def tried_on_measure(code: str, number: int, size: int, example: bool) -> Page[Any]:
    """What has been tried on a measure, strongest design first.

    Every outcome that you may see: better, worse, without a clear change, and counts.
    """
    return queries.tried_on_measure(current_actor(), code, number, size, example)


@bp.route("/problems", tags=["Problems"])
@public
@listed(HelpedProblemPageSchema, TriedQuestion)
def problems(number: int, size: int, example: bool) -> Page[Any]:
    """The problems that tools are registered for."""
    return queries.problems(current_actor(), number, size, example)


@bp.route("/problems/<code>/tried", tags=["Problems"])
@public
@listed(TriedPageSchema, TriedQuestion, of_one=True)
def tried_for_problem(code: str, number: int, size: int, example: bool) -> Page[Any]:
    """What has been tried for a problem, strongest design first."""
    return queries.tried_for_problem(current_actor(), code, number, size, example)


@bp.route("/units", tags=["Measures"])
@public
@answering(UnitsSchema, of_one=False)
def units() -> dict[str, Any]:
    """The units, and the published constants between hours and officers."""
    return queries.units()


@bp.route("/units/<given>/in/<wanted>", tags=["Measures"])
@public
@answering(ConversionSchema, ConversionQuestion)
def convert(given: str, wanted: str, value: float, hours_per_year: int | None) -> dict[str, Any]:
    """Turn a figure into another unit.

    Units of two kinds are refused, and officers without their hours a year: nothing is guessed.
    """
    return queries.converted(value, given, wanted, hours_per_year)
