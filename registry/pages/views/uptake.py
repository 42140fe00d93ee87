"""What is used in the nation and in each region, and what was tested and is not."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.pages.queries import gap as gaps
from registry.pages.queries import uptake as queries
from registry.pages.queries.as_at import day_asked
from registry.pages.views.blueprint import bp
from registry.pages.views.matrix import example_asked
from registry.web.requests import current_actor, public


@bp.get("/regions")
@public
def uptake() -> ResponseReturnValue:
    """Tools by how many forces adopted them, in the whole or in the region that the address names."""
    asked = request.args
    found = queries.uptake(
        current_actor(),
        asked.get("region", "").strip() or None,
        asked.get("page", type=int),
        example=example_asked(asked),
        day=day_asked(asked),
    )
    return render_template("pages/uptake.html", uptake=found, synthetic=found.example)


@bp.get("/replication-gap")
@public
def replication_gap() -> ResponseReturnValue:
    """Tools that were tested and do not spread, what stands in the way, and what that may come to."""
    asked = request.args
    found = gaps.gaps(
        current_actor(), asked.get("driver"), asked.get("page", type=int), example=example_asked(request.args)
    )
    return render_template("pages/replication_gap.html", gaps=found, synthetic=found.example)
