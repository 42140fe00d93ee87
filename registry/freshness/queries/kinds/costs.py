"""What records say of costs, once it is nearly a year old: each record's as one fact."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Tool, Version
from registry.catalogue.queries import scope
from registry.catalogue.queries.costs import costs_said_on
from registry.core import clock
from registry.core.db import db
from registry.freshness.queries.facts import MOST, Fact
from registry.rules.policy import Actor
from registry.rules.questions import answered
from registry.rules.staleness import COSTS, STANDS_FOR

CODE = "cost"


def due(actor: Actor, organisation_ids: frozenset[int], until: date) -> list[Fact]:
    """The live records of these organisations that state costs and are a year old by a day: one statement.

    What published sources say is theirs to change, and is never due; nor is what was retired.
    """
    told_by = until - STANDS_FOR
    found = (
        select(Tool)
        .join(Version, Version.id == Tool.version_id)
        .where(
            Tool.owner_id.in_(organisation_ids),
            Tool.from_sources.is_(False),
            Tool.retired_on.is_(None),
            Version.published_at < clock.end_of(told_by),
            or_(Tool.costs_confirmed_on.is_(None), Tool.costs_confirmed_on <= told_by),
            or_(*(Version.content[code].is_not(None) for code in COSTS)),
            scope.visible_to(actor),
        )
        .options(joinedload(Tool.version), joinedload(Tool.owner))
        .order_by(Version.published_at, Tool.id)
        .limit(MOST)
    )
    return [_fact(tool) for tool in db.session.scalars(found) if _stated(tool)]


def _stated(tool: Tool) -> bool:
    content = tool.version.content if tool.version else {}
    return any(answered(content.get(code)) for code in COSTS)


def _fact(tool: Tool) -> Fact:
    said = costs_said_on(tool)
    return Fact(
        CODE,
        tool.id,
        said.toordinal(),
        tool.owner_id,
        tool.owner.slug,
        tool.owner.name,
        tool.id,
        tool.slug,
        tool.name,
        said + STANDS_FOR,
        said,
        f"/tools/{tool.slug}",
    )
