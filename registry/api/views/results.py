"""Results of several sites together, over the API."""

from typing import Any

from registry.api.schemas.results import ResultsSchema
from registry.api.views.blueprint import bp
from registry.api.views.reading import single
from registry.evidence.queries import results as queries
from registry.web.elsewhere import rendering_folder
from registry.web.requests import current_actor, public


@bp.route("/tools/<slug>/results", tags=["Tools"])
@public
@single(ResultsSchema, withdrawn=True)
def results(slug: str) -> dict[str, Any]:
    """What the sites of a tool found together, measure by measure.

    Where results may not be set together, why says the reason. Only studies that you may read go in.
    """
    return {"items": queries.all_pooled(current_actor(), slug, rendering_folder())}
