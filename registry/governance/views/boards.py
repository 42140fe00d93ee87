"""Boards, their seats and their meetings."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from registry.governance.forms.boards import BoardForm, EmptyForm, MeetingForm, SeatForm
from registry.governance.models import Board
from registry.governance.queries import boards as queries
from registry.governance.queries.tasks import tasks
from registry.governance.services import boards as services
from registry.governance.views.blueprint import bp
from registry.organisations.queries import of_kinds
from registry.rules import policy
from registry.rules.policy import Permission
from registry.rules.words import OrganisationKind
from registry.web.requests import current_actor, public, requires


@bp.get("/boards")
@public
def boards() -> ResponseReturnValue:
    """Every board, with how many cases it has open."""
    actor = current_actor()
    return render_template(
        "governance/boards.html",
        page=queries.boards(actor, request.args.get("page", type=int)),
        open_cases=queries.open_cases_by_board(actor),
        may_create=policy.allows(actor, Permission.BOARD_CREATE),
    )


@bp.get("/boards/<slug>")
@public
def board(slug: str) -> ResponseReturnValue:
    """A board: who sits by role, meetings, open cases, decisions, and what is still to be done."""
    actor = current_actor()
    found = queries.board(actor, slug)
    return render_template(
        "governance/board.html",
        board=found,
        synthetic=found.synthetic,
        roles=queries.roles_filled(found.id),
        meetings=queries.meetings(found.id),
        cases=queries.cases(actor, found.id, request.args.get("cases", type=int)),
        decisions=queries.decisions(actor, found.id, request.args.get("decisions", type=int)),
        tasks=tasks(actor, Board.id == found.id),
        may_seat=policy.allows(actor, Permission.BOARD_SEAT, found),
        may_plan=policy.allows(actor, Permission.MEETING_PLAN, found),
        may_propose=queries.proposable(actor, found.id),
    )


@bp.route("/boards/new", methods=["GET", "POST"])
@requires(Permission.BOARD_CREATE)
def create_board() -> ResponseReturnValue:
    """The registrar sets up a board."""
    actor = current_actor()
    policy.require(actor, Permission.BOARD_CREATE)
    kinds = (OrganisationKind.FORCE, OrganisationKind.REGIONAL, OrganisationKind.NATIONAL)
    form = BoardForm().offer(of_kinds(*kinds))
    made = form.carry_out(lambda: services.create_board(actor, form.details()))
    if made:
        flash(_("%(name)s is set up. Seat its chair and its secretary next.", name=made.name))
        return redirect(url_for(".seats", slug=made.slug))
    page = render_template("governance/create_board.html", form=form)
    return page, 422 if form.errors else 200


@bp.route("/boards/<slug>/seats", methods=["GET", "POST"])
@requires(Permission.BOARD_SEAT)
def seats(slug: str) -> ResponseReturnValue:
    """Who sits on a board; seating one more."""
    actor = current_actor()
    board_id = queries.board(actor, slug).id
    form = SeatForm()
    if form.carry_out(lambda: services.seat_person(actor, board_id, form.email.data or "", form.chosen())):
        flash(_("The seat is taken."))
        return redirect(url_for(".seats", slug=slug))
    found = queries.board(actor, slug)  # read again: a refused change lets go of what was read before it
    held = queries.seats(actor, found)
    page = render_template("governance/seats.html", form=form, board=found, seats=held, synthetic=found.synthetic)
    return page, 422 if form.errors else 200


@bp.post("/boards/<slug>/seats/<int:seat_id>/end")
@requires(Permission.BOARD_SEAT)
def end_seat(slug: str, seat_id: int) -> ResponseReturnValue:
    """A seat ends."""
    found = queries.board(current_actor(), slug)
    EmptyForm().carry_out(lambda: services.end_seat(current_actor(), found.id, seat_id))
    flash(_("The seat has ended."))
    return redirect(url_for(".seats", slug=slug))


@bp.route("/boards/<slug>/meetings/new", methods=["GET", "POST"])
@requires(Permission.MEETING_PLAN)
def plan_meeting(slug: str) -> ResponseReturnValue:
    """The chair or the secretary plans a meeting."""
    actor = current_actor()
    found = queries.board(actor, slug)
    policy.require(actor, Permission.MEETING_PLAN, found)
    board_id, form = found.id, MeetingForm()
    planned = form.carry_out(lambda: services.plan_meeting(actor, board_id, form.details()))
    if planned:
        flash(_("The meeting is planned."))
        return redirect(url_for(".meeting", meeting_id=planned.id))
    found = queries.board(actor, slug)
    page = render_template("governance/plan_meeting.html", form=form, board=found, synthetic=found.synthetic)
    return page, 422 if form.errors else 200


@bp.get("/meetings/<int:meeting_id>")
@public
def meeting(meeting_id: int) -> ResponseReturnValue:
    """A meeting with its agenda."""
    actor = current_actor()
    found = queries.meeting(actor, meeting_id)
    return render_template(
        "governance/meeting.html",
        meeting=found,
        agenda=queries.agenda(actor, found.id),
        may_decide=policy.allows(actor, Permission.CASE_DECIDE, found),
        synthetic=found.board.synthetic,
    )
