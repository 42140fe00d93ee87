"""Conditions and actions of decisions, as one list: what is asked, of whom, by when."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    RowMapping,
    Select,
    String,
    cast,
    false,
    func,
    literal,
    null,
    select,
    union_all,
)

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core import clock
from registry.core.db import db
from registry.governance.models import Action, Board, Case, Condition, Decision
from registry.organisations.models import Organisation
from registry.rules.lifecycles import Outcome, TaskState
from registry.rules.policy import Actor

LONGEST = 200
SHOWN = 20


_ABOUT: tuple[Any, ...] = (
    Case.id.label("case_id"),
    Board.id.label("board_id"),
    Board.name.label("board"),
    Board.organisation_id.label("board_organisation_id"),
    Tool.id.label("tool_id"),
    Tool.name.label("tool"),
    Tool.slug.label("slug"),
    Tool.owner_id.label("tool_owner_id"),
)


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


@dataclass(frozen=True)
class Decided:
    """What a board decided on a tool."""

    day: date
    outcome: Outcome
    words: str
    case_id: int
    board: str
    tool: str


def tasks(actor: Actor, *filters: ColumnElement[bool], still_open: bool = True) -> list[TaskRow]:
    """Conditions and actions about tools that the actor may read, soonest due first: one statement.

    `filters` speak of Board, Case, Decision and Tool; `still_open` leaves out what has been accepted.
    """
    return _rows(_of(Condition, actor, filters, still_open), _of(Action, actor, filters, still_open))


def tasks_of(actor: Actor, organisations: frozenset[int], states: tuple[TaskState, ...]) -> list[TaskRow]:
    """Conditions and actions that fall to one of these organisations."""
    return _rows(*_falling_to(actor, organisations, states))


def at_organisation(actor: Actor, organisation_id: int) -> tuple[list[Decided], list[TaskRow]]:
    """What boards decided on an organisation's tools or asked of it, newest first, and what falls to it and is not
    accepted, soonest due first: the first of each, about tools that the actor may read. One statement.
    """
    falling = _falling_to(actor, frozenset({organisation_id}), (TaskState.OPEN, TaskState.DONE))
    decided = _decided(actor, organisation_id).order_by(Decision.happened_on.desc(), Decision.id.desc()).limit(SHOWN)
    parts = [*(_soonest(statement) for statement in falling), select(decided.subquery())]
    rows = db.session.execute(union_all(*parts)).mappings().all()
    decisions = [
        Decided(row["due_on"], Outcome(row["state"]), row["words"], row["case_id"], row["board"], row["tool"])
        for row in sorted(rows, key=lambda row: (row["due_on"] or date.max, row["id"]), reverse=True)
        if row["kind"] == "decision"
    ]
    asked = sorted((_task(row) for row in rows if row["kind"] != "decision"), key=lambda row: row.due_on or date.max)
    return decisions, asked


def _rows(*statements: Select[*tuple[Any, ...]]) -> list[TaskRow]:
    both = union_all(*statements).subquery()
    ordered = select(both).order_by(func.coalesce(both.c.due_on, date.max), both.c.kind, both.c.id).limit(LONGEST)
    return [_task(row) for row in db.session.execute(ordered).mappings()]


def _task(row: RowMapping) -> TaskRow:
    return TaskRow(**{**row, "state": TaskState(row["state"]), "blocking": bool(row["blocking"])})


def _soonest(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The first of them in a subquery, as a union takes no order of its parts."""
    found = statement.subquery()
    return select(select(found).order_by(func.coalesce(found.c.due_on, date.max), found.c.id).limit(SHOWN).subquery())


def _falling_to(
    actor: Actor, organisations: frozenset[int], states: tuple[TaskState, ...]
) -> tuple[Select[*tuple[Any, ...]], Select[*tuple[Any, ...]]]:
    mine = Condition.organisation_id.in_(organisations)
    owned = Condition.organisation_id.is_(None) & Tool.owner_id.in_(organisations)
    return (
        _of(Condition, actor, (mine | owned, Condition.state.in_(states)), False),
        _of(Action, actor, (Action.organisation_id.in_(organisations), Action.state.in_(states)), False),
    )


def _decided(actor: Actor, organisation_id: int) -> Select[*tuple[Any, ...]]:
    """Decisions in the columns of tasks: the day in that of the due day, the outcome in that of the state."""
    asked = select(Condition.decision_id).where(Condition.organisation_id == organisation_id)
    asked_too = select(Action.decision_id).where(Action.organisation_id == organisation_id)
    about_it = (Tool.owner_id == organisation_id) | Decision.id.in_(asked) | Decision.id.in_(asked_too)
    own = {
        "kind": literal("decision"),
        "blocking": false(),
        "owner_role": cast(null(), String()),
        "id": Decision.id,
        "words": Decision.rationale,
        "organisation_id": cast(null(), Integer()),
        "organisation": cast(null(), String()),
        "due_on": Decision.happened_on,
        "state": cast(Decision.outcome, String()),
        "proof": cast(null(), String()),
        "completed_by_id": cast(null(), Integer()),
        "decision_id": Decision.id,
    }
    return (
        select(*(column.label(name) for name, column in own.items()), *_ABOUT)
        .select_from(Decision)
        .join(Case, Case.id == Decision.case_id)
        .join(Board, Board.id == Case.board_id)
        .join(Tool, Tool.id == Case.tool_id)
        .where(scope.visible_to(actor), about_it)
    )


def _of(
    kind: type[Condition] | type[Action], actor: Actor, filters: tuple[ColumnElement[bool], ...], still_open: bool
) -> Select[*tuple[Any, ...]]:
    own: list[Any]
    if kind is Condition:
        own = [
            literal("condition").label("kind"),
            Condition.blocking.label("blocking"),
            cast(null(), String()).label("owner_role"),
        ]
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
            cast(kind.state, String()).label("state"),
            kind.proof.label("proof"),
            kind.completed_by_id.label("completed_by_id"),
            kind.decision_id.label("decision_id"),
            *_ABOUT,
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
