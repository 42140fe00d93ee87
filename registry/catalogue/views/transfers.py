"""Handing a record to another organisation, and the records that nobody answers for."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.catalogue.forms import PlainForm
from registry.catalogue.forms.people import AnswerForm, TransferForm
from registry.catalogue.queries import orphans as orphaned
from registry.catalogue.queries import transfers as reading
from registry.catalogue.services import transfers as services
from registry.catalogue.views.blueprint import bp
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires


@bp.route("/tools/<slug>/transfer", methods=["GET", "POST"])
@requires(Permission.TRANSFER_OFFER)
def transfer(slug: str) -> ResponseReturnValue:
    """Offer a record to another organisation, or see the offer that stands."""
    actor = current_actor()
    page = reading.offer_page(actor, slug)
    form = TransferForm().offer(page.choices)
    wanted = form.organisation.data or ""
    if form.carry_out(lambda: services.offer_transfer(actor, slug, wanted, form.reason.data or "")):
        flash(_("The record is offered. Their leads are told."))
        return redirect(url_for(".transfer", slug=slug))
    template = "catalogue/transfer_standing.html" if page.offer else "catalogue/transfer.html"
    return render_template(template, form=form, page=page, tool=page.tool, synthetic=page.tool.synthetic), form.status


@bp.post("/tools/<slug>/transfer/withdraw")
@requires(Permission.TRANSFER_WITHDRAW)
def withdraw_transfer(slug: str) -> ResponseReturnValue:
    """Take an offer back."""
    PlainForm().carry_out(lambda: services.withdraw_transfer(current_actor(), slug))
    flash(_("The offer is taken back."))
    return redirect(url_for(".transfer", slug=slug))


@bp.route("/transfers/<int:transfer_id>", methods=["GET", "POST"])
@requires(Permission.TRANSFER_ACCEPT)
def answer_transfer(transfer_id: int) -> ResponseReturnValue:
    """Take a record over, or decline it."""
    actor = current_actor()
    page = reading.answer_page(actor, transfer_id)
    form = AnswerForm().asks(_("Accept: we answer for this record"), _("Decline"), _("If you decline. They read it."))
    said = form.reason.data or ""
    done: object = form.carry_out(
        lambda: (
            services.accept_transfer(actor, transfer_id).slug
            if form.yes
            else services.decline_transfer(actor, transfer_id, said).id
        )
    )
    if done:
        flash(_("The record is yours now.") if form.yes else _("You declined. The record stays where it is."))
        return redirect(url_for(".edit", slug=done) if form.yes else url_for("pages.my_work"))
    synthetic = page.transfer.tool.synthetic
    return render_template("catalogue/transfer_answer.html", form=form, page=page, synthetic=synthetic), form.status


@bp.get("/orphans")
@requires(Permission.ORPHAN_READ)
def orphans() -> ResponseReturnValue:
    """Records that nobody answers for, why, and what to do."""
    page = orphaned.orphans(current_actor(), request.args.get("page", type=int))
    return render_template("catalogue/orphans.html", page=page, orphans=orphaned.told(page))
