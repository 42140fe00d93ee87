"""Recording what a board decided, with its conditions and actions."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, WrongState
from registry.core.events import emit
from registry.governance.events import CaseDecided
from registry.governance.models import Action, AgendaItem, Board, Case, Condition, ConditionBinding, Decision, Meeting
from registry.governance.services.cases import locked
from registry.organisations.models import Organisation
from registry.replication.services.holds import place_hold
from registry.rules import policy
from registry.rules.lifecycles import BROUGHT_BACK, CASE, Outcome, Stage, TaskState
from registry.rules.policy import Actor, Permission

LONGEST_ROLE = 200
LONGEST_LABEL = 200


@dataclass(frozen=True)
class ConditionDetails:
    """What is asked for; of one organisation, or of all adopters."""

    words: str
    blocking: bool
    organisation_id: int | None
    due_on: date | None = None


@dataclass(frozen=True)
class ActionDetails:
    """Who is to do what, by when."""

    words: str
    organisation_id: int
    owner_role: str
    due_on: date


@dataclass(frozen=True)
class DecisionDetails:
    """What was decided and why."""

    outcome: Outcome
    rationale: str
    bring_back_on: date | None = None
    conditions: tuple[ConditionDetails, ...] = ()
    actions: tuple[ActionDetails, ...] = ()


@command
def decide(actor: Actor, case_id: int, details: DecisionDetails) -> Decision:
    """Record a decision on a scheduled case; blocking conditions place holds.

    Refused to all but the board's chair and secretary, when the case is not on an agenda (so a second
    decision needs it to be brought back), without a rationale, and without the date that hold, defer and
    ask for evidence need.
    """
    case = locked(actor, case_id)
    policy.require(actor, Permission.CASE_DECIDE, case)
    state = CASE.move("decide", case.state)
    _check(details)
    meeting = _meeting(case)
    decision = Decision(
        case_id=case.id,
        meeting_id=meeting.id,
        outcome=details.outcome,
        rationale=details.rationale.strip(),
        bring_back_on=details.bring_back_on,
        happened_on=min(meeting.held_on, clock.today()),
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    db.session.add(decision)
    db.session.flush()
    board = db.session.get_one(Board, case.board_id)
    for condition in details.conditions:
        _add_condition(actor, board, case, decision, condition)
    _add_actions(decision, details.actions)
    case.state = state
    emit(
        CaseDecided(
            actor_id=actor.id,
            board_id=board.id,
            case_id=case.id,
            tool_id=case.tool_id,
            decision_id=decision.id,
            outcome=details.outcome.value,
        )
    )
    return decision


def place(
    actor: Actor, case: Case, board: Board, condition: Condition, organisation_id: int | None, binding: bool
) -> int:
    """Place the hold of a blocking condition; returns its id."""
    hold = place_hold(
        tool_id=case.tool_id,
        organisation_id=organisation_id,
        stage=Stage.LIVE,
        binding=binding,
        reason=condition.words,
        source_label=f"Condition of {board.name}"[:LONGEST_LABEL],
        source_url=f"/cases/{case.id}",
        actor_id=actor.id,
    )
    return hold.id


def _add_condition(actor: Actor, board: Board, case: Case, decision: Decision, details: ConditionDetails) -> None:
    condition = Condition(
        decision_id=decision.id,
        organisation_id=details.organisation_id,
        words=details.words.strip(),
        blocking=details.blocking,
        due_on=details.due_on,
        state=TaskState.OPEN,
    )
    db.session.add(condition)
    db.session.flush()
    if not details.blocking:
        return
    own = details.organisation_id == board.organisation_id
    condition.hold_id = place(actor, case, board, condition, details.organisation_id, binding=own)
    if details.organisation_id is None and actor.id is not None:  # a board's word to all binds its own organisation
        db.session.add(
            ConditionBinding(
                condition_id=condition.id,
                organisation_id=board.organisation_id,
                hold_id=place(actor, case, board, condition, board.organisation_id, binding=True),
                accepted_by_id=actor.id,
                accepted_at=clock.now(),
            )
        )


def _add_actions(decision: Decision, actions: tuple[ActionDetails, ...]) -> None:
    db.session.add_all(
        Action(
            decision_id=decision.id,
            organisation_id=action.organisation_id,
            owner_role=action.owner_role.strip()[:LONGEST_ROLE],
            words=action.words.strip(),
            due_on=action.due_on,
            state=TaskState.OPEN,
        )
        for action in actions
    )


def _meeting(case: Case) -> Meeting:
    items = select(Meeting).join(AgendaItem, AgendaItem.meeting_id == Meeting.id).where(AgendaItem.case_id == case.id)
    meeting = db.session.scalar(items.order_by(AgendaItem.id.desc()).limit(1))
    if meeting is None:
        raise WrongState("This case is on no meeting's agenda. Put it on one first.")
    return meeting


def _check(details: DecisionDetails) -> None:
    today, wrong = clock.today(), {}
    if not details.rationale.strip():
        wrong["rationale"] = "Say why the board decided so"
    if details.outcome in BROUGHT_BACK and details.bring_back_on is None:
        wrong["bring_back_on"] = "Say when this comes back: hold, defer and ask for evidence need a date"
    if details.bring_back_on is not None and details.bring_back_on <= today:
        wrong["bring_back_on"] = "The day it comes back must be after today"
    if details.outcome is Outcome.RECOMMEND_WITH_CONDITIONS and not details.conditions:
        wrong["conditions"] = "Write at least one condition, or choose another outcome"
    if any(not condition.words.strip() for condition in details.conditions):
        wrong["conditions"] = "Say what each condition asks for"
    if any(not (action.words.strip() and action.owner_role.strip()) for action in details.actions):
        wrong["actions"] = "Say what each action is and which role owns it"
    if any(action.due_on < today for action in details.actions):
        wrong["actions"] = "An action's due date cannot be in the past"
    _check_organisations(details, wrong)
    if wrong:
        raise Invalid("The decision is not complete.", wrong)


def _check_organisations(details: DecisionDetails, wrong: dict[str, str]) -> None:
    named = {action.organisation_id for action in details.actions}
    named |= {condition.organisation_id for condition in details.conditions if condition.organisation_id is not None}
    known = set(db.session.scalars(select(Organisation.id).where(Organisation.id.in_(named))))
    if named - known:
        wrong["actions"] = "Choose organisations from the list"
