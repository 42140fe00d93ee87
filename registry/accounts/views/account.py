"""What people see and change of their own account."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from registry.accounts import forms
from registry.accounts.queries import people
from registry.accounts.services import account as services
from registry.accounts.services import forgotten
from registry.accounts.views.blueprint import bp, open_cookie, settings
from registry.web.requests import current_actor, members, public


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


@bp.route("/new-password", methods=["GET", "POST"])
@public
def new_password() -> ResponseReturnValue:
    """Where the link for a lost password leads."""
    key, secret, hours = request.args.get("key", ""), settings().secret_key, settings().session_hours
    person = forgotten.person_with_key(key, secret)
    form = forms.NewPasswordForm()
    token = form.carry_out(lambda: forgotten.set_password(key, form.new.data or "", secret, hours))
    if token is None:
        return render_template("accounts/new_password.html", form=form, email=person.email), form.status
    open_cookie(token)
    flash(_("Your password is set. You are signed out everywhere else."))
    return redirect(url_for(".account"))
