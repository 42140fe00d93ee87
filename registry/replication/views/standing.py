"""On whose word an adoption rests, and who may read it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from registry.core.errors import NotFound
from registry.replication import services
from registry.replication.forms import DisputeForm, ReleaseForm, SettleForm, read_at, ticked
from registry.replication.queries.position import Position, position
from registry.replication.queries.rows import AdoptionRow
from registry.replication.views.blueprint import bp
from registry.rules import policy
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires


@bp.post("/adoptions/confirm")
@requires(Permission.ADOPTION_CONFIRM)
def confirm() -> ResponseReturnValue:
    """Still true: everything that was ticked."""
    done = services.confirm_all(current_actor(), ticked(request.form.getlist("due")))
    flash(
        ngettext(
            "%(num)s adoption is confirmed from today.",
            "%(num)s adoptions are confirmed from today.",
            len(done),
        )
    )
    organisation = request.form.get("organisation")
    return redirect(url_for("pages.organisation", slug=organisation) if organisation else url_for("pages.my_work"))


@bp.route("/tools/<slug>/adoption/dispute", methods=["GET", "POST"])
@requires(Permission.ADOPTION_DISPUTE)
def dispute(slug: str) -> ResponseReturnValue:
    """Say that what a source reports of one's own force is not so."""
    place, row = _held(slug, Permission.ADOPTION_DISPUTE)
    services.disputable(row.id, row.standing)
    form = DisputeForm(revision=row.revision)
    act = form.carry_out(lambda: services.dispute(current_actor(), row.id, read_at(form), form.assertion()))
    if act is None:
        return render_template("replication/dispute.html", form=form, place=place, row=row, synthetic=place.example)
    flash(_("It is disputed from now on and counts only as disputed."))
    return redirect(url_for("replication.record", slug=slug, organisation=place.organisation.slug))


@bp.route("/tools/<slug>/adoption/<organisation>/settle", methods=["GET", "POST"])
@requires(Permission.ADOPTION_SETTLE)
def settle(slug: str, organisation: str) -> ResponseReturnValue:
    """What becomes of a report that its force disputes, for the registrar."""
    place, row = _held(slug, Permission.ADOPTION_SETTLE, organisation)
    form = SettleForm(revision=row.revision)
    act = form.carry_out(lambda: services.settle(current_actor(), row.id, read_at(form), form.settlement()))
    if act is None:
        page = render_template("replication/settle.html", form=form, place=place, row=row, synthetic=place.example)
        return page, form.status
    flash(_("The dispute is settled. Both sides are told."))
    return redirect(url_for("pages.my_work"))


@bp.route("/tools/<slug>/adoption/release", methods=["GET", "POST"])
@requires(Permission.ADOPTION_RELEASE)
def release(slug: str) -> ResponseReturnValue:
    """Set who may read the adoption."""
    place, row = _held(slug, Permission.ADOPTION_RELEASE)
    form = ReleaseForm(revision=row.revision, visibility=row.visibility.value)
    act = form.carry_out(
        lambda: services.release(
            current_actor(), row.id, read_at(form), form.chosen, form.role.data or "", form.reference.data or ""
        )
    )
    if act is None:
        return render_template("replication/release.html", form=form, place=place, row=row, synthetic=place.example)
    flash(_("It is set who may read it."))
    return redirect(url_for("replication.record", slug=slug, organisation=place.organisation.slug))


def _held(slug: str, permission: Permission, organisation: str | None = None) -> tuple[Position, AdoptionRow]:
    actor = current_actor()
    place = position(actor, slug, organisation or request.args.get("organisation"))
    if place.row is None:
        raise NotFound(_("There is no such adoption, or it is not shared with you."))
    policy.require(actor, permission, place.row)
    return place, place.row
