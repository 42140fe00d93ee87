"""Who has a tool from whom, over the API."""

from registry.api import queries
from registry.api.schemas.base import PageQuestion
from registry.api.schemas.lineage import LinePageSchema
from registry.api.views.blueprint import bp
from registry.api.views.reading import listed
from registry.core.paging import Page
from registry.web.requests import current_actor, public


@bp.route("/tools/<slug>/lineage", tags=["Tools"])
@public
@listed(LinePageSchema, PageQuestion, of_one=True, withdrawn=True)
def lineage(slug: str, number: int, size: int) -> Page[queries.LineRecord]:
    """Who has a tool from whom, as far as you may read it.

    One row for each organisation that you may see with this tool, in the order of the tree.
    """
    return queries.lineage_lines(current_actor(), slug, number, size)
