"""Where the first record, and its first force's use of it, stand with standards: answers, sign-offs, an exemption."""

from datetime import timedelta
from typing import Any

from registry.assurance import services
from registry.assurance.services import Answered, AssessmentDetails, ExemptionDetails, SignOffDetails
from registry.core import clock
from registry.core.commands import command
from registry.replication.services.gate_details import DecisionDetails, GateDetails
from registry.replication.services.gates import decide_gate, take_up_gate
from registry.seeding.demo.stage import Stage


@command
def assessments(stage: Stage) -> None:
    """Standards met, met in part and not met; one exempt for a time, one sent back, one that nobody signed yet."""
    slug = stage.there("helper").slug
    _exempt(stage, slug)
    for row in stage.texts["assessments"]:
        details = AssessmentDetails(
            answers={code: _answered(said) for code, said in row["answers"].items()},
            proof=row["proof"],
            proof_url="",
            assessor_role=row["role"],
            happened_on=clock.today() - timedelta(days=row["days_ago"]),
            expires_on=None,
        )
        made = services.assess(stage.actor("lead"), slug, row["standard"], details, row.get("at"))
        if row.get("sign"):
            said = SignOffDetails(assessment_id=made.id, **row["sign"])
            services.sign_assessment(stage.actor("assurer"), slug, row["standard"], said, row.get("at"))


@command
def gates(stage: Stage) -> None:
    """The second force takes the gate before live up; its pilot is not yet to proceed."""
    texts, lead, slug = stage.texts["gates"], stage.actor("other-lead"), stage.there("helper").slug
    details = GateDetails(texts["decision_maker"], texts["objective"], "", "", texts["documents"])
    take_up_gate(lead, "southvale", "evolve", details)
    decided = DecisionDetails(**texts["decision"], happened_on=clock.today() - timedelta(days=6))
    decide_gate(lead, (slug, "southvale", "evolve"), decided)


def _exempt(stage: Stage, slug: str) -> None:
    row = stage.texts["exemption"]
    until = clock.today() + timedelta(days=row["days_ahead"])
    details = ExemptionDetails(row["requirement"], row["reason"], until)
    asked = services.ask_exemption(stage.actor("lead"), slug, row["standard"], details)
    services.approve_exemption(stage.actor("assurer"), slug, row["standard"], asked.id, row["role"])


def _answered(said: Any) -> Answered:
    return Answered(said) if isinstance(said, str) else Answered(*said)
