"""Records of every kind that the API reads, invented."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.evidence.models import Claim, Evidence
from registry.governance.models import Action, Board, Case, Condition, Decision, Meeting
from registry.measures.models import Measure
from registry.replication.models import Adoption, Barrier, StageBarrier, StageEvent
from registry.rules.lifecycles import CaseState, Outcome, TaskState
from registry.rules.words import Design, Direction, Measurer, Standing
from registry.standards.models import Requirement, Standard, StandardVersion
from tests import factories as f
from tests.factories import numbers, save


def a_measure(**fields: Any) -> Measure:
    number = next(numbers)
    values = {
        "code": f"measure-{number}",
        "name": f"Measure {number}",
        "definition": "Share of calls answered in time.",
        "unit": "percent",
        "better_when": "higher",
    }
    measure = Measure(**{**values, **fields})
    save(measure)
    return measure


def a_standard(**fields: Any) -> Standard:
    number = next(numbers)
    values = {
        "code": f"standard-{number}",
        "title": f"Standard {number}",
        "issuer": "An issuer",
        "kind": "guidance",
        "shown_by": "The owner",
        "applies_when": ["always"],
        "position": number,
    }
    standard = Standard(**{**values, **fields})
    save(standard)
    version = StandardVersion(standard_id=standard.id, label="2", position=1)
    save(version)
    save(Requirement(version_id=version.id, code="first", text="Do it.", position=1))
    return standard


def a_decision(tool: Tool, board: Board | None = None, **fields: Any) -> Decision:
    """A decision on a case about a tool, with a condition and an action."""
    board = board or f.ABoard()
    today = clock.today()
    meeting = db.session.scalar(select(Meeting).where(Meeting.board_id == board.id))
    if meeting is None:
        meeting = Meeting(board_id=board.id, held_on=today, title="First meeting")
        save(meeting)
    case = Case(
        board_id=board.id,
        tool_id=tool.id,
        question="Should others use it?",
        state=CaseState.DECIDED,
        opened_at=clock.now(),
    )
    save(case)
    values = {
        "outcome": Outcome.RECOMMEND_WITH_CONDITIONS,
        "rationale": "It helps.",
        "happened_on": today,
        "recorded_at": clock.now(),
    }
    decision = Decision(case_id=case.id, meeting_id=meeting.id, **{**values, **fields})
    save(decision)
    save(
        Condition(decision_id=decision.id, words="Check the data first.", blocking=True, state=TaskState.OPEN),
        Action(
            decision_id=decision.id,
            organisation_id=tool.owner_id,
            owner_role="Innovation lead",
            words="Write a playbook.",
            due_on=today + timedelta(days=30),
            state=TaskState.OPEN,
        ),
    )
    return decision


def an_evidence(tool: Tool, measure: Measure | None = None, **fields: Any) -> Evidence:
    """A study of a tool with one outcome that is better and one that is a count."""
    values = {
        "title": "A study",
        "design": Design.RANDOMISED_TRIAL,
        "measured_by": Measurer.INDEPENDENT,
        "site_words": "one force",
        "standing": Standing.REPORTED,
        "recorded_at": clock.now(),
    }
    evidence = Evidence(tool_id=tool.id, **{**values, **fields})
    save(evidence)
    save(
        Claim(
            evidence_id=evidence.id,
            outcome="Wait",
            measure_id=measure.id if measure else None,
            local_measure=None if measure else "Minutes waited",
            result="Six minutes less",
            value=6,
            unit="minutes",
            direction=Direction.BETTER,
        ),
        Claim(
            evidence_id=evidence.id,
            outcome="Calls",
            local_measure="Calls taken",
            result="517 calls",
            value=517,
            unit="calls",
        ),
    )
    return evidence


def a_reason(adoption: Adoption, reason: str) -> None:
    """Give the present step of an adoption a reason in words and a barrier."""
    step = db.session.scalars(select(StageEvent).where(StageEvent.adoption_id == adoption.id)).one()
    step.reason = reason
    number = next(numbers)
    barrier = Barrier(code=f"barrier-{number}", label=f"Barrier {number}", definition="It stands.", position=number)
    save(step, barrier)
    save(StageBarrier(stage_event_id=step.id, barrier_id=barrier.id))
