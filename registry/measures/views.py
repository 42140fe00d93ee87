"""The addresses at which the registrar keeps the measures; they are read on pages that show evidence too."""

from flask import Blueprint, Flask, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.measures import queries, services
from registry.measures.forms import AddMeasureForm, EditMeasureForm, as_typed
from registry.rules.policy import Permission, require
from registry.web.requests import current_actor, requires

bp = Blueprint("measures", __name__)


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)


@bp.route("/measures/new", methods=["GET", "POST"])
@requires(Permission.MEASURE_EDIT)
def add() -> ResponseReturnValue:
    """A new standard measure."""
    require(current_actor(), Permission.MEASURE_EDIT)
    form = AddMeasureForm()
    made = form.carry_out(lambda: services.add_measure(current_actor(), form.code.data or "", form.details()))
    if made:
        flash(_("The measure is added."))
        return redirect(url_for("pages.measure", code=made.code))
    return render_template("measures/add.html", form=form), form.status


@bp.route("/measures/<code>/edit", methods=["GET", "POST"])
@requires(Permission.MEASURE_EDIT)
def edit(code: str) -> ResponseReturnValue:
    """Define a measure anew."""
    actor = current_actor()
    measure = queries.editable_measure(actor, code)
    form = EditMeasureForm(data=as_typed(measure))
    act = (actor, code)
    if form.carry_out(lambda: services.edit_measure(*act, form.details(), form.reason.data or "", form.read_at())):
        flash(_("The measure is defined anew. Earlier versions are kept."))
        return redirect(url_for("pages.measure", code=code))
    return render_template("measures/edit.html", form=form, measure=measure), form.status
