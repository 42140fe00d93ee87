"""The front door."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.pages.queries import home as queries
from registry.pages.queries.as_at import day_asked
from registry.pages.views.blueprint import bp
from registry.web.requests import current_actor, public
from registry.web.visitors import alike


@bp.get("/")
@public
@alike()
def home() -> ResponseReturnValue:
    """What works in policing, who uses it, and what it took."""
    day = day_asked(request.args)
    if day is not None:
        return render_template("pages/home_then.html", then=queries.figures_on(current_actor(), day))
    return render_template("pages/home.html", home=queries.home(current_actor()))
