"""Boards and their decisions as lists, page by page, for readers that are programs."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from registry.catalogue.queries import scope
from registry.core.paging import SIZE, Page, page_of_rows
from registry.governance.models import Action, Board, Case, Condition, Decision
from registry.rules import policy
from registry.rules.policy import Actor, Permission


def listed(actor: Actor, number: int | None = 1, size: int = SIZE) -> Page[Board]:
    """A page of boards by name, with their organisations: two statements."""
    policy.require(actor, Permission.BOARD_READ)
    statement = select(Board).options(joinedload(Board.organisation)).order_by(Board.name, Board.id)
    return page_of_rows(statement, number, size)


def decided(actor: Actor, board_id: int, number: int | None = 1, size: int = SIZE) -> Page[Decision]:
    """A page of a board's decisions on tools that the actor may read, newest first, with all that they ask for."""
    statement = (
        select(Decision)
        .join(Decision.case)
        .join(Case.tool)
        .where(scope.visible_to(actor), Case.board_id == board_id)
        .options(
            contains_eager(Decision.case).contains_eager(Case.tool),
            selectinload(Decision.conditions).joinedload(Condition.organisation),
            selectinload(Decision.actions).joinedload(Action.organisation),
        )
        .order_by(Decision.happened_on.desc(), Decision.id.desc())
    )
    return page_of_rows(statement, number, size)
