"""The orders of the matrix, and what each goes by."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Date, Select, and_, case, func, null, select

from registry.catalogue.models import Tool
from registry.evidence.queries.levels import levels
from registry.rules.lifecycles import ADOPTED
from registry.rules.words import Standing


class Order(StrEnum):
    """By name, or by something of the tool's shown adoptions or evidence, the most first and then by name."""

    NAME = "name"
    LIVE = "live"  # how many of the shown adoptions are live or business as usual, disputed ones left out
    CHANGED = "changed"  # when the newest of the shown adoptions reached its stage; a tool without a day comes last
    LEVEL = "level"  # the replication level of today


OF_CELLS = (Order.LIVE, Order.CHANGED)


def in_order(
    tools: Select[*tuple[Any, ...]], order: Order, cells: Select[*tuple[Any, ...]] | None = None, *, every: bool = False
) -> Select[*tuple[Any, ...]]:
    """A statement on tools in an order, with what that goes by as `goes_by`.

    `cells` has `tool_id`, `stage`, `standing` and `since` of the adoptions that count; an order of cells needs it,
    and leaves out the tools without one unless `every` keeps them.
    """
    goes_by: Any = null()
    if order is Order.LEVEL:
        of_tool = levels()
        tools, goes_by = tools.outerjoin(of_tool, of_tool.c.tool_id == Tool.id), func.coalesce(of_tool.c.level, 1)
    elif cells is not None:
        stands = cells.subquery("stands")
        live = and_(stands.c.stage.in_(ADOPTED), stands.c.standing != Standing.DISPUTED)
        sums = {Order.LIVE: func.count(case((live, 1))), Order.CHANGED: func.max(stands.c.since, type_=Date)}
        of_tool = select(stands.c.tool_id, sums[order].label("sum")).group_by(stands.c.tool_id).subquery("places")
        tools = tools.join(of_tool, of_tool.c.tool_id == Tool.id, isouter=every)
        goes_by = func.coalesce(of_tool.c.sum, 0) if order is Order.LIVE else of_tool.c.sum
    tools = tools.add_columns(goes_by.label("goes_by"))
    return tools.order_by(*(() if order is Order.NAME else (goes_by.desc().nulls_last(),)), Tool.name, Tool.id)
