"""Interests that keep a reviewer from a record: declared, listed and ended."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.governance.forms.review import EndForm, InterestForm
from registry.governance.queries import review as queries
from registry.governance.services import review as services
from registry.governance.views.blueprint import bp
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires


@bp.route("/tools/<slug>/review/interest", methods=["GET", "POST"])
@requires(Permission.REVIEW_DECLARE)
def review_interest(slug: str) -> ResponseReturnValue:
    """Declare an interest in a record, with the reason."""
    actor = current_actor()
    page = queries.interest(actor, slug)
    form = InterestForm()
    if form.carry_out(lambda: services.declare(actor, slug, form.reason.data)):
        flash(_("Your interest is declared. Somebody else reviews this record."))
        return redirect(url_for(".review_interests"))
    return render_template(
        "governance/review_interest.html", form=form, page=page, tool=page.tool, synthetic=page.tool.synthetic
    ), form.status


@bp.get("/reviews/interests")
@requires(Permission.REVIEW_QUEUE_READ)
def review_interests() -> ResponseReturnValue:
    """The interests that one declared; the registrar sees everybody's."""
    rows = queries.declared(current_actor())
    return render_template("governance/review_interests.html", rows=rows, form=EndForm())


@bp.post("/reviews/interests/<int:interest_id>/end")
@requires(Permission.REVIEW_QUEUE_READ)
def review_interest_end(interest_id: int) -> ResponseReturnValue:
    """Say that an interest is over."""
    EndForm().carry_out(lambda: services.end_interest(current_actor(), interest_id))
    flash(_("The interest has ended."))
    return redirect(url_for(".review_interests"))
