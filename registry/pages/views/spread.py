"""How a tool spread."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.pages.queries import spread as queries
from registry.pages.queries.adopting import Pictures
from registry.pages.queries.as_at import day_asked
from registry.pages.views.blueprint import bp
from registry.replication.queries import adopting as times
from registry.web.elsewhere import rendering_folder
from registry.web.requests import current_actor, public


@bp.get("/tools/<slug>/spread")
@public
def spread(slug: str) -> ResponseReturnValue:
    """Who has it, how many by date, how much of policing that covers."""
    found = queries.spread(current_actor(), slug, day_asked(request.args))
    return render_template("pages/spread.html", spread=found, synthetic=found.tool.synthetic)


@bp.get("/tools/<slug>/spread/figures")
@public
def adopting(slug: str) -> ResponseReturnValue:
    """How long adopting takes, where it stands still, and how far it may spread."""
    found, stalls = times.adopting(current_actor(), slug, rendering_folder(), day_asked(request.args))
    return render_template(
        "pages/adopting.html", page=found, pictures=Pictures(found), stalls=stalls, synthetic=found.tool.synthetic
    )
