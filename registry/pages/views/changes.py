"""What changed since a day."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.pages.queries.changes import changes_since
from registry.pages.queries.organisation import day_of
from registry.pages.views.blueprint import bp
from registry.web.requests import current_actor, public


@bp.get("/changes")
@public
def changes() -> ResponseReturnValue:
    """What was recorded on or after a day, newest first."""
    since, readable = day_of(request.args.get("since"))
    page = changes_since(current_actor(), since, request.args.get("page", type=int))
    return render_template("pages/changes.html", page=page, since=since, readable=readable)
