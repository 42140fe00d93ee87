"""Asking for access, and answering."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.accounts import forms
from registry.accounts.queries.access import waiting_request, waiting_requests
from registry.accounts.services import access as services
from registry.accounts.views.blueprint import bp, network, settings
from registry.accounts.views.invitations import show_link
from registry.organisations.queries import of_kinds
from registry.rules.policy import Permission
from registry.rules.roles import grantable
from registry.rules.words import POLICING_KINDS
from registry.web.requests import current_actor, public, requires


@bp.route("/request-access", methods=["GET", "POST"])
@public
def request_access() -> ResponseReturnValue:
    """Ask to join; the answer is the same whether or not the address is known."""
    form = forms.AccessForm(of_kinds(*POLICING_KINDS))
    secret = settings().secret_key
    if form.carry_out(lambda: services.request_access(form.details(network()), secret)) is None:
        return render_template("accounts/request_access.html", form=form), form.status
    return redirect(url_for(".access_requested"))


@bp.get("/request-access/sent")
@public
def access_requested() -> ResponseReturnValue:
    """What happens next."""
    return render_template("accounts/access_requested.html")


@bp.get("/access-requests")
@requires(Permission.PERSON_APPROVE)
def access_requests() -> ResponseReturnValue:
    """The requests that wait for this person's answer, oldest first."""
    page = waiting_requests(current_actor(), request.args.get("page", type=int))
    return render_template("accounts/access_requests.html", page=page)


@bp.route("/access-requests/<int:request_id>", methods=["GET", "POST"])
@requires(Permission.PERSON_APPROVE)
def answer_access(request_id: int) -> ResponseReturnValue:
    """Approve, which makes an invitation, or refuse."""
    actor = current_actor()
    asked = waiting_request(actor, request_id)
    form = forms.AnswerForm(grantable(actor, asked.organisation_id))
    if not form.validate_on_submit():
        return render_template("accounts/answer_access.html", form=form, asked=asked), form.status
    if form.role is None:
        services.refuse_access(actor, request_id)
        flash(_("The request is refused."))
        return redirect(url_for(".access_requests"))
    return show_link(services.approve_access(actor, request_id, form.role))
