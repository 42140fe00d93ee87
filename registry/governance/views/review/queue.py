"""What waits for review, and what each reviewer has to do."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.governance.queries import review as queries
from registry.governance.views.blueprint import bp
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires


@bp.get("/reviews")
@requires(Permission.REVIEW_QUEUE_READ)
def review_queue() -> ResponseReturnValue:
    """Records under review, oldest first: whom each waits for, and by when."""
    asked = request.args.get("show", "all")
    show = asked if asked in queries.SHOWS else "all"
    page = queries.queue(current_actor(), request.args.get("page", type=int), show)
    return render_template("governance/review_queue.html", page=page, show=show, shows=queries.SHOWS)


@bp.get("/reviews/workload")
@requires(Permission.REVIEW_QUEUE_READ)
def review_workload() -> ResponseReturnValue:
    """Each reviewer with what they have, what of it is overdue, and what they settled lately."""
    page = queries.workload(current_actor(), request.args.get("page", type=int))
    return render_template("governance/review_workload.html", page=page)
