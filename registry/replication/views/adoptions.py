"""Recording where a force stands, and moving it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.core.errors import NotFound
from registry.replication.forms import move_form, send
from registry.replication.models import Adoption
from registry.replication.queries.gates import gate_before
from registry.replication.queries.history import StepRow
from registry.replication.queries.position import Position, position
from registry.replication.services.steps import Place
from registry.replication.views.blueprint import bp
from registry.rules import policy
from registry.rules.lifecycles import EXITS, PATH, Stage
from registry.rules.policy import Permission
from registry.rules.words import label
from registry.web.requests import current_actor, requires


@bp.route("/tools/<slug>/adoption", methods=["GET", "POST"])
@requires(Permission.ADOPTION_RECORD)
def record(slug: str) -> ResponseReturnValue:
    """Step one: choose the stage. Step two, with `to`: the proof that it asks for."""
    place = _place(slug)
    target = _stage(request.args.get("to"))
    if target is None:
        return render_template("replication/record.html", place=place, synthetic=place.example)
    if request.method == "GET" and target not in place.targets:
        return redirect(_back(place))
    return _move(place, target)


@bp.route("/tools/<slug>/adoption/steps/<int:step_id>", methods=["GET", "POST"])
@requires(Permission.ADOPTION_CORRECT)
def correct(slug: str, step_id: int) -> ResponseReturnValue:
    """Put a wrong step right; with `to`, as another stage."""
    place = _place(slug)
    wrong = next((step for step in place.steps if step.id == step_id and step.can_be_corrected), None)
    if wrong is None or place.row is None:
        raise NotFound(_("There is no such step, or it was put right before."))
    target = _stage(request.args.get("to")) or (wrong.stage if wrong.stage in (*PATH, *EXITS) else None)
    return _move(place, target or Stage.INTERESTED, wrong)


def _move(place: Position, target: Stage, wrong: StepRow | None = None) -> ResponseReturnValue:
    form = move_form(place, target, wrong)
    moved = form.carry_out(lambda: send(current_actor(), place, form, wrong))
    if moved is not None:
        flash(_moved(place, moved))
        return redirect(_back(place))
    if form.conflict:
        place = position(current_actor(), place.tool.slug, place.organisation.slug)
        form.revision.data = str(place.row.revision) if place.row else ""
    page = render_template(
        "replication/move.html",
        form=form,
        place=place,
        target=target,
        wrong=wrong,
        verb="correct" if wrong else place.verb(target),
        gate=gate_before(place.organisation.id, place.row.id if place.row else None, target),
        stages=(*PATH, *EXITS),
        synthetic=place.example,
    )
    return page, 409 if form.conflict else 200


def _place(slug: str) -> Position:
    """The position, for those who may record there."""
    actor = current_actor()
    place = position(actor, slug, request.args.get("organisation"))
    policy.require(actor, Permission.ADOPTION_RECORD, Place(place.tool.id, place.organisation.id))
    return place


def _back(place: Position) -> str:
    return url_for("replication.record", slug=place.tool.slug, organisation=place.organisation.slug)


def _moved(place: Position, adoption: Adoption) -> str:
    text: str = _(
        "%(tool)s at %(organisation)s is recorded as %(stage)s.",
        tool=place.tool.name,
        organisation=place.organisation.name,
        stage=label(adoption.stage).lower(),
    )
    return text


def _stage(code: str | None) -> Stage | None:
    return Stage(code) if code in (*PATH, *EXITS) else None
