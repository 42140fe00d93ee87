"""What stands between a tool and a stage."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Exists, and_, case, exists, or_, select

from registry.core.db import db
from registry.replication.models import Adoption, Hold
from registry.rules.lifecycles import ADOPTED, PATH, Stage

PLACES = {stage.value: number for number, stage in enumerate(PATH)}


def open_holds(tool_id: int, organisation_id: int, stage: Stage) -> Sequence[Hold]:
    """The binding holds that stand at this organisation between the tool and the stage."""
    return db.session.scalars(
        select(Hold)
        .where(
            Hold.tool_id == tool_id,
            Hold.binding,
            Hold.lifted_at.is_(None),
            or_(Hold.organisation_id.is_(None), Hold.organisation_id == organisation_id),
            Hold.stage.in_(PATH[: PATH.index(stage) + 1]),
        )
        .order_by(Hold.id)
    ).all()


def holds_on(tool_id: int, organisation_id: int | None = None) -> Sequence[Hold]:
    """Every open hold on a tool, binding or advice; of one organisation, those that concern it."""
    statement = select(Hold).where(Hold.tool_id == tool_id, Hold.lifted_at.is_(None)).order_by(Hold.id)
    if organisation_id is not None:
        statement = statement.where(or_(Hold.organisation_id.is_(None), Hold.organisation_id == organisation_id))
    return db.session.scalars(statement).all()


def condition_not_met() -> ColumnElement[bool]:
    """Whether an adoption is live or beyond while a binding hold before its stage is open."""
    stands: Exists = exists().where(
        Hold.tool_id == Adoption.tool_id,
        Hold.binding,
        Hold.lifted_at.is_(None),
        or_(Hold.organisation_id.is_(None), Hold.organisation_id == Adoption.organisation_id),
        case(PLACES, value=Hold.stage, else_=len(PATH)) <= case(PLACES, value=Adoption.stage, else_=-1),
    )
    return and_(Adoption.stage.in_(ADOPTED), stands)
