"""What follows a decision: conditions and actions are completed with proof, accepted, opened again."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from registry.core.events import emit
from registry.governance.events import ConditionBound, TaskAccepted, TaskCompleted, TaskReopened
from registry.governance.models import Action, Board, Case, Condition, ConditionBinding, Decision
from registry.governance.services.cases import locked
from registry.governance.services.decisions import place
from registry.replication.services.holds import lift_hold
from registry.rules import policy
from registry.rules.lifecycles import TASK, TaskState
from registry.rules.policy import Actor, Permission

TASKS: dict[str, Any] = {"condition": Condition, "action": Action}
LONGEST_PROOF = 2000


@dataclass(frozen=True)
class Task:
    """What the rights over a condition or an action hang on. A condition on all adopters falls to the tool's owner."""

    id: int
    board_id: int
    falls_to: int


@dataclass(frozen=True)
class Acceptance:
    """What the right to accept another board's condition hangs on: for which organisation."""

    id: int
    organisation_id: int


@command
def complete(actor: Actor, kind: str, task_id: int, proof: str) -> Condition | Action:
    """Say that a condition or an action is done, with proof. Refused to all but the people it falls to."""
    row, case = _loaded(actor, kind, task_id)
    policy.require(actor, Permission.TASK_COMPLETE, _task(row, case))
    state = TASK.move("complete", row.state)
    if not proof.strip() or len(proof) > LONGEST_PROOF:
        message = f"Give the proof: a reference or an address, up to {LONGEST_PROOF} characters"
        raise Invalid(f"{message}.", {"proof": message})
    row.state, row.proof, row.completed_by_id = state, proof.strip(), actor.id
    emit(TaskCompleted(actor_id=actor.id, board_id=case.board_id, tool_id=case.tool_id, task=kind, task_id=row.id))
    return row


@command
def accept(actor: Actor, kind: str, task_id: int) -> Condition | Action:
    """Accept that it is done; a condition's holds are lifted. Refused to whoever completed it."""
    row, case = _loaded(actor, kind, task_id)
    task = _task(row, case)
    policy.require(actor, Permission.TASK_ACCEPT, task)
    if row.completed_by_id is not None and row.completed_by_id == actor.id:
        raise NotAllowed(
            "You completed this, so another of the board's secretariat has to accept it.",
            permission=Permission.TASK_ACCEPT,
            subject=f"{kind}:{row.id}",
            actor_id=actor.id,
        )
    row.state = TASK.move("accept", row.state)
    if isinstance(row, Condition):
        for hold_id in _holds(row):
            lift_hold(hold_id, actor_id=actor.id)
    emit(TaskAccepted(actor_id=actor.id, board_id=case.board_id, tool_id=case.tool_id, task=kind, task_id=row.id))
    return row


@command
def reopen(actor: Actor, kind: str, task_id: int) -> Condition | Action:
    """Open it again; the holds of an accepted condition are placed again."""
    row, case = _loaded(actor, kind, task_id)
    policy.require(actor, Permission.TASK_REOPEN, _task(row, case))
    was, row.state = row.state, TASK.move("reopen", row.state)
    if isinstance(row, Condition) and was is TaskState.ACCEPTED:
        _place_again(actor, row, case)
    row.completed_by_id = None
    emit(TaskReopened(actor_id=actor.id, board_id=case.board_id, tool_id=case.tool_id, task=kind, task_id=row.id))
    return row


@command
def bind_condition(actor: Actor, condition_id: int, organisation_id: int) -> ConditionBinding:
    """Accept another board's condition for one's own organisation, so that it binds there.

    Refused to all but that organisation's lead, when the condition is addressed to another organisation or
    is no longer open, and when it binds there already.
    """
    row, case = _loaded(actor, "condition", condition_id)
    assert isinstance(row, Condition)  # noqa: S101  (for the type checker)
    if row.organisation_id not in (None, organisation_id):
        raise NotFound("This condition is not addressed to that organisation.")
    policy.require(actor, Permission.CONDITION_BIND, Acceptance(row.id, organisation_id))
    if row.state is TaskState.ACCEPTED:
        raise WrongState("This condition has been met and accepted, so there is nothing to bind.")
    board = db.session.get_one(Board, case.board_id)
    if not row.blocking or row.organisation_id == board.organisation_id or _bound(row.id, organisation_id):
        raise Conflict("This condition binds your organisation already, or it does not block anything.")
    binding = ConditionBinding(
        condition_id=row.id,
        organisation_id=organisation_id,
        hold_id=place(actor, case, board, row, organisation_id, binding=True),
        accepted_by_id=actor.id or 0,
        accepted_at=clock.now(),
    )
    db.session.add(binding)
    db.session.flush()
    emit(
        ConditionBound(
            actor_id=actor.id,
            board_id=case.board_id,
            tool_id=case.tool_id,
            condition_id=row.id,
            organisation_id=organisation_id,
        )
    )
    return binding


def _loaded(actor: Actor, kind: str, task_id: int) -> tuple[Condition | Action, Case]:
    if kind not in TASKS:
        raise NotFound("No such condition or action.")
    row: Condition | Action | None = db.session.get(TASKS[kind], task_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound(f"No such {kind}.")
    decision = db.session.get_one(Decision, row.decision_id)
    return row, locked(actor, decision.case_id)


def _task(row: Condition | Action, case: Case) -> Task:
    organisation_id = row.organisation_id or db.session.get_one(Tool, case.tool_id).owner_id
    return Task(row.id, case.board_id, organisation_id)


def _holds(condition: Condition) -> list[int]:
    bound = db.session.scalars(
        select(ConditionBinding.hold_id).where(ConditionBinding.condition_id == condition.id)
    ).all()
    return [*([condition.hold_id] if condition.hold_id is not None else []), *bound]


def _bound(condition_id: int, organisation_id: int) -> bool:
    return (
        db.session.scalar(
            select(ConditionBinding.id).where(
                ConditionBinding.condition_id == condition_id, ConditionBinding.organisation_id == organisation_id
            )
        )
        is not None
    )


def _place_again(actor: Actor, condition: Condition, case: Case) -> None:
    if not condition.blocking:
        return
    board = db.session.get_one(Board, case.board_id)
    own = condition.organisation_id == board.organisation_id
    condition.hold_id = place(actor, case, board, condition, condition.organisation_id, binding=own)
    for binding in db.session.scalars(select(ConditionBinding).where(ConditionBinding.condition_id == condition.id)):
        binding.hold_id = place(actor, case, board, condition, binding.organisation_id, binding=True)
