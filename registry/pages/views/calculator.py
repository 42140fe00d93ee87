"""What a tool could bring to the reader's own force."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.pages.queries import calculator as queries
from registry.pages.queries import national
from registry.pages.views.blueprint import bp
from registry.rules.benefit import rounded
from registry.web.elsewhere import rendering_folder
from registry.web.requests import current_actor, public


@bp.get("/tools/<slug>/calculator")
@public
def calculator(slug: str) -> ResponseReturnValue:
    """An effect x the reader's own volumes, as a range; all of it is in the address, and nothing is stored."""
    page = queries.calculator(current_actor(), slug, request.args.to_dict(), rendering_folder())
    forces = [] if page.tool.synthetic else national.choices()
    shown = {"tool": page.tool, "forces": forces, "rounded": rounded, "synthetic": page.tool.synthetic}
    return render_template("pages/calculator.html", page=page, **shown), 422 if page.asked.wrong else 200
