"""What a mail about saved searches says, asked when it is sent: what its reader may not see then is not in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core.db import db
from registry.discovery.models import SavedMatch, SavedSearch
from registry.organisations.models import Organisation
from registry.rules.policy import Actor
from registry.rules.words import Frequency

MOST = 20  # tools that are named for one search


@dataclass(frozen=True)
class News:
    """What is new in one saved search: the first tools by name with their pages, and how many there are."""

    search_id: int
    name: str
    frequency: Frequency
    tools: tuple[tuple[str, str], ...]  # (name and owner, path)
    total: int


def news_of(actor: Actor, notice_key: str) -> list[News]:
    """What a notice tells the actor, search by search: one statement. A search that is told of no more is left out."""
    statement = (
        select(
            SavedSearch.id,
            SavedSearch.name.label("search"),
            SavedSearch.frequency,
            Tool.name,
            Tool.slug,
            Organisation.name.label("owner"),
        )
        .join(SavedMatch, SavedMatch.saved_search_id == SavedSearch.id)
        .join(Tool, Tool.id == SavedMatch.tool_id)
        .join(Organisation, Organisation.id == Tool.owner_id)
        .where(
            SavedMatch.notice_key == notice_key,
            SavedSearch.person_id == actor.id,
            SavedSearch.frequency != Frequency.NEVER,
            scope.visible_to(actor),
        )
        .order_by(SavedSearch.name, SavedSearch.id, Tool.published_at.desc(), Tool.id)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    named: dict[int, tuple[str, Frequency]] = {}
    for row in db.session.execute(statement):
        named[row.id] = (row.search, row.frequency)
        found.setdefault(row.id, []).append((f"{row.name} ({row.owner})", f"/tools/{row.slug}"))
    return [News(key, *named[key], tuple(tools[:MOST]), len(tools)) for key, tools in found.items()]


def lately(actor: Actor, search_ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """The last tools that each search came to find, as far as the actor may see them: one statement."""
    if not search_ids:
        return {}
    statement = (
        select(SavedMatch.saved_search_id, Tool.name, Tool.slug)
        .join(Tool, Tool.id == SavedMatch.tool_id)
        .where(SavedMatch.saved_search_id.in_(search_ids), scope.visible_to(actor))
        .order_by(SavedMatch.found_at.desc(), Tool.id)
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for row in db.session.execute(statement):
        if len(found.setdefault(row.saved_search_id, [])) < 5:
            found[row.saved_search_id].append((row.name, row.slug))
    return found
