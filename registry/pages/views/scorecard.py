"""The scorecard of a tool."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.core import clock
from registry.pages.queries.as_at import day_asked
from registry.pages.queries.scorecard import scorecard_page
from registry.pages.views.blueprint import bp
from registry.web.requests import current_actor, public


@bp.get("/tools/<slug>/scorecard")
@public
def scorecard(slug: str) -> ResponseReturnValue:
    """Every check with its reason and remedy, of today or a past day, and how the level rose and fell."""
    page = scorecard_page(current_actor(), slug, day_asked(request.args))
    return render_template(
        "pages/scorecard.html", page=page, tool=page.tool, today=clock.today(), synthetic=page.tool.synthetic
    )
