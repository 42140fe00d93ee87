"""Measures over time, over the API."""

from typing import Any

from registry.api.schemas.series import SeriesListSchema, as_sent
from registry.api.views.blueprint import bp
from registry.api.views.reading import single
from registry.evidence.queries import series as queries
from registry.web.elsewhere import rendering_folder
from registry.web.requests import current_actor, public


@bp.route("/tools/<slug>/series", tags=["Tools"])
@public
@single(SeriesListSchema, withdrawn=True)
def series(slug: str) -> dict[str, Any]:
    """What measures did before and after a tool went live, site by site.

    Every series of its studies, with the change of level and slope where they can be told.
    """
    found = queries.all_series(current_actor(), slug, rendering_folder())
    return {"items": [as_sent(item, shown) for item, shown in found]}
