"""Conditions and actions of decisions, as one list: what is asked, of whom, by when."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, literal, null, select, union_all

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core import clock
from registry.core.db import db
from registry.governance.models import Action, Board, Case, Condition, Decision
from registry.organisations.models import Organisation
from registry.rules.lifecycles import TaskState
from registry.rules.policy import Actor

LONGEST = 200


@dataclass(frozen=True)
class TaskRow:
    """A condition or an action. Without an organisation it is asked of all adopters."""

    kind: str
    id: int
    words: str
    blocking: bool
    organisation_id: int | None
    organisation: str | None
    owner_role: str | None
    due_on: date | None
    state: TaskState
    proof: str | None
    completed_by_id: int | None
    decision_id: int
    case_id: int
    board_id: int
    board: str
    board_organisation_id: int
    tool_id: int
    tool: str
    slug: str
    tool_owner_id: int

    @property
    def falls_to(self) -> int:
        """The organisation that completes it: a condition on all adopters falls to the tool's owner."""
        return self.organisation_id or self.tool_owner_id

    @property
    def late(self) -> bool:
        """Open past its day."""
        return self.state is TaskState.OPEN and self.due_on is not None and self.due_on < clock.today()


def tasks(actor: Actor, *filters: ColumnElement[bool], still_open: bool = True) -> list[TaskRow]:
    """Conditions and actions about tools that the actor may read, soonest due first: one statement.

    `filters` speak of Board, Case, Decision and Tool; `still_open` leaves out what has been accepted.
    """
    return _rows(_of(Condition, actor, filters, still_open), _of(Action, actor, filters, still_open))


def tasks_of(actor: Actor, organisations: frozenset[int], states: tuple[TaskState, ...]) -> list[TaskRow]:
    """Conditions and actions that fall to one of these organisations."""
    mine = Condition.organisation_id.in_(organisations)
    owned = Condition.organisation_id.is_(None) & Tool.owner_id.in_(organisations)
    return _rows(
        _of(Condition, actor, (mine | owned, Condition.state.in_(states)), False),
        _of(Action, actor, (Action.organisation_id.in_(organisations), Action.state.in_(states)), False),
    )


def _rows(*statements: Select[*tuple[Any, ...]]) -> list[TaskRow]:
    both = union_all(*statements).subquery()
    ordered = select(both).order_by(func.coalesce(both.c.due_on, date.max), both.c.kind, both.c.id).limit(LONGEST)
    return [
        TaskRow(**{**row, "state": TaskState(row["state"]), "blocking": bool(row["blocking"])})
        for row in db.session.execute(ordered).mappings()
    ]


def _of(
    kind: type[Condition] | type[Action], actor: Actor, filters: tuple[ColumnElement[bool], ...], still_open: bool
) -> Select[*tuple[Any, ...]]:
    own: list[Any]
    if kind is Condition:
        own = [literal("condition").label("kind"), Condition.blocking.label("blocking"), null().label("owner_role")]
    else:
        own = [literal("action").label("kind"), false().label("blocking"), Action.owner_role.label("owner_role")]
    statement = (
        select(
            *own,
            kind.id.label("id"),
            kind.words.label("words"),
            kind.organisation_id.label("organisation_id"),
            Organisation.name.label("organisation"),
            kind.due_on.label("due_on"),
            kind.state.label("state"),
            kind.proof.label("proof"),
            kind.completed_by_id.label("completed_by_id"),
            kind.decision_id.label("decision_id"),
            Case.id.label("case_id"),
            Board.id.label("board_id"),
            Board.name.label("board"),
            Board.organisation_id.label("board_organisation_id"),
            Tool.id.label("tool_id"),
            Tool.name.label("tool"),
            Tool.slug.label("slug"),
            Tool.owner_id.label("tool_owner_id"),
        )
        .select_from(kind)
        .join(Decision, Decision.id == kind.decision_id)
        .join(Case, Case.id == Decision.case_id)
        .join(Board, Board.id == Case.board_id)
        .join(Tool, Tool.id == Case.tool_id)
        .outerjoin(Organisation, Organisation.id == kind.organisation_id)
        .where(scope.visible_to(actor), *filters)
    )
    return statement.where(kind.state != TaskState.ACCEPTED) if still_open else statement
