"""A study and an outcome as they are typed, for tests that change one thing about them."""

from typing import Any

from registry.evidence.services import ClaimDetails, EvidenceDetails
from registry.organisations.models import Organisation

STUDY = {"title": "Six months before and after", "design": "before-after", "measured_by": "force"}
CLAIM = {
    "outcome": "Waiting time",
    "local_measure": "Minutes waited",
    "result": "From 7.1 to 3.3 minutes",
    "direction": "better",
    "ex_ante": "measured",
}


def details(site: Organisation | None = None, **fields: Any) -> EvidenceDetails:
    return EvidenceDetails(**{**STUDY, "site_id": site.id if site else None, **fields})


def claim(**fields: Any) -> ClaimDetails:
    return ClaimDetails(**{**CLAIM, **fields})


def typed(site: Organisation, **fields: Any) -> dict[str, Any]:
    return {**STUDY, **CLAIM, "site": str(site.id), **fields}
