"""Adoptions over the API."""

from collections.abc import Sequence

from registry.api import queries
from registry.api.schemas.adoptions import AdoptionPageSchema, AdoptionQuestion
from registry.api.views.blueprint import bp
from registry.api.views.reading import listed
from registry.core.paging import Page
from registry.rules.lifecycles import Stage
from registry.rules.words import Standing
from registry.web.requests import current_actor, public


@bp.route("/adoptions", tags=["Adoptions"])
@public
@listed(AdoptionPageSchema, AdoptionQuestion)
def adoptions(
    number: int,
    size: int,
    tool: str | None = None,
    organisation: str | None = None,
    stage: Sequence[Stage] = (),
    standing: Sequence[Standing] = (),
) -> Page[queries.AdoptionRecord]:
    """Where tools stand at organisations, as far as you may read it.

    One row for each tool at each organisation, by tool and then organisation: where it stands now. No row means "not
    stated", never "not used". Count confirmed, unconfirmed, reported and disputed apart, and the stage
    stage-not-stated not at all.
    """
    return queries.adoptions(
        current_actor(), number, size, tool=tool, organisation=organisation, stages=stage, standings=standing
    )
