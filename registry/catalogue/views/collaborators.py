"""People of other organisations who help to write a record."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.catalogue import queries
from registry.catalogue.forms import PlainForm
from registry.catalogue.forms.people import AnswerForm, InviteForm
from registry.catalogue.queries import collaborators as reading
from registry.catalogue.services import collaborators as services
from registry.catalogue.views.blueprint import bp
from registry.rules.policy import Permission, require
from registry.web.requests import current_actor, requires


@bp.get("/tools/<slug>/people")
@requires(Permission.TOOL_DRAFT_READ)
def people(slug: str) -> ResponseReturnValue:
    """Who helps, who was asked, and where the record is going."""
    page = reading.people_page(current_actor(), slug)
    return render_template(
        "catalogue/people.html", page=page, tool=page.tool, form=PlainForm(), synthetic=page.tool.synthetic
    )


@bp.route("/tools/<slug>/people/invite", methods=["GET", "POST"])
@requires(Permission.COLLABORATOR_INVITE)
def invite_collaborator(slug: str) -> ResponseReturnValue:
    """Ask somebody of another organisation to help."""
    actor = current_actor()
    tool = queries.draft(actor, slug)
    require(actor, Permission.COLLABORATOR_INVITE, tool)
    form = InviteForm()
    details = services.CollaboratorDetails(form.email.data or "", form.reason.data or "")
    if form.carry_out(lambda: services.invite_collaborator(actor, slug, details)):
        flash(_("The invitation is on its way. It stands for 14 days."))
        return redirect(url_for(".people", slug=slug))
    page = render_template("catalogue/people_invite.html", form=form, tool=tool, synthetic=tool.synthetic)
    return page, form.status


@bp.route("/helping/<int:collaborator_id>", methods=["GET", "POST"])
@requires(Permission.COLLABORATOR_ACCEPT)
def invitation(collaborator_id: int) -> ResponseReturnValue:
    """Say yes or no to helping with a record."""
    actor = current_actor()
    row = reading.invitation(actor, collaborator_id)
    form = AnswerForm().asks(_("Yes, I will help"), _("No"))
    act = services.accept_invitation if form.yes else services.decline_invitation
    tool = form.carry_out(lambda: act(actor, collaborator_id))
    if tool and form.yes:
        flash(_("The draft is open to you. You find it in My work."))
        return redirect(url_for(".edit", slug=tool.slug))
    if tool:
        flash(_("You declined. Nothing is open to you."))
        return redirect(url_for("pages.my_work"))
    page = render_template("catalogue/people_answer.html", form=form, row=row, synthetic=row.tool.synthetic)
    return page, form.status


@bp.post("/tools/<slug>/people/<int:collaborator_id>/end")
@requires(Permission.COLLABORATOR_END)
def end_collaboration(slug: str, collaborator_id: int) -> ResponseReturnValue:
    """Take an invitation back, or end the help."""
    actor = current_actor()
    tool = PlainForm().carry_out(lambda: services.end_collaboration(actor, slug, collaborator_id))
    flash(_("It is ended. The draft is no longer open to them."))
    own = tool is not None and tool.owner_id in actor.organisations
    return redirect(url_for(".people", slug=slug) if own else url_for("pages.my_work"))
