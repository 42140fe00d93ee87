"""What is used in the nation, and in each region."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.pages.queries import uptake as queries
from registry.pages.views.blueprint import bp
from registry.pages.views.matrix import example_asked
from registry.web.requests import current_actor, public


@bp.get("/regions")
@public
def uptake() -> ResponseReturnValue:
    """Tools by how many forces adopted them, in the whole or in the region that the address names."""
    place = request.args.get("region", "").strip() or None
    found = queries.uptake(
        current_actor(), place, request.args.get("page", type=int), example=example_asked(request.args)
    )
    return render_template("pages/uptake.html", uptake=found, synthetic=found.example)
