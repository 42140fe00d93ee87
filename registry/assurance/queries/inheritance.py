"""The page of what a force inherits for one of its own assessments. It needs no adoption: a force looks before it begins."""

from dataclasses import dataclass

from sqlalchemy import select

from registry.assurance.queries.inherited import Local, local_of
from registry.catalogue.models import Tool
from registry.catalogue.queries import tool as readable_tool
from registry.catalogue.queries import tool_content
from registry.core.db import db
from registry.core.errors import NotFound
from registry.organisations.models import Organisation
from registry.replication.queries.adoptions import adoption_at
from registry.rules.policy import Actor, Permission, allows, require
from registry.rules.questions import Content


@dataclass(frozen=True)
class Place:
    """A tool at a force, with the answers of the record that the reader may see."""

    tool: Tool
    organisation: Organisation
    content: Content

    @property
    def id(self) -> str:
        """How the audit trail names it."""
        return f"{self.tool.id}/{self.organisation.id}"

    @property
    def organisation_id(self) -> int:
        """The policy's adopter."""
        return self.organisation.id

    @property
    def path(self) -> str:
        """The address of the force's standards for this tool."""
        return f"/tools/{self.tool.slug}/at/{self.organisation.slug}/standards"


@dataclass(frozen=True)
class InheritancePage:
    """Everything the page shows."""

    place: Place
    local: Local
    recorded: bool  # whether the force has recorded where it stands: an assessment hangs on that
    checks: bool
    takes: bool

    @property
    def path(self) -> str:
        """The address of the assessment."""
        return f"{self.place.path}/{self.local.standard.code}"


def place_of(actor: Actor, slug: str, organisation: str) -> Place:
    """A tool at a force: at most four statements. Raises as the tool's page does, and NotFound for an unknown force."""
    tool = readable_tool(actor, slug)
    home = db.session.scalar(select(Organisation).where(Organisation.slug == organisation))
    if home is None:
        raise NotFound("No such organisation.")
    return Place(tool, home, tool_content(actor, tool))


def inheritance(actor: Actor, slug: str, organisation: str, code: str) -> InheritancePage:
    """What the force inherits for its own assessment against one standard: at most nineteen statements.

    Raises as the tool's page does, NotAllowed to those of other organisations, NotFound for a standard that no force
    shows for its own use.
    """
    place = place_of(actor, slug, organisation)
    require(actor, Permission.INHERITANCE_READ, place)
    found = local_of(actor, place.tool, place.organisation, place.content, code)
    if found is None:
        raise NotFound("This standard is not one that your force shows for its own use of the tool.")
    return InheritancePage(
        place,
        found,
        adoption_at(actor, place.tool.id, place.organisation.id) is not None,
        allows(actor, Permission.INHERITANCE_CHECK, place),
        allows(actor, Permission.INHERITANCE_TAKE, place) and found.may_take,
    )
