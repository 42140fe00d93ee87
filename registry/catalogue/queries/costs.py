"""What a record says of costs: one rule for its page, search, comparison, exports and the API."""

from datetime import date, datetime

from sqlalchemy import func, select

from registry.catalogue.models import CostConfirmation, Tool, Version
from registry.core import clock
from registry.core.db import db
from registry.rules.questions import Content
from registry.rules.staleness import COSTS, is_old


def said_on(version_at: datetime | None, confirmed_on: date | None) -> date:
    """The day on which costs were last said to be so: when the version was published, or confirmed after that."""
    published = clock.day_of(version_at) if version_at else clock.today()
    return max(published, confirmed_on) if confirmed_on else published


def version_said_on(version: Version) -> date:
    """The same for one version, whose costs a confirmation of another version says nothing of: one statement."""
    confirmed = select(func.max(CostConfirmation.confirmed_on)).where(CostConfirmation.version_id == version.id)
    return said_on(version.published_at, db.session.scalar(confirmed))


def costs_said_on(tool: Tool) -> date:
    """The same for a tool with its version; no statement."""
    return said_on(tool.version.published_at if tool.version else None, tool.costs_confirmed_on)


def believed(content: Content, day: date) -> Content:
    """The answers, without those on costs that were last said on a day more than 12 months ago."""
    if not is_old(day, clock.today()):
        return content
    return {code: answer for code, answer in content.items() if code not in COSTS}
