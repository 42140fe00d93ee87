"""What waits for the reader, and what their own organisations took over, over the API."""

from registry.api import queries
from registry.api.schemas.base import PageQuestion
from registry.api.schemas.own import AdoptionPackPageSchema, FactPageSchema, PackQuestion
from registry.api.views.blueprint import bp
from registry.api.views.reading import listed
from registry.core.paging import Page
from registry.freshness.queries.due import led_facts
from registry.freshness.queries.facts import Fact
from registry.packs.models import AdoptionPack
from registry.packs.queries.listing import own_packs
from registry.web.requests import current_actor, public


@bp.route("/due", tags=["Your organisation"])
@public
@listed(FactPageSchema, PageQuestion)
def due(number: int, size: int) -> Page[Fact]:
    """What is due within 60 days wherever you lead, and what is disputed or queried there. Nothing is confirmed here."""
    return queries.page_of(led_facts(current_actor()), number, size)


@bp.route("/packs", tags=["Your organisation"])
@public
@listed(AdoptionPackPageSchema, PackQuestion)
def packs(number: int, size: int, tool: str = "") -> Page[AdoptionPack]:
    """The adoption packs of your own organisations. What is in one stands on its page."""
    return own_packs(current_actor(), number, size, tool)
