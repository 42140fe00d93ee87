"""What a supplier that a record names says of it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.catalogue import queries
from registry.catalogue.forms import PlainForm
from registry.catalogue.forms.people import AnswerForm, CorrectionForm, ReplyForm
from registry.catalogue.queries import suppliers as reading
from registry.catalogue.services import suppliers as services
from registry.catalogue.views.blueprint import bp
from registry.rules.policy import Permission
from registry.web.requests import current_actor, requires


@bp.route("/tools/<slug>/reply", methods=["GET", "POST"])
@requires(Permission.REPLY_ADD)
def supplier_reply(slug: str) -> ResponseReturnValue:
    """Have a reply shown, and see which corrections were asked for."""
    actor = current_actor()
    page = reading.reply_page(actor, slug)
    form = ReplyForm(data={"reply": page.reply.words if page.reply else ""})
    if form.carry_out(lambda: services.set_reply(actor, slug, form.reply.data or "")):
        flash(_("Your reply is shown beside the record."))
        return redirect(url_for(".supplier_reply", slug=slug))
    return render_template(
        "catalogue/reply.html", form=form, page=page, tool=page.tool, synthetic=page.tool.synthetic
    ), form.status


@bp.route("/tools/<slug>/reply/correction", methods=["GET", "POST"])
@requires(Permission.REPLY_ADD)
def ask_correction(slug: str) -> ResponseReturnValue:
    """Ask the owner to correct an answer."""
    actor = current_actor()
    page = reading.reply_page(actor, slug)
    form = CorrectionForm().about(page.questions)
    typed = services.CorrectionDetails(form.question.data or "", form.words.data or "", form.reason.data or "")
    if form.carry_out(lambda: services.ask_correction(actor, slug, typed)):
        flash(_("The lead of its owner is asked. You see the answer here."))
        return redirect(url_for(".supplier_reply", slug=slug))
    return render_template(
        "catalogue/reply_correction.html", form=form, page=page, tool=page.tool, synthetic=page.tool.synthetic
    ), form.status


@bp.post("/tools/<slug>/reply/withdraw")
@requires(Permission.REPLY_ADD)
def withdraw_reply(slug: str) -> ResponseReturnValue:
    """Take the reply back."""
    PlainForm().carry_out(lambda: services.withdraw_reply(current_actor(), slug))
    flash(_("Your reply is taken back."))
    return redirect(url_for(".supplier_reply", slug=slug))


@bp.route("/tools/<slug>/corrections/<int:reply_id>", methods=["GET", "POST"])
@requires(Permission.REPLY_ANSWER)
def answer_correction(slug: str, reply_id: int) -> ResponseReturnValue:
    """Take a supplier's correction over into the draft, or decline it."""
    actor = current_actor()
    tool = queries.tool_to(Permission.REPLY_ANSWER, actor, slug)
    row = reading.correction(tool, reply_id)
    form = AnswerForm().asks(
        _("Take it over: begin a draft, or add it to the open one"), _("Decline it"), _("Needed if you decline.")
    )
    reason = form.reason.data or ""
    if form.carry_out(lambda: services.answer_correction(actor, slug, reply_id, form.yes, reason)):
        flash(_("It is answered. Nothing is published until you submit the draft."))
        return redirect(url_for(".edit", slug=slug))
    about = reading.answers_open(tool).get(row.question or "", "")
    page = render_template(
        "catalogue/reply_answer.html", form=form, row=row, about=about, tool=tool, synthetic=tool.synthetic
    )
    return page, form.status
