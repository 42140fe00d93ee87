"""The register as a list, page by page, for readers that are programs."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Tool, ToolTerm
from registry.catalogue.queries.scope import visible_to
from registry.core.db import db
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
    """A page of the live tools that the actor may read, by name, with owner and version: three statements.

    The page is found by its keys first: whole versions are read for that page alone.
    """
    statement = select(Tool.id).where(visible_to(actor))
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
    keys = page_of_rows(statement.order_by(Tool.name, Tool.id), number, size)
    whole = select(Tool).where(Tool.id.in_(keys.items)).options(joinedload(Tool.owner), joinedload(Tool.version))
    found = db.session.scalars(whole.order_by(Tool.name, Tool.id)).all() if keys.items else []
    return Page(found, keys.number, keys.size, keys.total)


def _with_term(vocabulary: str, code: str) -> Select[*tuple[Any, ...]]:
    return select(ToolTerm.tool_id).where(ToolTerm.vocabulary == vocabulary, ToolTerm.code == code)
