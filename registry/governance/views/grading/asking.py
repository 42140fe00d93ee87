"""Asking for two reviewers, appealing, and ending a review without a grade."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.governance.forms.grading import AppealForm, ReasonForm
from registry.governance.queries import grading as queries
from registry.governance.services import grading as services
from registry.governance.views.blueprint import bp
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires


@bp.route("/tools/<slug>/grades/<int:claim_id>/ask", methods=["GET", "POST"])
@requires(Permission.GRADING_ASK)
def grade_ask(slug: str, claim_id: int) -> ResponseReturnValue:
    """Ask that two reviewers grade a result, blind to one another."""
    actor = current_actor()
    page = queries.graded(actor, slug, claim_id, Permission.GRADING_ASK)
    form = ReasonForm()
    if form.carry_out(lambda: services.ask(actor, slug, claim_id, form.reason.data)):
        flash(_("Two reviewers will grade this result, each without the score of the other."))
        return redirect(url_for(".grade", slug=slug, claim_id=claim_id))
    return _page("ask", page, form)


@bp.route("/tools/<slug>/grades/<int:claim_id>/appeal", methods=["GET", "POST"])
@requires(Permission.GRADING_APPEAL)
def grade_appeal(slug: str, claim_id: int) -> ResponseReturnValue:
    """Appeal against a settled grade."""
    actor = current_actor()
    page = queries.graded(actor, slug, claim_id, Permission.GRADING_APPEAL)
    form = AppealForm()
    if form.carry_out(lambda: services.appeal(actor, slug, claim_id, form.reason.data)):
        flash(_("Your appeal is on record. Two fresh reviewers grade the result, and what comes of it stands."))
        return redirect(url_for(".grade", slug=slug, claim_id=claim_id))
    return _page("appeal", page, form)


@bp.route("/tools/<slug>/grades/<int:claim_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.GRADING_WITHDRAW)
def grade_withdraw(slug: str, claim_id: int) -> ResponseReturnValue:
    """End a review without a grade."""
    actor = current_actor()
    page = queries.graded(actor, slug, claim_id, Permission.GRADING_WITHDRAW)
    form = ReasonForm()
    if form.carry_out(lambda: services.withdraw(actor, slug, claim_id, form.reason.data)):
        flash(_("The review is ended. The grade stands as it did before."))
        return redirect(url_for(".grade", slug=slug, claim_id=claim_id))
    return _page("withdraw", page, form)


def _page(act: str, page: queries.GradePage, form: ReasonForm | AppealForm) -> ResponseReturnValue:
    return render_template(
        "governance/grade_ask.html", act=act, form=form, page=page, tool=page.tool, synthetic=page.tool.synthetic
    ), form.status
