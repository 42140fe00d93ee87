"""The library of standards."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.pages.queries import standards as queries
from registry.pages.views.blueprint import bp
from registry.standards.queries.library import Wanted
from registry.web.requests import current_actor, public


@bp.get("/standards")
@public
def standards() -> ResponseReturnValue:
    """Every standard that tools and their use are held against, by pack."""
    asked = request.args
    wanted = Wanted(*(asked.get(name, "").strip()[:200] for name in ("pack", "kind", "judged", "q")))
    found = queries.standards_page(asked.get("page", type=int), wanted)
    return render_template("pages/standards.html", found=found)


@bp.get("/standards/<code>")
@public
def standard(code: str) -> ResponseReturnValue:
    """One standard: what each version asks for, when it applies, and where tools stand with it."""
    page = queries.standard_page(current_actor(), code, request.args.get("page", type=int))
    return render_template("pages/standard.html", page=page, standard=page.standard, state_of=queries.state_of)
