"""An invented board: its seats, a meeting that decided, and one that is to come."""

from datetime import timedelta

from sqlalchemy import select

from registry.accounts.services.access import AccessDetails, request_access
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.governance.models import Board, Condition
from registry.governance.services import boards, cases, decisions, tasks
from registry.rules.lifecycles import Outcome
from registry.rules.words import Role
from registry.seeding.demo.stage import Stage
from registry.seeding.files import Row

NEXT_MEETING = timedelta(days=28)


@command
def board(stage: Stage, people: list[Row]) -> None:
    """A board with its chair and secretary; one case decided with a blocking condition, one to be decided."""
    texts, registrar = stage.texts["board"], stage.actor("registrar")
    regional = stage.organisations["example-regional-collaboration"]
    made = boards.create_board(registrar, boards.BoardDetails(texts["name"], regional, texts["remit"]))
    for person in people:
        if person.get("seat"):
            boards.seat_person(registrar, made.id, person["email"], Role(person["seat"]))
    _decided(stage, made)
    _to_decide(stage, made)


def access_request(stage: Stage, secret: str) -> None:
    """Somebody asks the registrar for access: their organisation has no lead."""
    request_access(AccessDetails(network="demonstration", **stage.texts["access_request"]), secret)


def _decided(stage: Stage, made: Board) -> None:
    texts, today = stage.texts["board"], clock.today()
    helper = stage.there("helper")
    secretary, chair = stage.actor("secretary"), stage.actor("chair")
    meeting = boards.plan_meeting(secretary, made.id, boards.MeetingDetails(today, texts["first_meeting"]))
    case = cases.open_case(stage.actor("lead"), made.id, helper.slug, texts["question"])
    cases.recommend(secretary, case.id, meeting.id)
    south = stage.organisations["southvale"]
    condition = decisions.ConditionDetails(texts["condition"], True, south, today + timedelta(days=60))
    action = decisions.ActionDetails(
        texts["action"], stage.organisations["northmarch"], texts["action_role"], today + timedelta(days=30)
    )
    decision = decisions.decide(
        chair,
        case.id,
        decisions.DecisionDetails(
            outcome=Outcome.RECOMMEND_WITH_CONDITIONS,
            rationale=texts["rationale"],
            conditions=(condition,),
            actions=(action,),
        ),
    )
    _accepted(stage, decision.id, south)


def _accepted(stage: Stage, decision_id: int, organisation_id: int) -> None:
    """The force that the condition is addressed to lets it bind."""
    wanted = select(Condition.id).where(Condition.decision_id == decision_id)
    for condition_id in db.session.scalars(wanted).all():
        tasks.bind_condition(stage.actor("other-lead"), condition_id, organisation_id)


def _to_decide(stage: Stage, made: Board) -> None:
    texts = stage.texts["board"]
    later = boards.MeetingDetails(clock.today() + NEXT_MEETING, texts["next_meeting"])
    meeting = boards.plan_meeting(stage.actor("secretary"), made.id, later)
    case = cases.open_case(stage.actor("other-lead"), made.id, stage.there("diary").slug, texts["second_question"])
    cases.recommend(stage.actor("secretary"), case.id, meeting.id)
