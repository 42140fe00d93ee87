"""Signing in and out."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.accounts.forms import SignInForm
from registry.accounts.services import sessions, signing_in
from registry.accounts.views.blueprint import bp, clear_cookie, network, open_cookie, present_session, settings
from registry.web.addresses import safe_path
from registry.web.requests import public

AFTERWARDS = "/my-work"


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Ask for address and password; then go where the person was going."""
    form = SignInForm()
    secret, hours = settings().secret_key, settings().session_hours
    token = form.carry_out(lambda: signing_in.sign_in(form.credentials(network(), present_session()), secret, hours))
    if token is None:
        return render_template("accounts/sign_in.html", form=form), form.status
    open_cookie(token)
    return redirect(safe_path(request.args.get("next"), AFTERWARDS))


@bp.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the session, on the server as well."""
    number = present_session()
    if number is not None:
        sessions.end_session(number)
    clear_cookie()
    flash(_("You are signed out."))
    return redirect(url_for("pages.home"))
