"""Systems of one's own organisations, and how tools go with them, over the API."""

from registry.api.schemas.base import PageQuestion
from registry.api.schemas.estates import FitPageSchema, SystemPageSchema, SystemQuestion
from registry.api.views.blueprint import bp
from registry.api.views.reading import listed
from registry.core.paging import Page
from registry.estates.queries import listing
from registry.estates.queries.fitting import FittingForce
from registry.web.requests import current_actor, public


@bp.route("/systems", tags=["Your organisation"])
@public
@listed(SystemPageSchema, SystemQuestion)
def systems(number: int, size: int, organisation: str = "") -> Page[listing.OwnSystem]:
    """The systems of your own organisations, kind by kind. Those of others are told to nobody."""
    return listing.own_systems(current_actor(), number, size, organisation)


@bp.route("/tools/<slug>/compatibility", tags=["Tools"])
@public
@listed(FitPageSchema, PageQuestion, of_one=True, withdrawn=True)
def compatibility(slug: str, number: int, size: int) -> Page[FittingForce]:
    """Which forces could take a tool as it is, as far as you may be told.

    For policing alone: your own force with what it has and lacks, and those that agreed with the answer alone. A force
    that did not agree, or of which nothing is stated, is not in the list. Everybody else gets an empty one.
    """
    return listing.fitting_forces(current_actor(), slug, number, size)
