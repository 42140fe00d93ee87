"""Tools over the API."""

from typing import Any

from registry.api import queries
from registry.api.schemas.tools import ToolPageSchema, ToolQuestion, ToolWholeSchema
from registry.api.views.blueprint import bp
from registry.api.views.reading import listed, single
from registry.core.paging import Page
from registry.web.requests import current_actor, public


@bp.route("/tools", tags=["Tools"])
@public
@listed(ToolPageSchema, ToolQuestion)
def tools(number: int, size: int, **filters: Any) -> Page[queries.ToolRecord]:
    """The tools that you may read, by name.

    Each in brief, as its live version says.
    """
    return queries.tools(current_actor(), number, size, **filters)


@bp.route("/tools/<slug>", tags=["Tools"])
@public
@single(ToolWholeSchema, withdrawn=True)
def tool(slug: str) -> queries.ToolWhole:
    """One tool with all that is held about it.

    Its answers, evidence, standards, adoption counts and sources; its adoptions one by one are at /adoptions.
    """
    return queries.whole_tool(current_actor(), slug)
