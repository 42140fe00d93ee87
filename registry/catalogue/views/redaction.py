"""Taking words out of a record for good: asking for it, and agreeing to it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.attachments.views import keeping
from registry.catalogue import queries, services
from registry.catalogue.forms import PlainForm, ReasonForm
from registry.catalogue.queries import redactable, redactions
from registry.catalogue.views.blueprint import bp
from registry.core.errors import NotFound
from registry.rules.lifecycles import RedactionState
from registry.rules.policy import Permission, allows
from registry.web.requests import current_actor, requires


@bp.route("/tools/<slug>/redact", methods=["GET", "POST"])
@requires(Permission.TOOL_REDACT)
def redact(slug: str) -> ResponseReturnValue:
    """Choose what is to be taken out, then say why."""
    actor = current_actor()
    tool = queries.tool_to(Permission.TOOL_REDACT, actor, slug)
    what = request.args.get("what", "")
    if not what:
        listed = redactable.choices(actor, tool)
        return render_template("catalogue/redact.html", tool=tool, listed=listed, synthetic=tool.synthetic)
    chosen = redactable.choice(actor, tool, what)
    if chosen is None:
        raise NotFound("There is nothing of that kind in this record, or it is redacted already.")
    form = ReasonForm()
    if form.carry_out(lambda: services.ask_redaction(actor, slug, what, form.reason.data or "")):
        flash(_("Your request is sent. Nothing is redacted until the other of the two agrees."))
        return redirect(url_for(".redactions"))
    page = render_template("catalogue/redact_ask.html", form=form, tool=tool, chosen=chosen, synthetic=tool.synthetic)
    return page, form.status


@bp.get("/redactions", endpoint="redactions")
@requires(Permission.REDACTION_AGREE)
def waiting_redactions() -> ResponseReturnValue:
    """What waits for the actor's agreement, and what became of every request."""
    actor = current_actor()
    page = redactions.redactions(actor, request.args.get("page", type=int))
    return render_template("catalogue/redactions.html", page=page, waiting=redactions.waiting_for(actor))


@bp.get("/redactions/<int:redaction_id>")
@requires(Permission.REDACTION_AGREE)
def redaction(redaction_id: int) -> ResponseReturnValue:
    """One request, with what agreeing to it does."""
    actor = current_actor()
    found = redactions.redaction(actor, redaction_id)
    may = found.state is RedactionState.ASKED and allows(actor, Permission.REDACTION_AGREE, found)
    return render_template(
        "catalogue/redaction.html", asked=found, may=may, form=PlainForm(), synthetic=found.tool.synthetic
    )


@bp.post("/redactions/<int:redaction_id>/agree")
@requires(Permission.REDACTION_AGREE)
def agree_redaction(redaction_id: int) -> ResponseReturnValue:
    """Agree: the words are gone."""
    if PlainForm().validate_on_submit():
        services.agree_redaction(current_actor(), redaction_id, keeping().store)
        flash(_("It is redacted, in every version."))
    return redirect(url_for(".redaction", redaction_id=redaction_id))


@bp.post("/redactions/<int:redaction_id>/refuse")
@requires(Permission.REDACTION_REFUSE)
def refuse_redaction(redaction_id: int) -> ResponseReturnValue:
    """Refuse: everything stays as it is."""
    if PlainForm().validate_on_submit():
        services.refuse_redaction(current_actor(), redaction_id)
        flash(_("The request is refused. The words stay."))
    return redirect(url_for(".redaction", redaction_id=redaction_id))
