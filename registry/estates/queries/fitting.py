"""Which tools go with the systems of which organisations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from registry.catalogue.models import Tool, Version
from registry.catalogue.queries.scope import visible_to
from registry.catalogue.queries.tools import tool as readable_tool
from registry.catalogue.queries.tools import tool_content
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import Page, page_of_items
from registry.estates.queries.estate import Place, agreed, estates_for, system_labels
from registry.organisations.models import Organisation
from registry.organisations.queries import forces, organisation
from registry.rules.compatibility import Fit, Match, match
from registry.rules.policy import Actor, Permission, allows, require

QUESTION = "systems_needed"  # of the record, released to everybody
ORDER = (Fit.FITS, Fit.NEEDS_CHANGES, Fit.NOT_STATED)
SIZE = 50


@dataclass(frozen=True)
class FittingForce:
    """A force beside a tool; what it has and lacks is known to its own people alone."""

    organisation: Organisation
    fit: Fit
    match: Match | None


@dataclass(frozen=True)
class ToolFit:
    """A tool beside the forces that may be spoken of."""

    tool: Tool
    needed: Sequence[str]
    labels: Mapping[str, str]
    own: Sequence[FittingForce]
    others: Sequence[FittingForce]
    silent: int  # forces that did not agree, or of which nothing is stated


@dataclass(frozen=True)
class FittingTool:
    """A tool beside one organisation."""

    slug: str
    name: str
    summary: str
    fit: Fit
    match: Match | None


@dataclass(frozen=True)
class OrganisationFit:
    """An organisation beside every tool that says what it needs and that the reader may read."""

    organisation: Organisation
    page: Page[FittingTool]
    counts: Mapping[Fit, int]
    labels: Mapping[str, str]
    own: bool
    lacks: Sequence[tuple[str, int]]  # kinds of system that it has not, with how many tools need them


def tool_fit(actor: Actor, slug: str) -> ToolFit:
    """Which forces could take a tool as it is: five statements.

    Raises as the tool's page does, NotAllowed to all but policing.
    """
    tool = readable_tool(actor, slug)
    require(actor, Permission.COMPATIBILITY_READ, tool)
    return fit_of(actor, tool)


def fit_of(actor: Actor, tool: Tool) -> ToolFit:
    """The same of a tool that the actor may read, for policing alone: four statements."""
    needed = list(tool_content(actor, tool).get(QUESTION) or ())
    estates = estates_for(actor)
    here = forces(synthetic=tool.synthetic)
    rows = [_force(actor, found, needed, estates) for found in here if found.id in estates]
    own = [row for row in rows if row.match is not None]
    others = sorted((row for row in rows if row.match is None), key=lambda row: ORDER.index(row.fit))
    return ToolFit(tool, needed, system_labels(), own, others, len(here) - len(rows))


def organisation_fit(actor: Actor, slug: str, number: int | None = 1) -> OrganisationFit:
    """Which tools an organisation could take as they are: five statements.

    Raises NotFound where the organisation did not agree that others are told, NotAllowed to all but policing.
    """
    found = organisation(slug)
    require(actor, Permission.COMPATIBILITY_READ, found)
    own = allows(actor, Permission.ESTATE_READ, Place(found.id))
    if not own and not agreed(found.id):
        raise NotFound("This organisation has not agreed that others are told which tools fit its systems.")
    has = estates_for(actor, [found.id]).get(found.id, {})
    matched = [(row, match(row.needed, has)) for row in _tools(actor, found.synthetic)]
    matched.sort(key=lambda pair: (ORDER.index(pair[1].fit), len(pair[1].lacks) + len(pair[1].unknown)))
    page = page_of_items(matched, number, SIZE)
    return OrganisationFit(
        found,
        page.of([_tool(row, fit, own) for row, fit in page.items]),
        {fit: sum(1 for _row, one in matched if one.fit is fit) for fit in ORDER},
        system_labels(),
        own,
        _lacking([one for _row, one in matched]) if own else (),
    )


def fitting_tools(actor: Actor, organisation_id: int) -> set[int]:
    """The tools that an organisation could take as they are, as far as the actor may be told: two statements."""
    has = estates_for(actor, [organisation_id]).get(organisation_id, {})
    return {row.id for row in _tools(actor, None) if match(row.needed, has).fit is Fit.FITS} if has else set()


def _force(
    actor: Actor, found: Organisation, needed: Sequence[str], estates: Mapping[int, Mapping[str, bool]]
) -> FittingForce:
    one = match(needed, estates[found.id])
    return FittingForce(found, one.fit, one if found.id in actor.organisations else None)


def _tools(actor: Actor, synthetic: bool | None) -> Sequence[Any]:
    """Every tool that the actor may read and that says what it needs, by name."""
    needed = Version.content[QUESTION]
    found = (
        select(Tool.id, Tool.slug, Tool.name, Tool.summary, needed.label("needed"))
        .join(Version, Version.id == Tool.version_id)
        .where(visible_to(actor), needed.is_not(None))
        .order_by(Tool.name, Tool.id)
    )
    if synthetic is not None:
        found = found.where(Tool.synthetic == synthetic)
    return [row for row in db.session.execute(found) if row.needed]


def _tool(row: Any, one: Match, own: bool) -> FittingTool:
    return FittingTool(row.slug, row.name, row.summary, one.fit, one if own else None)


def _lacking(matches: Sequence[Match]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for one in matches:
        for code in one.lacks:
            counts[code] = counts.get(code, 0) + 1
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
