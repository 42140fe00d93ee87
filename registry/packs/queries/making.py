"""Before a pack is made: whose it would be, and whether there is one."""

from dataclasses import dataclass

from registry.catalogue.models import Tool
from registry.catalogue.queries.tools import tool as readable_tool
from registry.organisations.models import Organisation
from registry.packs.models import AdoptionPack
from registry.packs.queries.pack import current
from registry.replication.queries.position import own_or_asked
from registry.replication.services.steps import Place
from registry.rules.policy import Actor, Permission, require


@dataclass(frozen=True)
class Making:
    """What the page that asks shows."""

    tool: Tool
    organisation: Organisation
    now: AdoptionPack | None


def making(actor: Actor, slug: str, organisation: str | None) -> Making:
    """Whose pack it would be: at most three statements.

    Raises as the tool's page does, NotAllowed to all but the force's contributors and leads.
    """
    tool = readable_tool(actor, slug)
    home = own_or_asked(actor, organisation)
    require(actor, Permission.PACK_MAKE, Place(tool.id, home.id))
    return Making(tool, home, current(tool.id, home.id))
