"""How a fact of each kind is said to be still true: the service of the slice that it belongs to."""

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

Confirm = Callable[[Actor, Fact], Any]

CONFIRM: Mapping[str, Confirm] = {
    "adoption": lambda actor, fact: confirm(actor, fact.id, fact.revision),
    "claim": lambda actor, fact: confirm_claim(actor, fact.id, fact.revision),
    "contract": lambda actor, fact: confirm_contract(actor, fact.tool_slug, fact.id),
    "cost": lambda actor, fact: confirm_costs(actor, fact.tool_slug, fact.revision),
    "estate": lambda actor, fact: confirm_estate(actor, fact.organisation_slug, fact.revision),
    "funding": lambda actor, fact: confirm_funding(actor, fact.tool_slug, fact.id),
}
