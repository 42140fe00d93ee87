"""Barriers and safety notices over the API."""

from registry.api.schemas.spread import BarrierPageSchema, BarrierQuestion, SafetyPageSchema, SafetyQuestion
from registry.api.views.blueprint import bp
from registry.api.views.reading import listed
from registry.core.paging import Page
from registry.replication.models import SafetyNotice
from registry.replication.queries import safety
from registry.replication.queries.barriers.rows import BarrierRow, page_of_barriers
from registry.web.requests import current_actor, public


@bp.route("/barriers", tags=["Adoptions"])
@public
@listed(BarrierPageSchema, BarrierQuestion)
def barriers(number: int, size: int, tool: str | None = None, barrier: str | None = None) -> Page[BarrierRow]:
    """What stood in the way of forces, as far as you may read it, newest first.

    One row for each barrier at each end, and for each that was named on the way. What a force disputes is left out.
    """
    return page_of_barriers(current_actor(), number, size, tool=tool or "", barrier=barrier or "")


@bp.route("/safety-notices", tags=["Adoptions"])
@public
@listed(SafetyPageSchema, SafetyQuestion)
def safety_notices(number: int, size: int, tool: str | None = None) -> Page[SafetyNotice]:
    """Safety notices on tools that you may read, those that hold first. Who acknowledged them is not told here."""
    return safety.page_of_notices(current_actor(), number, size, tool=tool or "")
