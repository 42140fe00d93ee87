"""The addresses of systems, of what fits them, and of forces that are alike."""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.estates import services
from registry.estates.forms import ShareForm, estate_form
from registry.estates.queries import alike, estate, fitting
from registry.rules.policy import Permission
from registry.web.requests import current_actor, public, requires

bp = Blueprint("estates", __name__)


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)


@bp.get("/organisations/<slug>/systems")
@requires(Permission.ESTATE_READ)
def show(slug: str) -> ResponseReturnValue:
    """The systems of one's own organisation."""
    found = estate.estate(current_actor(), slug)
    form = ShareForm(data={"agreed": "yes" if found.agreed else "no"})
    return render_template("estates/show.html", estate=found, form=form, synthetic=found.organisation.synthetic)


@bp.route("/organisations/<slug>/systems/change", methods=["GET", "POST"])
@requires(Permission.ESTATE_EDIT)
def change(slug: str) -> ResponseReturnValue:
    """Say which systems one's own organisation has."""
    actor = current_actor()
    found = estate.estate(actor, slug, Permission.ESTATE_EDIT)
    form = estate_form(found)
    still = bool(form.still_true.data)
    done = form.carry_out(lambda: (services.state_estate(actor, slug, form.read, form.said(), still),))
    if done:
        flash(_("What you stated is saved. Only your own force sees it."))
        return redirect(url_for(".show", slug=slug))
    page = render_template("estates/change.html", estate=found, form=form, synthetic=found.organisation.synthetic)
    return page, form.status


@bp.post("/organisations/<slug>/systems/share")
@requires(Permission.ESTATE_SHARE)
def share(slug: str) -> ResponseReturnValue:
    """Let policing be told what fits, or not."""
    actor = current_actor()
    found = estate.estate(actor, slug, Permission.ESTATE_SHARE)
    form = ShareForm()
    if form.carry_out(lambda: services.share(actor, slug, form.agreed.data == "yes")):
        flash(_("It is noted whether others are told which tools fit."))
        return redirect(url_for(".show", slug=slug))
    page = render_template("estates/show.html", estate=found, form=form, synthetic=found.organisation.synthetic)
    return page, form.status


@bp.get("/organisations/<slug>/compatible")
@requires(Permission.COMPATIBILITY_READ)
def compatible(slug: str) -> ResponseReturnValue:
    """Which tools an organisation could take as they are."""
    found = fitting.organisation_fit(current_actor(), slug, request.args.get("page", type=int))
    return render_template("estates/compatible.html", found=found, synthetic=found.organisation.synthetic)


@bp.get("/tools/<slug>/compatibility")
@requires(Permission.COMPATIBILITY_READ)
def compatibility(slug: str) -> ResponseReturnValue:
    """Which forces could take a tool as it is."""
    found = fitting.tool_fit(current_actor(), slug)
    return render_template("estates/compatibility.html", found=found, synthetic=found.tool.synthetic)


@bp.get("/organisations/<slug>/like")
@public
def like(slug: str) -> ResponseReturnValue:
    """Forces like this one, and what is live there and not here."""
    found = alike.alike(current_actor(), slug)
    return render_template("estates/like.html", found=found, synthetic=found.organisation.synthetic)
