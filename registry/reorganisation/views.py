"""Changes of organisations, for the registrar."""

from urllib.parse import urlencode

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from registry.core.paging import page_of_items
from registry.organisations.queries import of_kinds
from registry.reorganisation import queries, services
from registry.reorganisation.forms import FORMS, ChangeForm, ConfirmForm, UndoForm, details_from
from registry.reorganisation.services import Plan
from registry.rules import policy
from registry.rules.policy import Permission
from registry.rules.words import OrganisationKind, ReorganisationKind
from registry.web.requests import current_actor, requires

SIZE = 50

bp = Blueprint("reorganisation", __name__)


def init_app(app: Flask) -> None:
    """Add the pages."""
    app.register_blueprint(bp)


@bp.get("/reorganisations")
@requires(Permission.ORGANISATION_CHANGE)
def changes() -> ResponseReturnValue:
    """All changes, the newest first."""
    page = queries.changes(current_actor(), request.args.get("page", type=int))
    return render_template("reorganisation/changes.html", page=page, side=queries.side)


@bp.get("/reorganisations/<int:reorganisation_id>")
@requires(Permission.ORGANISATION_CHANGE)
def change(reorganisation_id: int) -> ResponseReturnValue:
    """One change with what moved."""
    found = queries.change(current_actor(), reorganisation_id)
    return render_template("reorganisation/change.html", change=found)


@bp.get("/reorganisations/new")
@requires(Permission.ORGANISATION_CHANGE)
def new() -> ResponseReturnValue:
    """Which kind of change."""
    policy.require(current_actor(), Permission.ORGANISATION_CHANGE)
    return render_template("reorganisation/new.html")


@bp.route("/reorganisations/new/<manner>", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_CHANGE)
def begin(manner: str) -> ResponseReturnValue:
    """What the change is; leads to what it would move."""
    actor = current_actor()
    policy.require(actor, Permission.ORGANISATION_CHANGE)
    form = _form_of(manner)().offer(of_kinds(*OrganisationKind))
    if form.carry_out(lambda: services.plan(actor, form.details())):
        return redirect(f"{url_for('.check', manner=manner)}?{urlencode(form.query())}")
    return render_template("reorganisation/begin.html", form=form, kind=manner), form.status


@bp.route("/reorganisations/new/<manner>/check", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_CHANGE)
def check(manner: str) -> ResponseReturnValue:
    """What would move, choices about it, and the confirmation of exactly that."""
    actor = current_actor()
    policy.require(actor, Permission.ORGANISATION_CHANGE)
    _form_of(manner)
    details = details_from(ReorganisationKind(manner), request.args)
    found, form = services.plan(actor, details), ConfirmForm()
    if "choose" in request.form and form.validate_on_submit():
        return redirect(f"{url_for('.check', manner=manner)}?{urlencode(_chosen(request.args, request.form))}")
    changed = form.is_submitted() and form.digest.data != found.digest
    if not changed:
        made = form.carry_out(lambda: services.change(actor, details, form.digest.data or ""))
        if made:
            flash(_("The change is made. What moved is listed below."))
            return redirect(url_for(".change", reorganisation_id=made.id))
    return _checked(found, form, manner, changed=changed)


@bp.route("/reorganisations/<int:reorganisation_id>/undo", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_CHANGE)
def undo(reorganisation_id: int) -> ResponseReturnValue:
    """Undo a change by an entry of its own."""
    actor = current_actor()
    found = services.undo_plan(actor, reorganisation_id)
    form = UndoForm().offer(found)
    made = form.carry_out(
        lambda: services.undo(
            actor, reorganisation_id, form.reason.data or "", form.rest.data or "", form.digest.data or ""
        )
    )
    if made:
        flash(_("The change is undone. What could not go back is listed below."))
        return redirect(url_for(".change", reorganisation_id=made.id))
    return render_template("reorganisation/undo.html", form=form, plan=found), form.status


def _form_of(kind: str) -> type[ChangeForm]:
    if kind not in FORMS:
        raise NotFound
    return FORMS[kind]


def _checked(found: Plan, form: ConfirmForm, kind: str, *, changed: bool) -> ResponseReturnValue:
    """The plan, one kind of row at a time; shown again as 409 when it is no longer what was confirmed."""
    form.digest.data = found.digest
    kinds = list(found.by_kind)
    shown = request.args.get("show", kinds[0] if kinds else "")
    page = page_of_items(found.by_kind.get(shown, []), request.args.get("page", type=int), SIZE)
    html = render_template(
        "reorganisation/check.html",
        plan=found,
        form=form,
        kind=kind,
        shown=shown,
        page=page,
        changed=changed,
        kept=[(key, value) for key, value in request.args.items(multi=True) if key not in ("show", "page")],
        synthetic=found.before[0].synthetic,
    )
    return html, 409 if changed else form.status


def _chosen(asked: "MultiDict[str, str]", sent: "MultiDict[str, str]") -> list[tuple[str, str]]:
    """The address with the choices that were sent in the place of earlier ones."""
    choices = dict(pair.rsplit(":", 1) for pair in asked.getlist("to") if ":" in pair)
    choices |= {key.removeprefix("to-"): value for key, value in sent.items() if key.startswith("to-")}
    kept = [(key, value) for key, value in asked.items(multi=True) if key != "to"]
    return [*kept, *(("to", f"{key}:{value}") for key, value in choices.items() if value)]
