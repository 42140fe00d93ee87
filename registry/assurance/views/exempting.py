"""Asking for an exemption, and deciding on one."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.assurance import services
from registry.assurance.forms import AskForm, DecideForm
from registry.assurance.forms.others import APPROVE
from registry.assurance.queries.standing import at, exemption, standing
from registry.assurance.queries.subjects import subject_to
from registry.assurance.views.blueprint import both
from registry.rules.policy import Permission, require
from registry.standards.models import Exemption
from registry.web.requests import current_actor, requires

FORM = ("GET", "POST")


@both("/<code>/exemptions/new", FORM)
@requires(Permission.EXEMPTION_ASK)
def ask_exemption(slug: str, code: str, organisation: str | None = None) -> ResponseReturnValue:
    """Ask that a requirement need not be met until a day."""
    actor = current_actor()
    subject_to(Permission.EXEMPTION_ASK, actor, slug, organisation)
    page = standing(actor, slug, organisation, code)
    form = AskForm(data={"requirement": request.args.get("requirement")})
    form.offer(line.requirement for line in page.lines)
    if form.carry_out(lambda: services.ask_exemption(actor, slug, code, form.details(), organisation)):
        flash(_("Asked for. Somebody else decides on it."))
        return redirect(f"{page.subject.path}/{code}")
    about = page.subject
    shown = render_template("assurance/ask.html", form=form, page=page, tool=about.tool, synthetic=about.synthetic)
    return shown, form.status


@both("/<code>/exemptions/<int:exemption_id>", FORM)
@requires(Permission.EXEMPTION_APPROVE)
def decide_exemption(slug: str, code: str, exemption_id: int, organisation: str | None = None) -> ResponseReturnValue:
    """Approve or refuse an exemption that somebody else asked for."""
    actor = current_actor()
    page = standing(actor, slug, organisation, code)
    about, found = page.subject, exemption(page.subject, page.standard.id, exemption_id)
    require(actor, Permission.EXEMPTION_APPROVE, at(about, found, page.standard.versions[-1]))
    form = DecideForm()
    if form.carry_out(lambda: _decided(form, slug, code, exemption_id, organisation)):
        flash(_("Recorded."))
        return redirect(f"{about.path}/{code}")
    shown = render_template(
        "assurance/decide.html", form=form, page=page, found=found, tool=about.tool, synthetic=about.synthetic
    )
    return shown, form.status


def _decided(form: DecideForm, slug: str, code: str, exemption_id: int, organisation: str | None) -> Exemption:
    actor = current_actor()
    outcome, role, note = form.said()
    if outcome == APPROVE:
        return services.approve_exemption(actor, slug, code, exemption_id, role, organisation)
    return services.refuse_exemption(actor, slug, code, exemption_id, role, note, organisation)
