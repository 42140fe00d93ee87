"""Asking for two reviewers, appealing, and ending a review without a grade."""

from collections.abc import Callable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.governance.forms.grading import AppealForm, ReasonForm
from registry.governance.queries import grading as queries
from registry.governance.services import grading as services
from registry.governance.views.blueprint import bp
from registry.rules.policy import Actor, Permission
from registry.web.requests import current_actor, requires


@bp.route("/tools/<slug>/grades/<int:claim_id>/ask", methods=["GET", "POST"])
@requires(Permission.GRADING_ASK)
def grade_ask(slug: str, claim_id: int) -> ResponseReturnValue:
    """Ask that two reviewers grade a result, blind to one another."""
    words = _("Two reviewers will grade this result, each without the score of the other.")
    return _with_reason((slug, claim_id), Permission.GRADING_ASK, ReasonForm(), services.ask, words)


@bp.route("/tools/<slug>/grades/<int:claim_id>/appeal", methods=["GET", "POST"])
@requires(Permission.GRADING_APPEAL)
def grade_appeal(slug: str, claim_id: int) -> ResponseReturnValue:
    """Appeal against a settled grade."""
    words = _("Your appeal is on record. Two fresh reviewers grade the result, and what comes of it stands.")
    return _with_reason((slug, claim_id), Permission.GRADING_APPEAL, AppealForm(), services.appeal, words)


@bp.route("/tools/<slug>/grades/<int:claim_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.GRADING_WITHDRAW)
def grade_withdraw(slug: str, claim_id: int) -> ResponseReturnValue:
    """End a review without a grade."""
    words = _("The review is ended. The grade stands as it did before.")
    return _with_reason((slug, claim_id), Permission.GRADING_WITHDRAW, ReasonForm(), services.withdraw, words)


def _with_reason(
    about: tuple[str, int],
    permission: Permission,
    form: ReasonForm | AppealForm,
    act: Callable[[Actor, str, int, str], object],
    words: str,
) -> ResponseReturnValue:
    """Do it for the reason that is typed, and say so; else the page that asks for one."""
    actor = current_actor()
    page = queries.graded(actor, *about, permission)
    if form.carry_out(lambda: act(actor, *about, form.reason.data)):
        flash(words)
        return redirect(url_for(".grade", slug=about[0], claim_id=about[1]))
    verb = permission.split(":")[1]
    return render_template(
        "governance/grade_ask.html", act=verb, form=form, page=page, tool=page.tool, synthetic=page.tool.synthetic
    ), form.status
