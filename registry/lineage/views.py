"""The lineage of a tool, and saying where one's own force has it from."""

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.lineage import queries, services
from registry.lineage.forms import statement_form
from registry.rules.policy import Permission
from registry.web.requests import current_actor, public, requires

bp = Blueprint("lineage", __name__)


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)


@bp.get("/tools/<slug>/lineage")
@public
def show(slug: str) -> ResponseReturnValue:
    """Who has it from whom, as a tree or as a list."""
    found = queries.lineage(current_actor(), slug)
    as_list = request.args.get("as") == "list"
    return render_template("lineage/show.html", lineage=found, as_list=as_list, synthetic=found.tool.synthetic)


@bp.route("/tools/<slug>/lineage/state", methods=["GET", "POST"])
@requires(Permission.LINEAGE_STATE)
def state(slug: str) -> ResponseReturnValue:
    """Say where one's own force has it from."""
    actor = current_actor()
    place = queries.stating(actor, slug, request.args.get("organisation"))
    form = statement_form(place)
    if form.carry_out(lambda: services.state(actor, slug, place.organisation.slug, form.read, form.said())):
        flash(_("It is recorded where %(name)s has it from.", name=place.organisation.name))
        return redirect(url_for(".show", slug=slug))
    page = render_template("lineage/state.html", form=form, place=place, synthetic=place.tool.synthetic)
    return page, form.status
