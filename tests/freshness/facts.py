"""What is due in these tests."""

from datetime import date, timedelta
from typing import Any

from registry.core import clock
from registry.evidence.models import Claim, Evidence
from registry.replication.models import Enquiry
from registry.rules.words import Design, Direction, Measurer, Standing
from tests import factories as f

YEAR = timedelta(days=365)


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def an_adoption(force: Any, days: int = 30, **fields: Any) -> Any:
    """An adoption that runs out in some days."""
    return f.AnAdoption(organisation=force, expires_on=in_days(days), **fields)


def a_claim(force: Any, days: int = 30, **fields: Any) -> Claim:
    """An outcome at the force's own site that is a year old in some days."""
    item = Evidence(
        tool_id=f.ATool().id,
        site_id=force.id,
        title="A study",
        design=Design.BEFORE_AFTER,
        measured_by=Measurer.FORCE,
        standing=fields.pop("standing", Standing.CONFIRMED),
        recorded_at=clock.now() - YEAR + timedelta(days=days),
        withdrawn_at=fields.pop("withdrawn_at", None),
    )
    f.save(item)
    claim = Claim(evidence_id=item.id, outcome="Wait on 101", local_measure="Wait", result="Shorter", **fields)
    claim.direction = Direction.BETTER
    f.save(claim)
    return claim


def a_contract(force: Any, days: int = 30, **fields: Any) -> Any:
    """A contract whose facts are a year old in some days."""
    values = {"stated_on": in_days(days) - YEAR, "ends_on": in_days(400)}
    return f.AContract(f.ATool(), f.ASupplier(), force, **{**values, **fields})


def a_query(adoption: Any, **fields: Any) -> Enquiry:
    """The doubt of some other organisation whether an adoption is as it is held."""
    owner = f.AForce()
    values = {"adoption_id": adoption.id, "question": "Is it so?", "asked_at": clock.now(), **fields}
    enquiry = Enquiry(
        tool_id=adoption.tool_id,
        organisation_id=adoption.organisation_id,
        asker_id=owner.id,
        asked_by_id=f.APerson().id,
        **values,
    )
    f.save(enquiry)
    return enquiry
