"""Accounts and records of invented people, for a copy that only its own machine can reach."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import current_app
from sqlalchemy import select

from config import Settings
from registry.accounts.models import AccessRequest
from registry.cohorts.models import Cohort
from registry.core.db import db
from registry.core.progress import Progress, tracked
from registry.discovery.models import Need, SavedSearch
from registry.estates.models import EstateItem
from registry.evidence.models import Evidence
from registry.funding.models import FundingStream
from registry.governance.models import Board, Grading
from registry.lineage.models import Descent
from registry.packs.models import AdoptionPack
from registry.replication.models import Adoption, BarrierMet, Enquiry, SafetyNotice
from registry.replication.models.gates import ForceGate
from registry.seeding.demo import accounts, assurance, cohorts, decisions, discovery, grades, records, results, spread
from registry.seeding.demo.stage import Stage
from registry.seeding.files import Row, read_yaml
from registry.standards.models import Assessment

Chapter = tuple[Callable[[], bool], Callable[[], None]]


def seed_demo_accounts(progress: Progress) -> int:
    """Make the invented organisations, accounts and records that are missing; returns how many accounts were made.

    Passwords are random, and kept in the instance folder. Refused in production, when another machine could
    reach the registry, and when a real person has an account.
    """
    settings: Settings = current_app.config["SETTINGS"]
    accounts.refuse(settings)
    texts = read_yaml("synthetic/demo.yaml")
    names = {row["slug"]: row["name"] for row in texts["organisations"]}
    people = [row | {"organisation_name": names[row["organisation"]]} for row in texts["people"]]
    organisations = accounts.settle(texts["organisations"])
    made = accounts.make(people, organisations, settings.instance_dir)
    stage = Stage({row["key"]: row["email"] for row in people}, organisations, texts)
    chapters = _chapters(stage, people, settings.secret_key)
    for there, tell in tracked(chapters, progress, "Demonstration accounts", len(chapters)):
        if not there():
            tell()
    return made


def _chapters(stage: Stage, people: list[Row], secret: str) -> list[Chapter]:
    """What is told, in order, each an action of its own: whether it has been, and the telling."""
    helper, diary = partial(stage.there, "helper"), partial(stage.there, "diary")
    return [
        (lambda: stage.tool("diary") is not None, partial(records.published, stage)),
        (lambda: stage.tool("board") is not None, partial(records.in_work, stage)),
        (lambda: _has(Evidence, helper), partial(records.evidence, stage)),
        (lambda: _has(Evidence, diary), partial(results.together, stage)),
        (lambda: _has(Grading, helper), partial(grades.reviewed, stage)),
        (lambda: _has(Adoption, helper), partial(spread.adoptions, stage)),
        (lambda: _has(Assessment, helper), partial(assurance.assessments, stage)),
        (partial(_gate_taken_up, stage), partial(assurance.gates, stage)),
        (lambda: _has(Descent, helper), partial(spread.lineage, stage)),
        (partial(_states_systems, stage), partial(spread.systems, stage)),
        (lambda: _has(FundingStream, helper), partial(spread.funding, stage)),
        (lambda: _has(AdoptionPack, helper), partial(spread.pack, stage)),
        (lambda: _has(Cohort, diary), partial(cohorts.piloted_together, stage)),
        (lambda: _has(BarrierMet, helper), partial(spread.barriers, stage)),
        (lambda: _has(SafetyNotice, diary), partial(spread.safety_notice, stage)),
        (lambda: _has(Enquiry, helper), partial(spread.enquiry, stage)),
        (partial(_board_stands, stage), partial(decisions.board, stage, people)),
        (lambda: db.session.scalar(select(Need.id).limit(1)) is not None, partial(discovery.posted, stage)),
        (lambda: db.session.scalar(select(SavedSearch.id).limit(1)) is not None, partial(discovery.kept, stage)),
        (partial(_asked, stage), partial(decisions.access_request, stage, secret)),
    ]


def _has(model: Any, tool: Callable[[], Any]) -> bool:
    """Whether the tool has a row of this kind."""
    return db.session.scalar(select(model.id).where(model.tool_id == tool().id).limit(1)) is not None


def _states_systems(stage: Stage) -> bool:
    home = stage.organisations["northmarch"]
    return db.session.scalar(select(EstateItem.id).where(EstateItem.organisation_id == home).limit(1)) is not None


def _gate_taken_up(stage: Stage) -> bool:
    south = stage.organisations["southvale"]
    return db.session.scalar(select(ForceGate.id).where(ForceGate.organisation_id == south).limit(1)) is not None


def _board_stands(stage: Stage) -> bool:
    regional = stage.organisations["example-regional-collaboration"]
    return db.session.scalar(select(Board.id).where(Board.organisation_id == regional).limit(1)) is not None


def _asked(stage: Stage) -> bool:
    email = stage.texts["access_request"]["email"]
    return db.session.scalar(select(AccessRequest.id).where(AccessRequest.email == email).limit(1)) is not None
