"""The page of a tool."""

from flask import render_template
from flask.typing import ResponseReturnValue

from registry.pages.queries import tool as queries
from registry.pages.views.blueprint import bp
from registry.web.requests import current_actor, public
from registry.web.visitors import alike


@bp.get("/tools/<slug>")
@public
@alike()
def tool(slug: str) -> ResponseReturnValue:
    """What it does, how well that is known, who uses it, what it asks, what was decided."""
    page = queries.tool_page(current_actor(), slug)
    return render_template("pages/tool.html", page=page, tool=page.tool, synthetic=page.tool.synthetic)
