"""The front door."""

from flask import render_template
from flask.typing import ResponseReturnValue

from registry.pages.views.blueprint import bp
from registry.web.requests import public


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """What works in policing, who uses it, and what it took."""
    return render_template("pages/home.html")
