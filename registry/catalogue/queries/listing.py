"""The register as a list, page by page, for readers that are programs."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Tool, ToolTerm
from registry.catalogue.queries.scope import visible_to
from registry.core.paging import SIZE, Page, page_of_rows
from registry.organisations.models import Organisation
from registry.rules.policy import Actor
from registry.rules.words import Phase


def listed(
    actor: Actor,
    number: int | None = 1,
    size: int = SIZE,
    *,
    owner: str | None = None,
    category: str | None = None,
    problem: str | None = None,
    phase: Phase | None = None,
    published_since: datetime | None = None,
) -> Page[Tool]:
    """A page of the live tools that the actor may read, by name, with owner and version: two statements."""
    statement = select(Tool).where(visible_to(actor)).options(joinedload(Tool.owner), joinedload(Tool.version))
    if owner is not None:
        statement = statement.where(Tool.owner_id.in_(select(Organisation.id).where(Organisation.slug == owner)))
    if category is not None:
        statement = statement.where(Tool.category == category)
    if problem is not None:
        statement = statement.where(Tool.id.in_(_with_term("problem", problem)))
    if phase is not None:
        statement = statement.where(Tool.phase == phase)
    if published_since is not None:
        statement = statement.where(Tool.published_at >= published_since)
    return page_of_rows(statement.order_by(Tool.name, Tool.id), number, size)


def _with_term(vocabulary: str, code: str) -> Select[*tuple[Any, ...]]:
    return select(ToolTerm.tool_id).where(ToolTerm.vocabulary == vocabulary, ToolTerm.code == code)
