"""What reviews ask of a reviewer, of the registrar, and of those whose record was sent back."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.governance.models import Review
from registry.governance.queries import review
from registry.governance.queries.review import Waiting
from registry.pages.queries.my_work.items import Group, Item, draft_item, group
from registry.rules.lifecycles import ToolState
from registry.rules.policy import Actor


def for_reviewer(actor: Actor) -> list[Group]:
    """The records that they have, and those that nobody has: at most five statements."""
    page = review.with_reviewer(actor)
    mine = [_item(found) for found in page.items if found.mine]
    return [
        group("reviews-mine", mine),
        group("reviews", [_item(found) for found in page.items if not found.mine], page.total - len(mine)),
    ]


def for_registrar(actor: Actor) -> Group:
    """Reviews whose day is past, whoever they wait for."""
    page = review.queue(actor, show="overdue")
    return group("reviews-late", [_item(found, "/review/assign") for found in page.items], page.total)


def sent_back(tools: Sequence[Tool]) -> Group:
    """Records of which changes were requested, with the day by which they are wanted: one statement."""
    wanted = [tool for tool in tools if tool.state is ToolState.CHANGES_REQUESTED]
    days = _days([tool.id for tool in wanted])
    items = [
        Item(tool.name, f"/tools/{tool.slug}/edit", "", day, day is not None and day < clock.today())
        for tool, day in ((tool, days.get(tool.id)) for tool in wanted)
    ]
    return group("changes", items)


def others(tools: Sequence[Tool]) -> Group:
    """Drafts that were not sent back."""
    return group("drafts", [draft_item(tool) for tool in tools if tool.state is not ToolState.CHANGES_REQUESTED])


def _item(found: Waiting, page: str = "/review") -> Item:
    again = f", round {found.times}" if found.times > 1 else ""
    day = found.due_on or found.since.date()
    return Item(
        found.tool.name, f"/tools/{found.tool.slug}{page}", found.tool.owner.name + again, day, found.overdue > 0
    )


def _days(tool_ids: Collection[int]) -> dict[int, date | None]:
    if not tool_ids:
        return {}
    rows = db.session.execute(
        select(Review.tool_id, Review.due_on).where(Review.tool_id.in_(tool_ids), Review.closed_at.is_(None))
    )
    return {row.tool_id: row.due_on for row in rows}
