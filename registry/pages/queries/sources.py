"""Where the published facts of the register come from."""

from typing import Any

from sqlalchemy import Row, select

from registry.catalogue.models import Source, Tool
from registry.catalogue.queries import scope
from registry.core.paging import Page, page_of_columns
from registry.rules.policy import Actor


def sources(actor: Actor, number: int | None) -> Page[Row[*tuple[Any, ...]]]:
    """A page of sources, with the tools whose facts rest on them, as far as the actor may read those: two statements."""
    found = (
        select(Source.title, Source.url, Source.published_on, Source.read_on, Source.verified, Tool.name, Tool.slug)
        .join(Tool, Tool.id == Source.tool_id)
        .where(scope.visible_to(actor), Tool.synthetic.is_(False))
    )
    return page_of_columns(found.order_by(Source.title, Tool.name, Source.id), number)
