"""What was searched for in vain."""

from flask import render_template
from flask.typing import ResponseReturnValue

from registry.discovery.views.blueprint import bp
from registry.rules.policy import Permission
from registry.search.queries.unanswered import THRESHOLD
from registry.search.queries.unanswered import unanswered as unanswered_searches
from registry.web.requests import current_actor, requires


@bp.get("/unanswered-searches")
@requires(Permission.UNANSWERED_READ)
def unanswered() -> ResponseReturnValue:
    """The searches of the last 30 days that found nothing or hardly anything, the most frequent first."""
    rows = unanswered_searches(current_actor())
    return render_template("discovery/unanswered.html", rows=rows, threshold=THRESHOLD)
