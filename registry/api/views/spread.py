"""How tools spread, what stands in the way, and safety notices, over the API."""

from datetime import date
from typing import Any

from registry.api.queries import adopting, days
from registry.api.schemas.adopting import SpreadFiguresSchema
from registry.api.schemas.figures import DayQuestion, SpreadSchema
from registry.api.schemas.spread import (
    BarrierPageSchema,
    BarrierQuestion,
    BarrierReportQuestion,
    BarrierReportSchema,
    SafetyPageSchema,
    SafetyQuestion,
)
from registry.api.views.blueprint import bp
from registry.api.views.reading import answering, listed
from registry.core.paging import Page
from registry.replication.models import SafetyNotice
from registry.replication.queries import safety
from registry.replication.queries.barriers.report import Report, report
from registry.replication.queries.barriers.rows import BarrierRow, Filters, page_of_barriers
from registry.web.elsewhere import rendering_folder
from registry.web.requests import current_actor, public


@bp.route("/barriers", tags=["Adoptions"])
@public
@listed(BarrierPageSchema, BarrierQuestion)
def barriers(number: int, size: int, *, tool: str = "", barrier: str = "", example: bool) -> Page[BarrierRow]:
    """What stood in the way of forces, as far as you may read it, newest first.

    One row for each barrier at each end, and for each that was named on the way. What a force disputes is left out.
    """
    return page_of_barriers(current_actor(), number, size, Filters(tool=tool, barrier=barrier, example=example))


@bp.route("/barriers/report", tags=["Adoptions"])
@public
@answering(BarrierReportSchema, BarrierReportQuestion, of_one=False)
def barrier_report(category: str = "", region: str = "", year: int | None = None, *, example: bool) -> Report:
    """How often each barrier was named, by kind of tool, region and year, and how often it was got past.

    Sums of the rows at /barriers that you may read.
    """
    return report(current_actor(), Filters(category=category, region=region, year=year, example=example))


@bp.route("/tools/<slug>/spread", tags=["Tools"])
@public
@answering(SpreadSchema, DayQuestion, withdrawn=True)
def spread(slug: str, on: date | None) -> days.SpreadRecord:
    """How far a tool has spread today or on a past day, as far as you may read it.

    Numbers by stage and standing, how much of policing they cover, and the numbers that were published.
    """
    return days.spread(current_actor(), slug, on)


@bp.route("/tools/<slug>/spread/figures", tags=["Tools"])
@public
@answering(SpreadFiguresSchema, DayQuestion, withdrawn=True)
def spread_figures(slug: str, on: date | None) -> dict[str, Any]:
    """How long adopting a tool takes, where it stands still, and how far it may spread, with intervals.

    Where too little is known, why says what is missing. A forecast is a range, with how good it was before.
    """
    return adopting.spread_figures(current_actor(), slug, on, rendering_folder())


@bp.route("/safety-notices", tags=["Adoptions"])
@public
@listed(SafetyPageSchema, SafetyQuestion)
def safety_notices(number: int, size: int, tool: str | None = None) -> Page[SafetyNotice]:
    """Safety notices on tools that you may read, those that hold first. Who acknowledged them is not told here."""
    return safety.page_of_notices(current_actor(), number, size, tool=tool or "")
