"""Who reviews a record."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.governance.forms.review import AssignForm, GiveBackForm, TakeForm
from registry.governance.queries import review as queries
from registry.governance.services import review as services
from registry.governance.views.blueprint import bp
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires


@bp.post("/tools/<slug>/review/take")
@requires(Permission.REVIEW_ASSIGN)
def review_take(slug: str) -> ResponseReturnValue:
    """Take the record, or take it over from the reviewer that the page named."""
    queries.assigning(current_actor(), slug)
    form = TakeForm()
    if form.carry_out(lambda: services.take(current_actor(), slug, form.seen())):
        flash(_("You have this record now."))
        return redirect(url_for(".review", slug=slug))
    flash(_("You cannot review this record yourself. Assign it to a reviewer."), "important")
    return redirect(url_for(".review_assign", slug=slug))


@bp.post("/tools/<slug>/review/give-back")
@requires(Permission.REVIEW_ASSIGN)
def review_give_back(slug: str) -> ResponseReturnValue:
    """Give the record back to the queue."""
    queries.assigning(current_actor(), slug)
    GiveBackForm().carry_out(lambda: services.give_back(current_actor(), slug))
    flash(_("The record is back in the queue: any reviewer can take it."))
    return redirect(url_for(".review_queue"))


@bp.route("/tools/<slug>/review/assign", methods=["GET", "POST"])
@requires(Permission.REVIEW_ASSIGN)
def review_assign(slug: str) -> ResponseReturnValue:
    """Hand the record to a reviewer who has no interest in it, and say by when."""
    actor = current_actor()
    page = queries.assigning(actor, slug)
    form = AssignForm(due_on=page.review.due_on if page.review else None).offer(page)
    if form.carry_out(lambda: services.assign(actor, slug, form.chosen(), form.due())):
        flash(_("The record is assigned."))
        return redirect(url_for(".review_queue"))
    return render_template(
        "governance/review_assign.html", form=form, page=page, tool=page.tool, synthetic=page.tool.synthetic
    ), form.status
