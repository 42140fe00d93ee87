"""Adoptions between the two invented forces, and a question from one to the other."""

from datetime import date, timedelta

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.events import emit
from registry.estates.services import Said, share, state_estate
from registry.funding.services import Details
from registry.funding.services import record as record_funding
from registry.lineage.services import Statement, state
from registry.packs.services import Checked, check, make
from registry.replication import services as replication
from registry.replication.events import AdoptionMoved
from registry.replication.models import Adoption, StageEvent
from registry.replication.services import Assertion, BarrierDetails
from registry.replication.services.steps import project
from registry.rules.lifecycles import Stage as Step
from registry.rules.words import Precision, Standing, Visibility
from registry.seeding.demo.stage import Stage

TOLD_DAYS_AGO = 140  # so that it runs out in 40 days, and its force is asked whether it is still true

IN_USE = {
    "policy": "EX-POL-7",
    "training": "First week",
    "budget": "Contact centre",
    "product_owner": "Product manager",
}
PILOT = {"scope": "The day teams of one control room", "baseline": "7.4 minutes after each call, May to July 2026"}
LIVE = {"units": "teams", "eligible": 12, "using": 9}


@command
def adoptions(stage: Stage) -> None:
    """Each force uses its own tool; the other tries it or has it."""
    helper, diary = stage.there("helper"), stage.there("diary")
    today = clock.today()
    north, south = stage.organisations["northmarch"], stage.organisations["southvale"]
    _record(stage, "lead", helper, north, Assertion(date(2025, 7, 1), Precision.MONTH, Step.BUSINESS_AS_USUAL, IN_USE))
    _record(stage, "other-lead", helper, south, Assertion(today - timedelta(days=30), stage=Step.PILOTING, proof=PILOT))
    _record(stage, "other-lead", diary, south, Assertion(date(2024, 1, 1), Precision.YEAR, Step.LIVE, LIVE))
    _told_long_ago(stage, diary, north)


@command
def lineage(stage: Stage) -> None:
    """Each force has its own tool from itself; the other says from whom, and what it changed."""
    for who, key, home in (
        ("lead", "helper", "northmarch"),
        ("other-lead", "helper", "southvale"),
        ("other-lead", "diary", "southvale"),
    ):
        said = Statement(**stage.texts["lineage"][f"{key}-{home}"])
        state(stage.actor(who), stage.there(key).slug, home, 0, said)


@command
def systems(stage: Stage) -> None:
    """Both forces state their systems, and agree that others are told what fits."""
    for who, home in (("lead", "northmarch"), ("other-lead", "southvale")):
        said = {code: Said(held) for code, held in stage.texts["systems"][home].items()}
        state_estate(stage.actor(who), home, 0, said)
        share(stage.actor(who), home, True)


@command
def funding(stage: Stage) -> None:
    """What pays for the tools and for their use; some of it ends soon."""
    today = clock.today()
    for row in stage.texts["funding"]:
        details = Details(
            organisation=row["organisation"],
            purpose=row["purpose"],
            name=row["name"],
            funder=row["funder"],
            amount=row["amount"],
            starts_on=today - timedelta(days=row["days_ago"]),
            ends_on=today + timedelta(days=row["days_ahead"]),
        )
        record_funding(stage.actor(row["who"]), stage.there(row["tool"]).slug, details)


@command
def pack(stage: Stage) -> None:
    """The second force has a pack for the tool that it tries, with some of it checked."""
    helper = stage.there("helper").slug
    lead = stage.actor("other-lead")
    make(lead, helper, "southvale")
    for key, words in stage.texts["pack"].items():
        check(lead, helper, "southvale", key, Checked(words, holds=not words))


@command
def barriers(stage: Stage) -> None:
    """Each force names what stood in its way; one says how it got past it."""
    for row in stage.texts["barriers"]:
        lead, tool, place = stage.actor(row["who"]), stage.there(row["tool"]), stage.organisations[row["organisation"]]
        day = clock.today() - timedelta(days=row["days_ago"])
        details = BarrierDetails(row["code"], day, row["note"], owner_role=row["owner_role"])
        met = replication.open_barrier(lead, tool.id, place, details)
        if row["how"]:
            replication.resolve_barrier(lead, met.id, clock.today() - timedelta(days=row["days_ago"] // 2), row["how"])


@command
def safety_notice(stage: Stage) -> None:
    """The owner of the diary warns the force that uses it, which has not acknowledged it yet."""
    diary = stage.there("diary")
    replication.issue_notice(stage.actor("other-lead"), diary.slug, stage.texts["safety_notice"], Visibility.POLICING)


@command
def enquiry(stage: Stage) -> None:
    """The second force asks the first how it went."""
    helper = stage.there("helper")
    replication.ask(
        stage.actor("other-lead"),
        helper.id,
        stage.organisations["northmarch"],
        stage.organisations["southvale"],
        stage.texts["enquiry"],
    )


def _record(stage: Stage, who: str, tool: Tool, organisation_id: int, said: Assertion) -> None:
    lead, authority = stage.actor(who), stage.texts["release"]
    adoption = replication.record(lead, tool.id, organisation_id, said)
    replication.release(
        lead, adoption.id, adoption.revision, Visibility.PUBLIC, authority["role"], authority["reference"]
    )


def _told_long_ago(stage: Stage, tool: Tool, organisation_id: int) -> None:
    """An adoption that was stated months ago. Its step is stored as of then, which no service would do."""
    moment = clock.now() - timedelta(days=TOLD_DAYS_AGO)
    lead = stage.actor("lead")
    adoption = Adoption(
        tool_id=tool.id,
        organisation_id=organisation_id,
        stage=Step.LIVE,
        standing=Standing.CONFIRMED,
        confirmed_at=moment,
        visibility=Visibility.PUBLIC,
        changed_at=moment,
        revision=0,
        synthetic=True,
    )
    db.session.add(adoption)
    db.session.flush()
    step = StageEvent(
        adoption_id=adoption.id,
        verb="record",
        stage=Step.LIVE,
        happened_on=moment.date(),
        precision=Precision.DAY,
        recorded_at=moment,
        recorded_by_id=lead.id,
        standing=Standing.CONFIRMED,
        proof=LIVE,
    )
    db.session.add(step)
    db.session.flush()
    project(adoption)
    emit(
        AdoptionMoved(
            actor_id=lead.id,
            tool_id=tool.id,
            organisation_id=organisation_id,
            adoption_id=adoption.id,
            stage_event_id=step.id,
            verb="record",
            stage=Step.LIVE,
        )
    )
