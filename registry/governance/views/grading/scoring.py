"""Scoring a grade, and settling two scores that differ."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.governance.forms.grading import AgreeForm, ReferForm, ScoreForm
from registry.governance.queries import grading as queries
from registry.governance.services import grading as services
from registry.governance.views.blueprint import bp
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires


@bp.route("/tools/<slug>/grades/<int:claim_id>/score", methods=["GET", "POST"])
@requires(Permission.GRADING_SCORE)
def grade_score(slug: str, claim_id: int) -> ResponseReturnValue:
    """Confirm the grade, or grade it otherwise."""
    actor = current_actor()
    page = queries.graded(actor, slug, claim_id, Permission.GRADING_SCORE)
    form = ScoreForm().to_confirm(page)
    if form.carry_out(lambda: services.score(actor, slug, claim_id, form.details())):
        flash(_("Your score is in."))
        return redirect(url_for(".grade", slug=slug, claim_id=claim_id))
    return _page("score", page, form)


@bp.route("/tools/<slug>/grades/<int:claim_id>/propose", methods=["GET", "POST"])
@requires(Permission.GRADING_PROPOSE)
def grade_propose(slug: str, claim_id: int) -> ResponseReturnValue:
    """Propose what two scores that differ are to be settled on."""
    actor = current_actor()
    page = queries.graded(actor, slug, claim_id, Permission.GRADING_PROPOSE)
    form = ScoreForm().to_settle()
    if form.carry_out(lambda: services.propose(actor, slug, claim_id, form.details())):
        flash(_("The other reviewer sees your proposal."))
        return redirect(url_for(".grade", slug=slug, claim_id=claim_id))
    return _page("propose", page, form)


@bp.post("/tools/<slug>/grades/<int:claim_id>/reconcile")
@requires(Permission.GRADING_RECONCILE)
def grade_reconcile(slug: str, claim_id: int) -> ResponseReturnValue:
    """Agree to what the other reviewer proposed."""
    queries.graded(current_actor(), slug, claim_id, Permission.GRADING_RECONCILE)
    form = AgreeForm()
    form.carry_out(lambda: services.reconcile(current_actor(), slug, claim_id, form.seen()))
    flash(_("The grade is settled. Both scores stay on record."))
    return redirect(url_for(".grade", slug=slug, claim_id=claim_id))


@bp.route("/tools/<slug>/grades/<int:claim_id>/refer", methods=["GET", "POST"])
@requires(Permission.GRADING_REFER)
def grade_refer(slug: str, claim_id: int) -> ResponseReturnValue:
    """Put two scores that differ to a third reviewer."""
    actor = current_actor()
    page = queries.graded(actor, slug, claim_id, Permission.GRADING_REFER)
    form = ReferForm()
    if form.carry_out(lambda: services.refer(actor, slug, claim_id, form.words.data or "")):
        flash(_("A third reviewer decides."))
        return redirect(url_for(".grade", slug=slug, claim_id=claim_id))
    return render_template(
        "governance/grade_refer.html", form=form, page=page, tool=page.tool, synthetic=page.tool.synthetic
    ), form.status


@bp.route("/tools/<slug>/grades/<int:claim_id>/decide", methods=["GET", "POST"])
@requires(Permission.GRADING_DECIDE)
def grade_decide(slug: str, claim_id: int) -> ResponseReturnValue:
    """Decide between two scores as the third reviewer."""
    actor = current_actor()
    page = queries.graded(actor, slug, claim_id, Permission.GRADING_DECIDE)
    form = ScoreForm().to_settle()
    if form.carry_out(lambda: services.decide(actor, slug, claim_id, form.details())):
        flash(_("The grade is settled. Every score stays on record."))
        return redirect(url_for(".grade", slug=slug, claim_id=claim_id))
    return _page("decide", page, form)


def _page(act: str, page: queries.GradePage, form: ScoreForm) -> ResponseReturnValue:
    return render_template(
        "governance/grade_score.html", act=act, form=form, page=page, tool=page.tool, synthetic=page.tool.synthetic
    ), form.status
