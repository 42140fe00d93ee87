"""What the pages about cases offer to a reader: choices, what may be done, what follows a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from registry.catalogue.models import Tool
from registry.core.db import db
from registry.core.errors import NotFound
from registry.governance.models import Action, Board, Case, Condition, ConditionBinding, Decision
from registry.governance.queries import boards
from registry.governance.queries.tasks import TaskRow, tasks
from registry.organisations.models import Organisation
from registry.organisations.queries import of_kinds
from registry.replication.models import Adoption, StageEvent
from registry.replication.queries import scope as adoptions
from registry.rules import policy
from registry.rules.lifecycles import CASE, TASK, TaskState
from registry.rules.policy import Actor, Permission
from registry.rules.words import OrganisationKind, Role, label

VERBS = {
    "assign": Permission.CASE_ASSIGN,
    "recommend": Permission.CASE_RECOMMEND,
    "decide": Permission.CASE_DECIDE,
    "bring-back": Permission.CASE_BRING_BACK,
    "close": Permission.CASE_CLOSE,
}
BOARDS = 500


@dataclass(frozen=True)
class FollowUp:
    """What follows the decisions of a case, what the reader may do about each, and whom it binds."""

    tasks: dict[int, list[TaskRow]]  # by decision
    verbs: dict[tuple[str, int], tuple[str, ...]]  # by kind and id
    bound: dict[int, list[str]]  # names of organisations, by condition: told to policing alone
    may_bind: dict[int, list[tuple[int, str]]]  # organisations whose lead the reader is, by condition
    live_past: Sequence[Row[*tuple[Any, ...]]]


def may(actor: Actor, case: Case) -> frozenset[str]:
    """The verbs that the actor may use on the case in its present state."""
    return frozenset(verb for verb in CASE.allowed(case.state) if policy.allows(actor, VERBS[verb], case))


def follow_up(actor: Actor, case: Case) -> FollowUp:
    """Conditions and actions of a case by decision: four statements, whatever their number."""
    rows = tasks(actor, Case.id == case.id, still_open=False)
    by_decision: dict[int, list[TaskRow]] = {}
    for row in rows:
        by_decision.setdefault(row.decision_id, []).append(row)
    bindings = _bindings(case.id)
    held = {(binding.condition_id, binding.organisation_id) for binding in bindings}
    bound: dict[int, list[str]] = {}
    for binding in bindings if actor.policing else ():
        bound.setdefault(binding.condition_id, []).append(binding.name)
    own = _led(actor)
    offered = {
        row.id: [(number, name) for number, name in own if _bindable(row, number, held)]
        for row in rows
        if row.kind == "condition"
    }
    verbs = {(row.kind, row.id): task_verbs(actor, row) for row in rows}
    return FollowUp(by_decision, verbs, bound, offered, _live_past(actor, case.id))


def task_verbs(actor: Actor, row: TaskRow) -> tuple[str, ...]:
    """What the actor may do with a condition or an action now."""
    rights = {
        "complete": policy.allows(actor, Permission.TASK_COMPLETE, row),
        "accept": policy.allows(actor, Permission.TASK_ACCEPT, row) and row.completed_by_id != actor.id,
        "reopen": policy.allows(actor, Permission.TASK_REOPEN, row),
    }
    return tuple(verb for verb in TASK.allowed(row.state) if rights[verb])


def task(actor: Actor, kind: str, task_id: int) -> TaskRow:
    """One condition or action; NotFound when the actor may not read the tool."""
    table: Any = {"condition": Condition, "action": Action}.get(kind)
    decision_id = db.session.scalar(select(table.decision_id).where(table.id == task_id)) if table else None
    found = tasks(actor, Decision.id == decision_id, still_open=False) if decision_id else []
    for row in found:
        if (row.kind, row.id) == (kind, task_id):
            return row
    raise NotFound("No such condition or action.")


def task_to(permission: Permission, actor: Actor, kind: str, task_id: int) -> TaskRow:
    """As `task`, for somebody who is about to act on it: raises NotAllowed to those who may not."""
    found = task(actor, kind, task_id)
    policy.require(actor, permission, found)
    return found


def board_choices(actor: Actor) -> list[tuple[int, str]]:
    """The boards that the actor could put a case to: all for a lead, their own for a secretary.

    Raises NotAllowed for anybody else.
    """
    statement = select(Board.id, Board.name).order_by(Board.name).limit(BOARDS)
    if not actor.at(Role.LEAD):
        own = {board_id for board_id, role in actor.seats if role is Role.SECRETARY}
        if not own:
            policy.require(actor, Permission.CASE_OPEN)
        statement = statement.where(Board.id.in_(own))
    return [(row.id, row.name) for row in db.session.execute(statement)]


def people_to_assign(actor: Actor, case: Case) -> list[tuple[int, str]]:
    """Those seated on the case's board, for those who may choose among them; nobody for others."""
    if not policy.allows(actor, Permission.CASE_ASSIGN, case):
        return []
    rows = boards.candidates(actor, case)
    return [
        (person_id, name)
        for person_id, name in {row.person_id: f"{row.name} ({label(row.role)})" for row in rows}.items()
    ]


def addressees(case: Case) -> list[Organisation]:
    """Organisations that a decision may address: invented ones for an invented board, real ones for a real one."""
    kinds = (OrganisationKind.FORCE, OrganisationKind.REGIONAL, OrganisationKind.NATIONAL)
    return [found for found in of_kinds(*kinds) if found.synthetic == case.board.synthetic]


def _led(actor: Actor) -> list[tuple[int, str]]:
    if not actor.at(Role.LEAD):
        return []
    statement = select(Organisation.id, Organisation.name).where(Organisation.id.in_(actor.at(Role.LEAD)))
    return [(row.id, row.name) for row in db.session.execute(statement)]


def _bindable(row: TaskRow, organisation_id: int, held: set[tuple[int, int]]) -> bool:
    asked = row.organisation_id in (None, organisation_id)
    others = row.organisation_id is None or row.board_organisation_id != organisation_id
    return (
        row.blocking
        and row.state is not TaskState.ACCEPTED
        and asked
        and others
        and (row.id, organisation_id) not in held
    )


def _bindings(case_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    statement = (
        select(ConditionBinding.condition_id, ConditionBinding.organisation_id, Organisation.name)
        .join(Organisation, Organisation.id == ConditionBinding.organisation_id)
        .join(Condition, Condition.id == ConditionBinding.condition_id)
        .join(Decision, Decision.id == Condition.decision_id)
        .where(Decision.case_id == case_id)
        .order_by(Organisation.name)
    )
    return db.session.execute(statement).all()


def _live_past(actor: Actor, case_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Adoptions, of those that the actor may read, that went live while a condition of this case was open."""
    holds = (
        select(Condition.hold_id)
        .join(Decision, Decision.id == Condition.decision_id)
        .where(Decision.case_id == case_id, Condition.hold_id.is_not(None))
        .union(
            select(ConditionBinding.hold_id)
            .join(Condition, Condition.id == ConditionBinding.condition_id)
            .join(Decision, Decision.id == Condition.decision_id)
            .where(Decision.case_id == case_id)
        )
    )
    statement = (
        select(Organisation.name, Organisation.slug, StageEvent.happened_on, StageEvent.precision)
        .join(Adoption, Adoption.id == StageEvent.adoption_id)
        .join(Tool, Tool.id == Adoption.tool_id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .where(StageEvent.past_hold_id.in_(holds), adoptions.visible_to(actor))
        .order_by(StageEvent.id)
    )
    return db.session.execute(statement).all()
