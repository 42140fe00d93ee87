"""Needs, comparisons and saved searches over the API."""

from typing import Any

from registry.api.schemas.base import PageQuestion
from registry.api.schemas.discovery import (
    ComparisonQuestion,
    MatchPageSchema,
    NeedPageSchema,
    NeedQuestion,
    NeedSchema,
    SavedSearchPageSchema,
    SideBySideSchema,
)
from registry.api.views.blueprint import bp
from registry.api.views.reading import answering, listed, single
from registry.core.paging import Page
from registry.discovery.queries import feeds
from registry.discovery.queries import needs as queries
from registry.discovery.queries.compare import Comparison, compared
from registry.discovery.queries.feeds import Match
from registry.discovery.queries.needs import Posted
from registry.discovery.queries.saved import Listed, saved_questions
from registry.web.requests import current_actor, public


@bp.route("/needs", tags=["Needs"])
@public
@listed(NeedPageSchema, NeedQuestion)
def needs(number: int, size: int, problem: str = "", state: Any = "") -> Page[Posted]:
    """Problems that organisations posted without a tool, the newest first."""
    return queries.needs(current_actor(), number, problem=problem, state=state, size=size)


@bp.route("/needs/<int:need_id>", tags=["Needs"])
@public
@single(NeedSchema)
def need(need_id: int) -> Posted:
    """One need, with the tools that may answer it and that you may see."""
    return queries.need(current_actor(), need_id)


@bp.route("/saved-searches", tags=["Your organisation"])
@public
@listed(SavedSearchPageSchema, PageQuestion)
def saved_searches(number: int, size: int) -> Page[Listed]:
    """The searches that you yourself saved, by name."""
    return saved_questions(current_actor(), number, size)


@bp.route("/saved-searches/<int:search_id>/matches", tags=["Your organisation"])
@public
@listed(MatchPageSchema, PageQuestion, of_one=True)
def matches(number: int, size: int, search_id: int) -> Page[Match]:
    """What one of your saved searches finds for you now, the newest first; empty for any that is not yours."""
    return feeds.matches(current_actor(), search_id, number, size)


@bp.route("/comparison", tags=["Tools"])
@public
@answering(SideBySideSchema, ComparisonQuestion, of_one=False)
def comparison(tool: list[str]) -> Comparison:
    """Up to four tools in the same lines, as you may see them."""
    return compared(current_actor(), tool)
