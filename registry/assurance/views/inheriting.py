"""What a force inherits for one of its own assessments: taken over, looked at, and said what holds instead."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from registry.assurance import services
from registry.assurance.forms import InheritanceForm, inheritance_form
from registry.assurance.queries.inheritance import InheritancePage
from registry.assurance.queries.inheritance import inheritance as asked
from registry.assurance.views.blueprint import bp
from registry.catalogue.forms import PlainForm
from registry.rules import policy
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires

PATH = "/tools/<slug>/at/<organisation>/standards/<code>/inheritance"


@bp.get(PATH)
@requires(Permission.INHERITANCE_READ)
def inheritance(slug: str, organisation: str, code: str) -> ResponseReturnValue:
    """What the owner says, requirement by requirement, and what the force found."""
    page = asked(current_actor(), slug, organisation, code)
    return _page(page, inheritance_form(page.local))


@bp.post(PATH)
@requires(Permission.INHERITANCE_CHECK)
def check_inheritance(slug: str, organisation: str, code: str) -> ResponseReturnValue:
    """Say what holds at the force; what is neither ticked nor changed stays unchecked."""
    actor = current_actor()
    page = asked(actor, slug, organisation, code)
    policy.require(actor, Permission.INHERITANCE_CHECK, page.place)
    form = inheritance_form(page.local)
    done = form.carry_out(lambda: services.check_inheritance(actor, slug, organisation, code, form.found()))
    if done is None:
        return _page(asked(actor, slug, organisation, code), form)
    flash(ngettext("%(num)s requirement is checked.", "%(num)s requirements are checked.", len(done)))
    return redirect(url_for(".inheritance", slug=slug, organisation=organisation, code=code))


@bp.post(f"{PATH}/take")
@requires(Permission.INHERITANCE_TAKE)
def take_inheritance(slug: str, organisation: str, code: str) -> ResponseReturnValue:
    """Begin a draft of one's own from what the owner says."""
    actor, form = current_actor(), PlainForm()
    page = asked(actor, slug, organisation, code)
    policy.require(actor, Permission.INHERITANCE_TAKE, page.place)
    if form.carry_out(lambda: services.take_inheritance(actor, slug, organisation, code)):
        flash(_("It is taken over. Check each answer before your force states it."))
    return redirect(url_for(".inheritance", slug=slug, organisation=organisation, code=code))


def _page(page: InheritancePage, form: InheritanceForm) -> ResponseReturnValue:
    tool = page.place.tool
    synthetic = bool(tool.synthetic or page.place.organisation.synthetic)
    return render_template(
        "assurance/inheritance.html", page=page, form=form, tool=tool, synthetic=synthetic
    ), form.status
