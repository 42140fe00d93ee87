"""Everything due on one page: for who is signed in, and for who holds the link of the month."""

from typing import cast

from flask import Blueprint, Flask, Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from config import Settings
from registry.accounts.services.sessions import hash_of
from registry.freshness import services
from registry.freshness.forms import DueForm, RestrictForm
from registry.freshness.queries.due import led
from registry.organisations.queries import organisation
from registry.rules import policy
from registry.rules.policy import Permission
from registry.web.addresses import network_of
from registry.web.requests import ask_to_sign_in, current_actor, members, public, requires

bp = Blueprint("freshness", __name__)


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)


@bp.after_request
def sealed(response: Response) -> Response:
    """The address of a link is a secret: it is passed on to nobody and kept nowhere, whatever the answer."""
    if request.endpoint == "freshness.by_link":
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
    return response


@bp.route("/due", methods=["GET", "POST"])
@members
def due() -> ResponseReturnValue:
    """What is due wherever the reader leads: tick, still true, send."""
    actor = current_actor()
    form = DueForm()
    done = form.carry_out(lambda: services.confirm_facts(actor, form.ticked))
    if done is None:
        return render_template("freshness/due.html", form=form, due=led(actor)), form.status
    flash(_confirmed(len(done)))
    return redirect(_back())


@bp.route("/due/link", methods=["GET", "POST"])
@public
def by_link() -> ResponseReturnValue:
    """The page that the link of a monthly mail opens. GET shows, POST confirms, once."""
    token, reader_id = hash_of(request.args.get("key", "")), current_actor().id
    found = services.look(token, reader_id, _caller())
    if found.needs_sign_in and reader_id is None:
        return ask_to_sign_in(url_for(".due"))  # the secret goes into no other address
    form = DueForm()
    done = form.carry_out(lambda: services.confirm_by_link(token, form.ticked, reader_id, _caller()))
    if done is None:
        found = services.look(token, reader_id, _caller())
        return render_template("freshness/by_link.html", form=form, found=found), form.status
    return render_template("freshness/confirmed.html", done=done)


@bp.route("/organisations/<slug>/monthly-link", methods=["GET", "POST"])
@requires(Permission.DUE_LINK_RESTRICT)
def restrict(slug: str) -> ResponseReturnValue:
    """Whether the monthly link of an organisation asks for a sign-in."""
    found = organisation(slug)
    policy.require(current_actor(), Permission.DUE_LINK_RESTRICT, found)
    form = RestrictForm(needs_sign_in=bool(found.link_needs_sign_in))
    if form.carry_out(lambda: services.restrict_links(current_actor(), slug, bool(form.needs_sign_in.data))):
        flash(_("It is set."))
        return redirect(url_for("pages.organisation", slug=slug))
    return render_template(
        "freshness/restrict.html", form=form, organisation=found, synthetic=found.synthetic
    ), form.status


def _confirmed(number: int) -> str:
    text: str = ngettext("%(num)s fact is confirmed from today.", "%(num)s facts are confirmed from today.", number)
    return text


def _back() -> str:
    slug = request.form.get("organisation")
    return url_for("pages.organisation", slug=slug) if slug else url_for("freshness.due")


def _caller() -> services.Caller:
    settings = cast(Settings, current_app.config["SETTINGS"])
    return services.Caller(network_of(request.remote_addr), settings.secret_key)
