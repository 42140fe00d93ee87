"""What leads say in these tests."""

from datetime import date
from typing import Any

from registry.core.db import db
from registry.organisations.models import Organisation
from registry.replication.models import Adoption, Barrier
from registry.replication.services import Assertion, place_hold
from registry.rules.lifecycles import EXITS, Stage
from registry.rules.policy import Actor
from registry.rules.words import Role
from tests import factories as f

PROOF: dict[Stage, dict[str, Any]] = {
    Stage.INTERESTED: {},
    Stage.ASSESSING: {"lead_role": "Head of Contact"},
    Stage.APPROVED: {"decision_reference": "NM/2026/014"},
    Stage.PILOTING: {"scope": "One control room", "baseline": "7.1 minutes, March 2026"},
    Stage.LIVE: {"units": "control-room teams", "eligible": "18", "using": "12"},
    Stage.BUSINESS_AS_USUAL: {
        "policy": "P12",
        "training": "Initial course",
        "budget": "Contact",
        "product_owner": "Product manager",
    },
}


def said(stage: Stage | None = None, day: date = date(2026, 5, 4), **more: Any) -> Assertion:
    """A complete assertion of a stage, or of an end with barrier and reason."""
    if stage in EXITS or stage is None:
        more = {"barriers": ("funding",), "reason": "The grant ended.", **more}
    if stage is Stage.PAUSED:
        more = {"paused_from": Stage.PILOTING, **more}
    return Assertion(day, stage=stage, proof=more.pop("proof", PROOF.get(stage or Stage.PAUSED, {})), **more)


def barriers() -> None:
    """The coded reasons that these tests use."""
    f.save(
        Barrier(code="funding", label="Funding", definition="The money ended.", position=1),
        Barrier(code="skills", label="Skills", definition="People were missing.", position=2),
    )


def a_lead() -> tuple[Actor, Organisation]:
    """A force's lead and the force."""
    force = f.AForce()
    return f.AnActor(Role.LEAD, force), force


def a_hold(adoption: Adoption, **more: Any) -> Any:
    """A binding hold before live at the adopter."""
    values = {
        "tool_id": adoption.tool_id,
        "organisation_id": adoption.organisation_id,
        "stage": Stage.LIVE,
        "binding": True,
        "reason": "Renew the impact assessment",
        "source_label": "Board 1, decision of 3 May 2026",
        "source_url": "/cases/1",
    }
    return place_hold(**{**values, **more})


def fresh(adoption: Adoption) -> Adoption:
    """The adoption as it is stored now."""
    db.session.expire_all()
    return db.session.get_one(Adoption, adoption.id)
