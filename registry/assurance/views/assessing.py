"""Stating where it stands with one standard, and signing what was stated."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.assurance import services
from registry.assurance.forms import SignForm, assess_form
from registry.assurance.queries.standing import standing
from registry.assurance.queries.subjects import subject_to
from registry.assurance.views.blueprint import both
from registry.rules.assessing import RULE
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires

FORM = ("GET", "POST")


@both("/<code>/assess", FORM)
@requires(Permission.STANDARD_ASSESS)
def assess(slug: str, code: str, organisation: str | None = None) -> ResponseReturnValue:
    """Answer requirement by requirement; the rule makes the state of it."""
    actor = current_actor()
    subject_to(Permission.STANDARD_ASSESS, actor, slug, organisation)
    page = standing(actor, slug, organisation, code)
    form = assess_form(page)
    if form.carry_out(lambda: services.assess(actor, slug, code, form.details(), organisation)):
        flash(_("Recorded. An assurer who did not assess it signs it."))
        return redirect(f"{page.subject.path}/{code}")
    shown = render_template(
        "assurance/assess.html",
        form=form,
        page=standing(actor, slug, organisation, code),
        rule=RULE,
        tool=page.subject.tool,
        synthetic=page.subject.synthetic,
    )
    return shown, form.status


@both("/<code>/sign", FORM)
@requires(Permission.ASSESSMENT_SIGN)
def sign(slug: str, code: str, organisation: str | None = None) -> ResponseReturnValue:
    """Sign the present assessment, or send it back."""
    actor = current_actor()
    subject_to(Permission.ASSESSMENT_SIGN, actor, slug, organisation)
    page = standing(actor, slug, organisation, code)
    form = SignForm(data={"assessment": page.assessment.id if page.assessment else 0})
    if form.carry_out(lambda: services.sign_assessment(actor, slug, code, form.details(), organisation)):
        flash(_("Recorded."))
        return redirect(f"{page.subject.path}/{code}")
    shown = render_template(
        "assurance/sign.html",
        form=form,
        page=standing(actor, slug, organisation, code),
        tool=page.subject.tool,
        synthetic=page.subject.synthetic,
    )
    return shown, form.status
