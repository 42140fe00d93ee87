"""Cases: opened, put on an agenda, decided; and the conditions and actions that follow."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.core.errors import Invalid
from registry.governance.forms.boards import (
    AssignForm,
    CaseForm,
    EmptyForm,
    ProofForm,
    ScheduleForm,
)
from registry.governance.forms.decisions import decision_form
from registry.governance.models import Case
from registry.governance.queries import boards as queries
from registry.governance.queries import pages
from registry.governance.services import cases as services
from registry.governance.services import decisions, tasks
from registry.governance.views.blueprint import bp
from registry.rules.policy import Permission
from registry.web.forms import GovForm
from registry.web.requests import current_actor, public, requires


@bp.route("/cases/new", methods=["GET", "POST"])
@requires(Permission.CASE_OPEN)
def open_case() -> ResponseReturnValue:
    """The owner's lead, or a secretary, puts a question about a record to a board."""
    actor = current_actor()
    form = CaseForm(tool=request.args.get("tool"), board=request.args.get("board", type=int))
    form.offer(pages.board_choices(actor))
    made = form.carry_out(lambda: services.open_case(actor, form.board.data, form.slug(), form.question.data))
    if made:
        flash(_("The case is open. The board's secretariat puts it on an agenda."))
        return redirect(url_for(".case", case_id=made.id))
    page = render_template("governance/open_case.html", form=form)
    return page, 422 if form.errors else 200


@bp.get("/cases/<int:case_id>")
@public
def case(case_id: int) -> ResponseReturnValue:
    """A case: the question, where it is, what was decided, what follows, and what the reader may do."""
    actor = current_actor()
    found = queries.case(actor, case_id)
    meetings = queries.meetings(found.board_id)
    return render_template(
        "governance/case.html",
        case=found,
        synthetic=found.board.synthetic,
        agenda=queries.agenda_of(found.id),
        follow=pages.follow_up(actor, found),
        may=pages.may(actor, found),
        assign_form=assign_form(found),
        schedule_form=ScheduleForm(formdata=None).offer(meetings),
    )


@bp.post("/cases/<int:case_id>/assign")
@requires(Permission.CASE_ASSIGN)
def assign(case_id: int) -> ResponseReturnValue:
    """Somebody on the board looks into it."""
    form = assign_form(queries.case_to(Permission.CASE_ASSIGN, current_actor(), case_id))
    return step(case_id, form, lambda: services.assign(current_actor(), case_id, form.person.data))


@bp.post("/cases/<int:case_id>/recommend")
@requires(Permission.CASE_RECOMMEND)
def recommend(case_id: int) -> ResponseReturnValue:
    """Put it on an agenda."""
    form = schedule_form(Permission.CASE_RECOMMEND, case_id)
    return step(case_id, form, lambda: services.recommend(current_actor(), case_id, form.meeting.data))


@bp.post("/cases/<int:case_id>/bring-back")
@requires(Permission.CASE_BRING_BACK)
def bring_back(case_id: int) -> ResponseReturnValue:
    """Put a decided case on a later agenda."""
    form = schedule_form(Permission.CASE_BRING_BACK, case_id)
    return step(case_id, form, lambda: services.bring_back(current_actor(), case_id, form.meeting.data))


@bp.post("/cases/<int:case_id>/close")
@requires(Permission.CASE_CLOSE)
def close(case_id: int) -> ResponseReturnValue:
    """Close a decided case."""
    return step(case_id, EmptyForm(), lambda: services.close(current_actor(), case_id))


@bp.route("/cases/<int:case_id>/decide", methods=["GET", "POST"])
@requires(Permission.CASE_DECIDE)
def decide(case_id: int) -> ResponseReturnValue:
    """Record what the board decided, or show one more row for a condition or an action."""
    actor = current_actor()
    found = queries.case_to(Permission.CASE_DECIDE, actor, case_id)
    form = decision_form(pages.addressees(found), request.form)
    decided = None if form.added else form.carry_out(lambda: decisions.decide(actor, case_id, form.details()))
    if decided:
        flash(_("The decision is recorded."))
        return redirect(url_for(".case", case_id=case_id))
    shown = queries.case(actor, case_id)  # read again: a refused change lets go of what was read before it
    page = render_template("governance/decide.html", form=form, case=shown, synthetic=shown.board.synthetic)
    return page, 422 if form.errors else 200


@bp.route("/tasks/<kind>/<int:task_id>/complete", methods=["GET", "POST"])
@requires(Permission.TASK_COMPLETE)
def complete(kind: str, task_id: int) -> ResponseReturnValue:
    """The people it falls to say that it is done, with proof."""
    actor = current_actor()
    found = pages.task_to(Permission.TASK_COMPLETE, actor, kind, task_id)
    form = ProofForm()
    if form.carry_out(lambda: tasks.complete(actor, kind, task_id, form.proof.data or "")):
        flash(_("Recorded as done. The board's secretariat accepts it or opens it again."))
        return redirect(url_for(".case", case_id=found.case_id))
    page = render_template("governance/complete.html", form=form, task=found)
    return page, 422 if form.errors else 200


@bp.post("/tasks/<kind>/<int:task_id>/accept")
@requires(Permission.TASK_ACCEPT)
def accept(kind: str, task_id: int) -> ResponseReturnValue:
    """The board accepts that it is done."""
    found = pages.task(current_actor(), kind, task_id)
    return step(found.case_id, EmptyForm(), lambda: tasks.accept(current_actor(), kind, task_id))


@bp.post("/tasks/<kind>/<int:task_id>/reopen")
@requires(Permission.TASK_REOPEN)
def reopen(kind: str, task_id: int) -> ResponseReturnValue:
    """The board opens it again."""
    found = pages.task(current_actor(), kind, task_id)
    return step(found.case_id, EmptyForm(), lambda: tasks.reopen(current_actor(), kind, task_id))


@bp.post("/conditions/<int:condition_id>/bind/<int:organisation_id>")
@requires(Permission.CONDITION_BIND)
def bind(condition_id: int, organisation_id: int) -> ResponseReturnValue:
    """An adopter's lead accepts another board's condition."""
    found = pages.task(current_actor(), "condition", condition_id)
    act = lambda: tasks.bind_condition(current_actor(), condition_id, organisation_id)  # noqa: E731
    return step(found.case_id, EmptyForm(), act)


def step(case_id: int, form: GovForm, act: Callable[[], object]) -> ResponseReturnValue:
    """Do one step and go back to the case; a form that was sent incomplete is a refusal."""
    if form.carry_out(act) is None:
        raise Invalid(_("Choose one of what the page offers, and send it again."))
    flash(_("Recorded."))
    return redirect(url_for(".case", case_id=case_id))


def schedule_form(permission: Permission, case_id: int) -> ScheduleForm:
    """The form with the meetings of the case's board, for those who may put the case on an agenda."""
    found = queries.case_to(permission, current_actor(), case_id)
    return ScheduleForm().offer(queries.meetings(found.board_id))


def assign_form(found: Case) -> AssignForm:
    """The form with those seated on the case's board, for those who may choose."""
    return AssignForm().offer(pages.people_to_assign(current_actor(), found))
