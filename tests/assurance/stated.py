"""What the tests of assessments say again and again."""

from typing import Any

from sqlalchemy import select

from registry.assurance import services
from registry.assurance.services import Answered, AssessmentDetails, ExemptionDetails, SignOffDetails
from registry.core import clock
from registry.core.db import db
from registry.rules.words import Role
from registry.standards.models import Requirement, StandardVersion
from registry.standards.queries import standards_of
from tests import factories as f


def details(state: str = "met", **fields: Any) -> AssessmentDetails:
    """An assessment whose one requirement, as `AStandard` makes it, stands so."""
    values = {
        "answers": {"signed": Answered(state, "As the paper says")},
        "proof": "Signed on 3 March",
        "proof_url": "",
        "assessor_role": "Data protection officer",
        "happened_on": clock.today(),
        "expires_on": None,
    }
    return AssessmentDetails(**{**values, **fields})


def owned(**fields: Any):
    """A tool, its lead, its assurer and its owner."""
    owner = f.AForce()
    return f.ATool(owner, **fields), f.AnActor(Role.LEAD, owner), f.AnActor(Role.ASSURER, owner), owner


def sign(assurer, tool, standard, assessment, organisation=None, **fields: Any):
    values = {"outcome": "signed", "role": "Risk owner", "note": "", "assessment_id": assessment.id}
    said = SignOffDetails(**{**values, **fields})
    return services.sign_assessment(assurer, tool.slug, standard.code, said, organisation)


def stated(lead, assurer, tool, standard, **fields: Any):
    """Stated and signed."""
    made = services.assess(lead, tool.slug, standard.code, details(**fields))
    sign(assurer, tool, standard, made)
    return made


def exempted(lead, assurer, tool, standard, until, organisation=None):
    """An exemption from its requirement that was approved."""
    wanted = ExemptionDetails("signed", "The new one comes in spring", until)
    asked = services.ask_exemption(lead, tool.slug, standard.code, wanted, organisation)
    return services.approve_exemption(assurer, tool.slug, standard.code, asked.id, "Risk owner", organisation)


def a_new_version(standard, *texts: str) -> StandardVersion:
    """A version that asks for these instead; codes follow from the place."""
    newest = db.session.scalars(
        select(StandardVersion).where(StandardVersion.standard_id == standard.id).order_by(StandardVersion.position)
    ).all()[-1]
    version = StandardVersion(standard_id=standard.id, label=f"{newest.position + 1}", position=newest.position + 1)
    f.save(version)
    for place, text in enumerate(texts, start=1):
        code = "signed" if text == "Somebody signed it." else f"asked-{place}"
        f.save(Requirement(version_id=version.id, code=code, text=text, position=place))
    db.session.expire_all()
    return version


def state_of(tool, adoption=None) -> str | None:
    """What the only standard stands at."""
    [row] = standards_of(tool.id, {}, adoption_id=adoption.id if adoption else None)
    return row.state
