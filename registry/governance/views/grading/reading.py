"""The queue of grades, and the page of one."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from registry.governance.forms.grading import AgreeForm, PlainForm
from registry.governance.queries import grading as queries
from registry.governance.views.blueprint import bp
from registry.rules.policy import Permission
from registry.web.requests import current_actor, public, requires


@bp.get("/grades")
@requires(Permission.GRADING_READ)
def grade_queue() -> ResponseReturnValue:
    """Grades that wait for reviewers, oldest first."""
    asked = request.args.get("show", "all")
    show = asked if asked in queries.SHOWS else "all"
    page = queries.queue(current_actor(), request.args.get("page", type=int), show)
    return render_template("governance/grade_queue.html", page=page, show=show, shows=queries.SHOWS)


@bp.get("/tools/<slug>/grades/<int:claim_id>")
@public
def grade(slug: str, claim_id: int) -> ResponseReturnValue:
    """A grade: how it was rated, by whom it was reviewed, and what may be done about it."""
    page = queries.grade_page(current_actor(), slug, claim_id)
    agree = AgreeForm(formdata=None, step=page.proposal.id if page.proposal else None)
    return render_template(
        "governance/grade.html",
        page=page,
        tool=page.tool,
        form=PlainForm(formdata=None),
        agree=agree,
        synthetic=page.tool.synthetic,
    )
