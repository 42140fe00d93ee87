"""Inviting people, and accepting an invitation."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from registry.accounts import forms
from registry.accounts.models import Invitation
from registry.accounts.queries.invitations import invitation_by_link
from registry.accounts.queries.people import person_by_email
from registry.accounts.services import invitations as services
from registry.accounts.services import joining
from registry.accounts.services.sessions import hash_of
from registry.accounts.views.blueprint import bp, open_cookie, settings
from registry.organisations.queries import organisation
from registry.rules import policy
from registry.rules.policy import Permission
from registry.rules.roles import grantable
from registry.web.requests import current_actor, public, requires

AFTERWARDS = "/my-work"


@bp.route("/organisations/<slug>/people/invite", methods=["GET", "POST"])
@requires(Permission.PERSON_INVITE)
def invite(slug: str) -> ResponseReturnValue:
    """Invite somebody; the link is shown once."""
    actor, here = current_actor(), organisation(slug)
    policy.require(actor, Permission.PERSON_INVITE, here)
    form = forms.InvitationForm(grantable(actor, here.id))
    invited = form.carry_out(lambda: services.invite(actor, here.id, form.details()))
    if invited is None:
        return render_template(
            "accounts/invite.html", form=form, organisation=here, synthetic=here.synthetic
        ), form.status
    return show_link(invited)


@bp.post("/organisations/<slug>/people/invitations/<int:invitation_id>/revoke")
@requires(Permission.PERSON_INVITE)
def revoke_invitation(slug: str, invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    services.revoke_invitation(current_actor(), organisation(slug).id, invitation_id)
    flash(_("The invitation is taken back. Its links no longer work."))
    return redirect(url_for(".people", slug=slug))


@bp.route("/join", methods=["GET", "POST"])
@public
def join() -> ResponseReturnValue:
    """Where an invitation's link leads: GET shows it, POST accepts it."""
    key = request.args.get("key", "")
    invitation = invitation_by_link(hash_of(key))
    if current_user.is_authenticated:
        return _as_member(invitation, key)
    if person_by_email(invitation.email):
        return render_template("accounts/join_after_signing_in.html", invitation=invitation, key=key)
    return _as_new(invitation, key)


def show_link(invited: services.Invited) -> ResponseReturnValue:
    """The page that shows an invitation's link, once."""
    link = settings().base_url + url_for("accounts.join", key=invited.token)
    return render_template("accounts/invited.html", invitation=invited.invitation, link=link)


def _as_member(invitation: Invitation, key: str) -> ResponseReturnValue:
    form = forms.AcceptForm()
    if form.carry_out(lambda: joining.accept_as_member(current_actor(), key)) is None:
        return render_template("accounts/join_as_member.html", form=form, invitation=invitation), form.status
    flash(_("You now belong to %(organisation)s.", organisation=invitation.organisation.name))
    return redirect(AFTERWARDS)


def _as_new(invitation: Invitation, key: str) -> ResponseReturnValue:
    form = forms.NewPersonForm(name=invitation.name)
    token = form.carry_out(lambda: joining.accept_as_new(key, form.details(), settings().session_hours))
    if token is None:
        return render_template("accounts/join_as_new.html", form=form, invitation=invitation), form.status
    open_cookie(token)
    flash(_("Welcome. You now belong to %(organisation)s.", organisation=invitation.organisation.name))
    return redirect(AFTERWARDS)
