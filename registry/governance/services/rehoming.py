"""What of the boards goes with an organisation: its boards, and what is still to be done by it."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, func, literal, select

from registry.core.db import db
from registry.governance.models import Action, Board, Condition, ConditionBinding
from registry.organisations.services.rehoming import Column, Kind
from registry.rules.lifecycles import TaskState

LONGEST = 100


def _boards(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    return select(Board.id, Board.organisation_id.label("home"), Board.name.label("label")).where(
        Board.organisation_id.in_(homes)
    )


def _conditions(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    return _tasks(Condition, homes)


def _actions(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    return _tasks(Action, homes)


def _tasks(model: Any, homes: Collection[int]) -> Select[*tuple[Any, ...]]:
    words = func.substr(model.words, 1, LONGEST).label("label")
    return select(model.id, model.organisation_id.label("home"), words).where(
        model.organisation_id.in_(homes), model.state != TaskState.ACCEPTED
    )


def _bindings(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    return (
        select(ConditionBinding.id, ConditionBinding.organisation_id.label("home"), literal("").label("label"))
        .join(Condition, Condition.id == ConditionBinding.condition_id)
        .where(ConditionBinding.organisation_id.in_(homes), Condition.state != TaskState.ACCEPTED)
    )


def _bound_already(row: ConditionBinding, to: int) -> bool:
    return bool(
        db.session.scalar(
            select(ConditionBinding.id).where(
                ConditionBinding.condition_id == row.condition_id, ConditionBinding.organisation_id == to
            )
        )
    )


KINDS: tuple[Kind, ...] = (
    Column("board", Board.organisation_id, _boards),
    Column("condition", Condition.organisation_id, _conditions),
    Column("action", Action.organisation_id, _actions),
    Column("condition-binding", ConditionBinding.organisation_id, _bindings, _bound_already),
)
