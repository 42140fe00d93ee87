"""What several sites found on one measure of a tool."""

from flask import render_template
from flask.typing import ResponseReturnValue

from registry.pages.queries import results as queries
from registry.pages.views.blueprint import bp
from registry.web.elsewhere import rendering_folder
from registry.web.requests import current_actor, public


@bp.get("/tools/<slug>/results/<measure>")
@public
def results(slug: str, measure: str) -> ResponseReturnValue:
    """The results of the sites together, or why they are not set together."""
    page = queries.results_page(current_actor(), slug, measure, rendering_folder())
    tool = page.pooled.tool
    return render_template("pages/results.html", page=page, found=page.pooled, tool=tool, synthetic=tool.synthetic)
