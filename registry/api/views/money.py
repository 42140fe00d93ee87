"""Funding, and the money and contracts that end, over the API."""

from registry.api.schemas.money import (
    CliffPageSchema,
    CliffQuestion,
    ContractsQuestion,
    FundingPageSchema,
    FundingQuestion,
    SharedContractsPageSchema,
)
from registry.api.views.blueprint import bp
from registry.api.views.reading import listed
from registry.contracts.queries import ending
from registry.core.paging import Page
from registry.funding.models import FundingStream
from registry.funding.queries import listing
from registry.funding.queries.ending import Cliff
from registry.web.requests import current_actor, public


@bp.route("/funding", tags=["Money"])
@public
@listed(FundingPageSchema, FundingQuestion)
def funding(number: int, size: int, *, tool: str = "", organisation: str = "", example: bool) -> Page[FundingStream]:
    """Streams of money behind tools and their use, as far as you may read them, by tool.

    What nobody said for 12 months to be true is left out. One for a use shows only with the adoption.
    """
    return listing.streams(current_actor(), number, size, tool=tool, organisation=organisation, example=example)


@bp.route("/funding/ending", tags=["Money"])
@public
@listed(CliffPageSchema, CliffQuestion)
def funding_ending(number: int, size: int, *, months: int, organisation: str = "", example: bool) -> Page[Cliff]:
    """Money and contracts that end within some months, each with the adoptions that depend on it and that you may read."""
    return listing.cliffs(current_actor(), number, size, months=months, organisation=organisation, example=example)


@bp.route("/contracts/ending", tags=["Money"])
@public
@listed(SharedContractsPageSchema, ContractsQuestion)
def contracts_ending(number: int, size: int, *, months: int, supplier: str = "", example: bool) -> Page[ending.Shared]:
    """Contracts that end within some months and concern two or more organisations, by supplier and framework."""
    return ending.page_of_shared(current_actor(), ending.Filters(months, supplier, example), number, size)
