"""Asking a force, and answering."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.catalogue.queries.tools import tool as readable_tool
from registry.core.errors import NotFound, WrongState
from registry.organisations import queries as organisations
from registry.replication import services
from registry.replication.forms import AnswerForm, AskForm, QueryForm
from registry.replication.models import Enquiry
from registry.replication.queries import enquiries
from registry.replication.queries.adoptions import adoption_at
from registry.replication.services.enquiries import Queried
from registry.replication.services.steps import Place
from registry.replication.views.blueprint import bp
from registry.rules import policy
from registry.rules.policy import Permission
from registry.web.requests import current_actor, members, requires


@bp.route("/tools/<slug>/ask/<organisation>", methods=["GET", "POST"])
@requires(Permission.ENQUIRY_ASK)
def enquire(slug: str, organisation: str) -> ResponseReturnValue:
    """A question to a force that has the tool, or to its owner."""
    actor = current_actor()
    tool, asked = readable_tool(actor, slug), organisations.organisation(organisation)
    policy.require(actor, Permission.ENQUIRY_ASK, tool)
    form = AskForm(list(organisations.by_ids(actor.organisations).values()))
    sent = form.carry_out(
        lambda: services.ask(actor, tool.id, asked.id, form.asker.data or 0, form.question.data or "")
    )
    if sent is None:
        example = tool.synthetic or asked.synthetic
        return render_template("replication/enquire.html", form=form, tool=tool, asked=asked, synthetic=example)
    flash(_("Your question is sent to %(name)s.", name=asked.name))
    return redirect(url_for("replication.enquiry", enquiry_id=sent.id))


@bp.route("/tools/<slug>/query/<organisation>", methods=["GET", "POST"])
@requires(Permission.ADOPTION_QUERY)
def query(slug: str, organisation: str) -> ResponseReturnValue:
    """Ask an adopter whether what is held of it is so."""
    actor = current_actor()
    tool, asked = readable_tool(actor, slug), organisations.organisation(organisation)
    row = adoption_at(actor, tool.id, asked.id)
    policy.require(actor, Permission.ADOPTION_QUERY, Queried(row.id if row else 0, tool.owner_id, asked.id))
    if row is None:
        raise NotFound(_("There is no such adoption, or it is not shared with you."))
    if asked.id in actor.organisations:
        raise WrongState(_("This is your own organisation: record what is true instead of asking."))
    form = QueryForm()
    sent = form.carry_out(lambda: services.query(actor, row.id, form.question.data or ""))
    if sent is None:
        values = {"form": form, "tool": tool, "asked": asked, "row": row}
        return render_template("replication/query.html", **values, synthetic=row.synthetic), form.status
    flash(_("%(name)s is asked whether it is so.", name=asked.name))
    return redirect(url_for("replication.enquiry", enquiry_id=sent.id))


@bp.get("/enquiries/<int:enquiry_id>")
@members
def enquiry(enquiry_id: int) -> ResponseReturnValue:
    """A question and its answer, for the people of both organisations."""
    return _enquiry(enquiries.enquiry(current_actor(), enquiry_id), AnswerForm())


@bp.post("/enquiries/<int:enquiry_id>")
@requires(Permission.ENQUIRY_ANSWER)
def answer(enquiry_id: int) -> ResponseReturnValue:
    """The answer, from the people of the organisation that was asked."""
    actor = current_actor()
    policy.require(actor, Permission.ENQUIRY_ANSWER, enquiries.enquiry(actor, enquiry_id))
    form = AnswerForm()
    if form.carry_out(lambda: services.answer(actor, enquiry_id, form.answer.data or "")):
        flash(_("Your answer is sent."))
        return redirect(url_for("replication.enquiry", enquiry_id=enquiry_id))
    return _enquiry(enquiries.enquiry(actor, enquiry_id), form)


def _enquiry(found: Enquiry, form: AnswerForm) -> ResponseReturnValue:
    may = found.answered_at is None and policy.allows(current_actor(), Permission.ENQUIRY_ANSWER, found)
    place = Place(found.tool_id, found.organisation_id)
    records = found.answered_at is None and policy.allows(current_actor(), Permission.ADOPTION_RECORD, place)
    example = found.tool.synthetic or found.organisation.synthetic
    return render_template(
        "replication/enquiry.html", enquiry=found, form=form, may_answer=may, may_record=records, synthetic=example
    ), form.status
