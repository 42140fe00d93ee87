"""What an owner, an origin or the registrar does with a published record."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.catalogue import queries, services
from registry.catalogue.forms import PlainForm, ReasonForm
from registry.catalogue.views.blueprint import bp
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires


@bp.route("/tools/<slug>/suspend", methods=["GET", "POST"])
@requires(Permission.TOOL_SUSPEND)
def suspend(slug: str) -> ResponseReturnValue:
    """Withdraw a record from view, with a reason."""
    actor = current_actor()
    tool = queries.tool_to(Permission.TOOL_SUSPEND, actor, slug)
    form = ReasonForm()
    if form.carry_out(lambda: services.suspend(actor, slug, form.reason.data or "")):
        flash(_("The record is withdrawn from view."))
        return redirect(url_for(".restore", slug=slug))
    page = render_template("catalogue/suspend.html", form=form, tool=tool, synthetic=tool.synthetic)
    return page, 422 if form.errors else 200


@bp.route("/tools/<slug>/restore", methods=["GET", "POST"])
@requires(Permission.TOOL_RESTORE)
def restore(slug: str) -> ResponseReturnValue:
    """Bring a suspended record back into view."""
    actor = current_actor()
    tool = queries.tool_to(Permission.TOOL_RESTORE, actor, slug)
    form = PlainForm()
    if form.carry_out(lambda: services.restore(actor, slug)):
        flash(_("The record is back in view."))
        return redirect(url_for("pages.tool" if tool.version_id else ".edit", slug=slug))
    return render_template("catalogue/restore.html", form=form, tool=tool, synthetic=tool.synthetic)


@bp.route("/tools/<slug>/retire", methods=["GET", "POST"])
@requires(Permission.TOOL_RETIRE)
def retire(slug: str) -> ResponseReturnValue:
    """Say that the tool is no longer used or offered by its owner."""
    actor = current_actor()
    tool = queries.tool_to(Permission.TOOL_RETIRE, actor, slug)
    form = ReasonForm()
    if form.carry_out(lambda: services.retire(actor, slug, form.reason.data or "")):
        flash(_("The record is retired. It stays readable."))
        return redirect(url_for(".edit", slug=slug))
    page = render_template("catalogue/retire.html", form=form, tool=tool, synthetic=tool.synthetic)
    return page, 422 if form.errors else 200


@bp.route("/tools/<slug>/claim", methods=["GET", "POST"])
@requires(Permission.TOOL_CLAIM)
def claim(slug: str) -> ResponseReturnValue:
    """This is ours: the lead of an origin takes the record over."""
    actor = current_actor()
    tool = queries.claimable(actor, slug)
    form = PlainForm()
    if form.carry_out(lambda: services.claim(actor, slug)):
        flash(_("The record is yours. Check the draft, complete it and submit it."))
        return redirect(url_for(".edit", slug=slug))
    return render_template("catalogue/claim.html", form=form, tool=tool, synthetic=tool.synthetic)
