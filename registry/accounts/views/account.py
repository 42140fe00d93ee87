"""What people see and change of their own account."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from registry.accounts import forms
from registry.accounts.queries import people
from registry.accounts.services import account as services
from registry.accounts.views.blueprint import bp, open_cookie, settings
from registry.web.requests import current_actor, members


@bp.get("/account")
@members
def account() -> ResponseReturnValue:
    """Name, address, roles."""
    roles = people.own_roles(current_actor())
    return render_template("accounts/account.html", member=current_user.member, roles=roles)


@bp.route("/account/name", methods=["GET", "POST"])
@members
def change_name() -> ResponseReturnValue:
    """How the name is written."""
    form = forms.NameForm(name=current_user.member.name)
    if form.carry_out(lambda: services.rename(current_actor(), form.name.data or "")) is None:
        return render_template("accounts/change_name.html", form=form), form.status
    flash(_("Your name is changed."))
    return redirect(url_for(".account"))


@bp.route("/account/password", methods=["GET", "POST"])
@members
def change_password() -> ResponseReturnValue:
    """A new password; every other session ends."""
    form = forms.PasswordForm()
    secret, hours = settings().secret_key, settings().session_hours
    token = form.carry_out(lambda: services.change_password(current_actor(), form.details(), secret, hours))
    if token is None:
        return render_template("accounts/change_password.html", form=form), form.status
    open_cookie(token)
    flash(_("Your password is changed. You are signed out everywhere else."))
    return redirect(url_for(".account"))
