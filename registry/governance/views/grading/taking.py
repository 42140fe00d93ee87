"""Who reviews a grade."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.governance.forms.grading import AssignGradeForm, PlainForm
from registry.governance.queries import grading as queries
from registry.governance.services import grading as services
from registry.governance.views.blueprint import bp
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires


@bp.post("/tools/<slug>/grades/<int:claim_id>/take")
@requires(Permission.GRADING_TAKE)
def grade_take(slug: str, claim_id: int) -> ResponseReturnValue:
    """Take a place in the review of a grade."""
    queries.graded(current_actor(), slug, claim_id, Permission.GRADING_TAKE)
    PlainForm().carry_out(lambda: services.take(current_actor(), slug, claim_id))
    flash(_("You have this grade now."))
    return redirect(url_for(".grade", slug=slug, claim_id=claim_id))


@bp.post("/tools/<slug>/grades/<int:claim_id>/give-back")
@requires(Permission.GRADING_GIVE_BACK)
def grade_give_back(slug: str, claim_id: int) -> ResponseReturnValue:
    """Give the place back."""
    queries.graded(current_actor(), slug, claim_id, Permission.GRADING_GIVE_BACK)
    PlainForm().carry_out(lambda: services.give_back(current_actor(), slug, claim_id))
    flash(_("The grade is back in the queue."))
    return redirect(url_for(".grade_queue"))


@bp.route("/tools/<slug>/grades/<int:claim_id>/assign", methods=["GET", "POST"])
@requires(Permission.GRADING_ASSIGN)
def grade_assign(slug: str, claim_id: int) -> ResponseReturnValue:
    """Give a place to a reviewer who is independent of the grade, and say by when."""
    actor = current_actor()
    page = queries.graded(actor, slug, claim_id, Permission.GRADING_ASSIGN)
    found = queries.candidates(page.subject)
    form = AssignGradeForm().offer(found)
    if form.carry_out(lambda: services.assign(actor, slug, claim_id, form.chosen(), form.due_on.data)):
        flash(_("The grade is assigned."))
        return redirect(url_for(".grade", slug=slug, claim_id=claim_id))
    return render_template(
        "governance/grade_assign.html",
        form=form,
        page=page,
        tool=page.tool,
        found=found,
        synthetic=page.tool.synthetic,
    ), form.status
