"""How a fact of each kind is said to be still true: the service of the slice that it belongs to.

An adoption has a story, which says to which mailbox the link was sent where it was confirmed by one.
"""

from collections.abc import Callable, Mapping
from typing import Any

from registry.catalogue.services.costs import confirm_costs
from registry.contracts.services import confirm_contract
from registry.estates.services import confirm_estate
from registry.evidence.services.confirming import confirm_claim
from registry.freshness.queries.facts import Fact
from registry.funding.services import confirm as confirm_funding
from registry.replication.services import confirm
from registry.rules.policy import Actor
from registry.rules.words import Mailbox

Confirm = Callable[[Actor, Fact, Mailbox | None], Any]

CONFIRM: Mapping[str, Confirm] = {
    "adoption": lambda actor, fact, sent_to: confirm(actor, fact.id, fact.revision, sent_to),
    "claim": lambda actor, fact, _sent_to: confirm_claim(actor, fact.id, fact.revision),
    "contract": lambda actor, fact, _sent_to: confirm_contract(actor, fact.tool_slug, fact.id),
    "cost": lambda actor, fact, _sent_to: confirm_costs(actor, fact.tool_slug, fact.revision),
    "estate": lambda actor, fact, _sent_to: confirm_estate(actor, fact.organisation_slug, fact.revision),
    "funding": lambda actor, fact, _sent_to: confirm_funding(actor, fact.tool_slug, fact.id),
}
