"""What is assessed: a tool, by its owner's people, or one adoption of it, by the adopter's."""

from dataclasses import dataclass

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.catalogue.queries import latest_content
from registry.core.db import db
from registry.core.errors import NotFound
from registry.organisations.models import Organisation
from registry.replication.queries.adoptions import adoption_at
from registry.rules.policy import Actor, Permission, require
from registry.rules.questions import Content
from registry.standards.queries import readable_tool


@dataclass(frozen=True)
class Subject:
    """A tool, or a tool at an organisation, with the answers that the reader may see."""

    tool: Tool
    content: Content
    organisation: Organisation | None = None
    adoption_id: int | None = None

    @property
    def id(self) -> str:
        """How the audit trail names it."""
        return f"{self.tool.id}/{self.organisation.id}" if self.organisation else str(self.tool.id)

    @property
    def owner_id(self) -> int:
        """The organisation that answers for it: the policy's owner."""
        return self.organisation.id if self.organisation else self.tool.owner_id

    @property
    def organisation_id(self) -> int | None:
        """The adopter, of an adoption."""
        return self.organisation.id if self.organisation else None

    @property
    def name(self) -> str:
        """As pages call it."""
        return f"{self.tool.name}: {self.organisation.name}" if self.organisation else self.tool.name

    @property
    def path(self) -> str:
        """The address of its standards."""
        place = f"/at/{self.organisation.slug}" if self.organisation else ""
        return f"/tools/{self.tool.slug}{place}/standards"

    @property
    def synthetic(self) -> bool:
        """Whether any of it is invented."""
        return bool(self.tool.synthetic or (self.organisation and self.organisation.synthetic))

    @property
    def judged_on(self) -> str:
        """Which standards are held against it."""
        return "adoption" if self.organisation else "tool"


def subject(actor: Actor, slug: str, organisation: str | None = None) -> Subject:
    """A tool, or the present adoption of it at an organisation: at most five statements.

    Raises as the tool's own page does, and NotFound for an adoption that the actor may not know of.
    """
    tool = readable_tool(actor, slug)
    content = latest_content(actor, tool)
    if organisation is None:
        return Subject(tool, content)
    home = db.session.scalar(select(Organisation).where(Organisation.slug == organisation))
    row = adoption_at(actor, tool.id, home.id) if home is not None else None
    if home is None or row is None:
        raise NotFound("There is no such adoption, or it is not shared with you.")
    return Subject(tool, content, home, row.id)


def subject_to(permission: Permission, actor: Actor, slug: str, organisation: str | None) -> Subject:
    """A subject to which the actor may do this. Raises as `subject` does, and NotAllowed."""
    found = subject(actor, slug, organisation)
    require(actor, permission, found)
    return found
