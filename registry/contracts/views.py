"""The addresses of contracts."""

from flask import Blueprint, Flask, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.catalogue.forms import PlainForm
from registry.contracts import services
from registry.contracts.forms import ReleaseContractForm, contract_form
from registry.contracts.queries import contracts as reading
from registry.rules.policy import Permission
from registry.web.requests import current_actor, public, requires

bp = Blueprint("contracts", __name__)


def init_app(app: Flask) -> None:
    """Add the addresses."""
    app.register_blueprint(bp)


@bp.get("/tools/<slug>/contracts")
@public
def show(slug: str) -> ResponseReturnValue:
    """Those that the reader may read."""
    page = reading.contracts_page(current_actor(), slug)
    return render_template(
        "contracts/show.html",
        page=page,
        tool=page.tool,
        is_old=reading.is_old,
        form=PlainForm(),
        synthetic=page.tool.synthetic,
    )


@bp.route("/tools/<slug>/contracts/new", methods=["GET", "POST"])
@requires(Permission.CONTRACT_RECORD)
def record(slug: str) -> ResponseReturnValue:
    """Say what one's own organisation bought."""
    actor = current_actor()
    choices = reading.contract_choices(actor, slug)
    form = contract_form(choices)
    if form.carry_out(lambda: services.record_contract(actor, slug, form.details(choices))):
        flash(_("The contract is recorded. Policing alone sees it until it is released."))
        return redirect(url_for(".show", slug=slug))
    return _form(form, choices), form.status


@bp.route("/tools/<slug>/contracts/<int:contract_id>", methods=["GET", "POST"])
@requires(Permission.CONTRACT_RECORD)
def change(slug: str, contract_id: int) -> ResponseReturnValue:
    """Correct a contract, or say that it still stands."""
    actor = current_actor()
    choices = reading.contract_choices(actor, slug, contract_id)
    form = contract_form(choices)
    if form.carry_out(lambda: services.change_contract(actor, slug, contract_id, form.details(choices))):
        flash(_("The contract is saved. What it said before is kept. Policing alone sees it until it is released."))
        return redirect(url_for(".show", slug=slug))
    return _form(form, choices), form.status


@bp.route("/tools/<slug>/contracts/<int:contract_id>/release", methods=["GET", "POST"])
@requires(Permission.CONTRACT_RELEASE)
def release(slug: str, contract_id: int) -> ResponseReturnValue:
    """Say who may see a contract."""
    actor = current_actor()
    row = reading.contract_to(Permission.CONTRACT_RELEASE, actor, slug, contract_id)
    form = ReleaseContractForm(data={"visibility": row.visibility.value})
    role = form.role.data or ""
    if form.carry_out(lambda: services.release_contract(actor, slug, contract_id, form.chosen(), role)):
        flash(_("It is noted who may see the contract."))
        return redirect(url_for(".show", slug=slug))
    page = render_template("contracts/release.html", form=form, row=row, synthetic=row.synthetic)
    return page, form.status


@bp.route("/tools/<slug>/contracts/<int:contract_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.CONTRACT_RECORD)
def withdraw(slug: str, contract_id: int) -> ResponseReturnValue:
    """Take a contract back, after being asked."""
    actor = current_actor()
    row = reading.contract_to(Permission.CONTRACT_RECORD, actor, slug, contract_id)
    form = PlainForm()
    if form.carry_out(lambda: services.withdraw_contract(actor, slug, contract_id)):
        flash(_("The contract is taken back. Nobody is shown it any more."))
        return redirect(url_for(".show", slug=slug))
    return render_template("contracts/withdraw.html", form=form, row=row, synthetic=row.synthetic)


def _form(form: object, choices: reading.ContractChoices) -> str:
    tool = choices.tool
    return render_template("contracts/form.html", form=form, choices=choices, tool=tool, synthetic=tool.synthetic)
