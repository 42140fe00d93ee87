"""The front door."""

from flask import render_template
from flask.typing import ResponseReturnValue

from registry.pages.queries import home as queries
from registry.pages.views.blueprint import bp
from registry.web.requests import current_actor, public


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """What works in policing, who uses it, and what it took."""
    return render_template("pages/home.html", home=queries.home(current_actor()))
