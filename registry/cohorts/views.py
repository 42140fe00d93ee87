"""The addresses of pilot cohorts."""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from registry.cohorts import services
from registry.cohorts.forms import ActForm, ReleaseCohortForm, cohort_form, invite_form
from registry.cohorts.queries import cohorts as reading
from registry.cohorts.queries import making
from registry.cohorts.queries.values import cohort_page
from registry.rules.policy import Permission
from registry.web.elsewhere import rendering_folder
from registry.web.requests import current_actor, public, requires

bp = Blueprint("cohorts", __name__)


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)


@bp.get("/tools/<slug>/cohorts")
@public
def listed(slug: str) -> ResponseReturnValue:
    """The pilot cohorts of a tool."""
    found = reading.listed(current_actor(), slug, request.args.get("page", type=int))
    return render_template("cohorts/listed.html", found=found, synthetic=found.tool.synthetic)


@bp.get("/tools/<slug>/cohorts/<int:cohort_id>")
@public
def show(slug: str, cohort_id: int) -> ResponseReturnValue:
    """One cohort: who is in it, and what they measured, site by site and together."""
    page = cohort_page(current_actor(), slug, cohort_id, rendering_folder())
    return render_template("cohorts/show.html", page=page, form=ActForm(), synthetic=page.group.cohort.synthetic)


@bp.route("/tools/<slug>/cohorts/new", methods=["GET", "POST"])
@requires(Permission.COHORT_OPEN)
def open_cohort(slug: str) -> ResponseReturnValue:
    """Open one for one's own force, or for the owner of the tool."""
    actor = current_actor()
    choices = making.choices(actor, slug)
    form = cohort_form(choices)
    made = form.carry_out(lambda: services.open_cohort(actor, slug, form.details(choices)))
    if made:
        return _back(slug, made.id, _("The cohort is open. Invite other forces to it."))
    page = render_template("cohorts/form.html", form=form, choices=choices, synthetic=choices.tool.synthetic)
    return page, form.status


@bp.route("/tools/<slug>/cohorts/<int:cohort_id>/change", methods=["GET", "POST"])
@requires(Permission.COHORT_CHANGE)
def change(slug: str, cohort_id: int) -> ResponseReturnValue:
    """Change what it shares, while nobody else is in it."""
    actor = current_actor()
    choices = making.choices(actor, slug, cohort_id)
    form = cohort_form(choices)
    if form.carry_out(lambda: services.change(actor, slug, cohort_id, form.details(choices))):
        return _back(slug, cohort_id, _("The cohort is saved."))
    page = render_template("cohorts/form.html", form=form, choices=choices, synthetic=choices.tool.synthetic)
    return page, form.status


@bp.route("/tools/<slug>/cohorts/<int:cohort_id>/invite", methods=["GET", "POST"])
@requires(Permission.COHORT_INVITE)
def invite(slug: str, cohort_id: int) -> ResponseReturnValue:
    """Ask other forces to join."""
    actor = current_actor()
    found = making.invitable(actor, slug, cohort_id)
    form = invite_form(found)
    asked = form.carry_out(lambda: services.invite(actor, slug, cohort_id, form.organisations.data or ()))
    if asked:
        return _back(slug, cohort_id, ngettext("%(num)s force is invited.", "%(num)s forces are invited.", asked))
    page = render_template("cohorts/invite.html", form=form, found=found, synthetic=found.cohort.synthetic)
    return page, form.status


@bp.route("/tools/<slug>/cohorts/<int:cohort_id>/release", methods=["GET", "POST"])
@requires(Permission.COHORT_RELEASE)
def release(slug: str, cohort_id: int) -> ResponseReturnValue:
    """Say who may see it."""
    actor = current_actor()
    row = reading.known_cohort(actor, slug, cohort_id, Permission.COHORT_RELEASE)
    form = ReleaseCohortForm(data={"visibility": row.visibility.value})
    role = form.role.data or ""
    if form.carry_out(lambda: services.release(actor, slug, cohort_id, form.chosen(), role)):
        return _back(slug, cohort_id, _("It is noted who may see the cohort."))
    return render_template("cohorts/release.html", form=form, row=row, synthetic=row.synthetic), form.status


@bp.post("/tools/<slug>/cohorts/<int:cohort_id>/withdraw/<organisation>")
@requires(Permission.COHORT_WITHDRAW)
def withdraw(slug: str, cohort_id: int, organisation: str) -> ResponseReturnValue:
    """Take an invitation back."""
    services.withdraw(current_actor(), slug, cohort_id, organisation)
    return _back(slug, cohort_id, _("The invitation is withdrawn."))


@bp.post("/tools/<slug>/cohorts/<int:cohort_id>/join/<organisation>")
@requires(Permission.COHORT_JOIN)
def join(slug: str, cohort_id: int, organisation: str) -> ResponseReturnValue:
    """Accept for one's own force."""
    services.join(current_actor(), slug, cohort_id, organisation)
    return _back(slug, cohort_id, _("Your force is a member of the cohort."))


@bp.post("/tools/<slug>/cohorts/<int:cohort_id>/decline/<organisation>")
@requires(Permission.COHORT_DECLINE)
def decline(slug: str, cohort_id: int, organisation: str) -> ResponseReturnValue:
    """Say no for one's own force."""
    services.decline(current_actor(), slug, cohort_id, organisation)
    return _back(slug, cohort_id, _("The invitation is declined."))


@bp.post("/tools/<slug>/cohorts/<int:cohort_id>/leave/<organisation>")
@requires(Permission.COHORT_LEAVE)
def leave(slug: str, cohort_id: int, organisation: str) -> ResponseReturnValue:
    """Take one's own force out again."""
    services.leave(current_actor(), slug, cohort_id, organisation)
    return _back(slug, cohort_id, _("Your force left the cohort."))


def _back(slug: str, cohort_id: int, words: str) -> ResponseReturnValue:
    flash(words)
    return redirect(url_for(".show", slug=slug, cohort_id=cohort_id))
