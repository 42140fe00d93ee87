"""Boards and their decisions over the API."""

from registry.api import queries
from registry.api.schemas.base import PageQuestion
from registry.api.schemas.boards import BoardPageSchema, BoardWholeSchema, DecisionPageSchema
from registry.api.views.blueprint import bp
from registry.api.views.reading import listed, single
from registry.core.paging import Page
from registry.governance.models import Board, Decision
from registry.governance.queries import listing
from registry.web.requests import current_actor, public


@bp.route("/boards", tags=["Boards"])
@public
@listed(BoardPageSchema, PageQuestion)
def boards(number: int, size: int) -> Page[Board]:
    """The boards, by name."""
    return listing.listed(current_actor(), number, size)


@bp.route("/boards/<slug>", tags=["Boards"])
@public
@single(BoardWholeSchema)
def board(slug: str) -> queries.BoardWhole:
    """One board with the newest of its decisions.

    Those on tools that you may read; the others are neither shown nor counted.
    """
    return queries.whole_board(current_actor(), slug)


@bp.route("/boards/<slug>/decisions", tags=["Boards"])
@public
@listed(DecisionPageSchema, PageQuestion, of_one=True)
def decisions(slug: str, number: int, size: int) -> Page[Decision]:
    """A board's decisions on tools that you may read, newest first."""
    return queries.decisions(current_actor(), slug, number, size)
