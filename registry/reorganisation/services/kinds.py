"""Every kind of row that goes with an organisation, as its own slice moves it."""

from collections.abc import Collection
from datetime import date

from registry.accounts.services import rehoming as accounts
from registry.assurance.services import rehoming as assurance
from registry.catalogue.services import rehoming as catalogue
from registry.cohorts.services import rehoming as cohorts
from registry.discovery.services import rehoming as discovery
from registry.estates.services import rehoming as estates
from registry.evidence.services import rehoming as evidence
from registry.funding.services import rehoming as funding
from registry.governance.services import rehoming as governance
from registry.lineage.services import rehoming as lineage
from registry.notifications.services import rehoming as notifications
from registry.organisations.services import rehoming as organisations
from registry.organisations.services.rehoming import Found, Kind
from registry.packs.services import rehoming as packs
from registry.replication.services import rehoming as replication

KINDS: dict[str, Kind] = {
    kind.subject: kind
    for slice_ in (
        accounts,
        catalogue,
        evidence,
        replication,
        assurance,
        lineage,
        estates,
        funding,
        packs,
        cohorts,
        governance,
        organisations,
        notifications,
        discovery,
    )
    for kind in slice_.KINDS
}


def everything_at(homes: Collection[int], on: date) -> list[Found]:
    """All that moves from these organisations, kind by kind: one statement for each."""
    return [found for kind in KINDS.values() for found in kind.found(homes, on)]
