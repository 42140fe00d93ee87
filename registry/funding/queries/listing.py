"""Streams of money and what ends, as lists for readers that are programs."""

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.contracts.queries.ending import months_after
from registry.core import clock
from registry.core.paging import SIZE, Page, page_of_rows
from registry.funding.models import FundingStream
from registry.funding.queries.ending import Cliff, Wanted, ending
from registry.funding.queries.streams import LOADED, open_to, standing
from registry.organisations.models import Organisation
from registry.rules.policy import Actor
from registry.rules.staleness import oldest


def streams(
    actor: Actor, number: int, size: int = SIZE, *, tool: str = "", organisation: str = "", example: bool = False
) -> Page[FundingStream]:
    """The streams that the actor may read and that somebody said in the last 12 months, by tool: two statements."""
    found = (
        select(FundingStream)
        .join(FundingStream.tool)
        .join(Organisation, Organisation.id == FundingStream.organisation_id)
        .where(
            scope.visible_to(actor),
            standing(),
            open_to(actor),
            FundingStream.stated_on >= oldest(clock.today()),
            FundingStream.synthetic == example,
        )
        .options(*LOADED)
        .order_by(Tool.name, FundingStream.id)
    )
    if tool:
        found = found.where(Tool.slug == tool)
    if organisation:
        found = found.where(Organisation.slug == organisation)
    return page_of_rows(found, number, size)


def cliffs(
    actor: Actor, number: int, size: int = SIZE, *, months: int, organisation: str = "", example: bool = False
) -> Page[Cliff]:
    """What ends within some months, the soonest first, each with what depends on it: four statements."""
    found = ending(actor, Wanted(months_after(clock.today(), months), example))
    wanted = [one for one in found if organisation in ("", one.organisation_slug)]
    return Page(wanted[(number - 1) * size : number * size], number, size, len(wanted))
