"""Who plays in the demonstration, and where."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from registry.accounts.models import Person
from registry.catalogue.models import Tool
from registry.catalogue.services.naming import slug_of
from registry.core.db import db
from registry.core.errors import NotFound
from registry.governance.queries.actors import actor
from registry.rules.policy import Actor


@dataclass(frozen=True)
class Stage:
    """The demonstration's people, organisations and texts."""

    emails: dict[str, str]  # by the key of each person
    organisations: dict[str, int]  # by slug
    texts: dict[str, Any]

    def actor(self, key: str) -> Actor:
        """A person as the policy sees them now: roles and seats may have come since."""
        return actor(db.session.scalars(select(Person.id).where(Person.email == self.emails[key])).one())

    def tool(self, key: str) -> Tool | None:
        """The tool of this key, if it has been made; whoever renamed it since, its address stays."""
        address = slug_of(self.texts["tools"][key]["name"])
        owners = self.organisations["northmarch"], self.organisations["southvale"]
        known = select(Tool).where(Tool.slug.startswith(address, autoescape=True), Tool.owner_id.in_(owners))
        return db.session.scalar(known.order_by(Tool.id).limit(1))

    def there(self, key: str) -> Tool:
        """The tool of this key, which an earlier chapter made."""
        tool = self.tool(key)
        if tool is None:
            raise NotFound(f"The record “{key}” is not there yet.")
        return tool
