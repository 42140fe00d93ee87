"""A link that was mailed, what it shows, and whom it was made for."""

from typing import Any

from registry.accounts.services.sessions import hash_of
from registry.core.db import db
from registry.freshness.queries.due import due
from registry.freshness.services import Caller, make_link, new_key
from registry.rules.words import Role
from tests import factories as f
from tests.freshness.facts import a_claim, an_adoption

HERE = Caller("192.0.2.0", "secret")


class Sent:
    """The link of a lead with an adoption and an outcome to confirm."""

    def __init__(self, more: int = 0, **values: Any) -> None:
        self.force = f.AForce()
        self.person = f.APerson((self.force, Role.LEAD))
        self.lead = f.actor_of(self.person)
        self.adoption, self.claim = an_adoption(self.force), a_claim(self.force)
        for number in range(more):
            an_adoption(self.force, number), a_claim(self.force, number)
        facts = due(self.lead, frozenset({self.force.id}))
        self.keys = [fact.key for fact in facts]
        self.link = make_link(self.person.id, facts, **values)
        self.token = new_key(self.link.id) or ""
        self.hash = hash_of(self.token)
        self.path = f"/due/link?key={self.token}"


def fresh(row: Any) -> Any:
    db.session.expire_all()
    return db.session.get_one(type(row), row.id)
