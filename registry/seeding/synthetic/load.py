"""Turning plans into rows, a batch of tools at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select, update

from registry.catalogue.models import Tool, ToolTerm, Version
from registry.catalogue.services.content import PROJECTED
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.events import Event, append_many, seal
from registry.evidence.models import Claim, Evidence, Grade
from registry.evidence.services.grading import columns, provisional
from registry.replication.models import Adoption, StageBarrier, StageEvent
from registry.replication.queries.terms import expiry
from registry.rules.lifecycles import ToolState
from registry.rules.questions import current
from registry.rules.words import Compliance, Measurer, Phase, Standing, Visibility
from registry.seeding.events import InventedAdoptionMoved, InventedToolPublished
from registry.seeding.files import Row
from registry.seeding.synthetic import plan
from registry.seeding.synthetic.store import Batch, salt
from registry.seeding.synthetic.world import World
from registry.standards.models import Assessment

SOURCE = "An invented source"
ASSESSED_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Part:
    """One batch of a run: which tools, and how many adoptions each has."""

    seed: int
    first: int
    spread: Sequence[int]

    @property
    def numbers(self) -> range:
        """The places of its tools in the run."""
        return range(self.first, self.first + len(self.spread))


def slug(seed: int, number: int) -> str:
    """Where an invented tool is found."""
    return f"example-{seed}-{number + 1:06d}"


@command
def load(part: Part, world: World) -> int:
    """Store the tools of a batch with all that hangs on them, or none of it; returns how many."""
    today = clock.today()
    batch, told = Batch(), []
    plans = [list(_adoptions(part, place, number, world, today)) for place, number in enumerate(part.numbers)]
    batch.reserve(Tool, len(part.numbers))
    batch.reserve(Version, len(part.numbers))
    batch.reserve(Adoption, sum(len(rows) for rows in plans))
    batch.reserve(StageEvent, sum(len(row["steps"]) for rows in plans for row in rows))
    evidence = {number: list(plan.evidence(part.seed, number, len(world.measures))) for number in part.numbers}
    batch.reserve(Evidence, sum(len(items) for items in evidence.values()))
    batch.reserve(Claim, sum(len(item["claims"]) for items in evidence.values() for item in items))
    tools = []
    for number, adoptions in zip(part.numbers, plans, strict=True):
        tool_id, owner, event = _tool(batch, part.seed, number, world)
        tools.append(tool_id)
        told.append(event)
        _evidence(batch, tool_id, owner, evidence[number], world)
        _assessments(batch, tool_id, plan.assessments(part.seed, number, len(world.standards)), world)
        for adoption in adoptions:
            told += _adoption(batch, tool_id, adoption, world)
    batch.store()
    _publish(tools)
    append_many(told)
    return len(tools)


def _adoptions(part: Part, place: int, number: int, world: World, today: date) -> Iterator[Row]:
    return plan.adoptions(part.seed, number, part.spread[place], len(world.organisations), today)


def _tool(batch: Batch, seed: int, number: int, world: World) -> tuple[int, tuple[int, str], Event]:
    place, content = plan.tool(seed, number, world.codes, len(world.organisations))
    owner, moment, key = world.organisations[place], clock.now(), salt()
    projected = {
        "visibility": Visibility(content["visibility"]),
        "name": content["name"],
        "summary": content["summary"],
        "category": content["category"],
        "phase": Phase(content["phase"]),
        "supplier": content.get("supplier"),
    }
    tool_id = batch.add(
        Tool,
        slug=slug(seed, number),
        owner_id=owner[0],
        state=ToolState.DRAFT,  # until its version is there
        created_at=moment,
        published_at=moment,
        from_sources=False,
        synthetic=True,
        **projected,
    )
    digest = seal(key, content)
    version_id = batch.add(
        Version,
        tool_id=tool_id,
        number=1,
        schema_number=current(),
        content=content,
        visibility=projected["visibility"],
        published_at=moment,
        salt=key,
        digest=digest,
    )
    for question, vocabulary in PROJECTED.items():
        for code in content[question]:
            batch.add(ToolTerm, tool_id=tool_id, vocabulary=vocabulary, code=code)
    event = InventedToolPublished(
        actor_id=None, tool_id=tool_id, organisation_id=owner[0], version_id=version_id, digest=digest
    )
    return tool_id, owner, event


def _evidence(batch: Batch, tool_id: int, owner: tuple[int, str], items: list[Row], world: World) -> None:
    for item in items:
        evidence_id = batch.add(
            Evidence,
            tool_id=tool_id,
            site_id=owner[0],
            title=f"What changed at {owner[1]} in {item['year']}",
            design=item["design"],
            measured_by=Measurer.FORCE,
            period=str(item["year"]),
            source=SOURCE,
            published_on=str(item["year"]),
            standing=Standing.CONFIRMED,
            verified=False,
            happened_on=date(item["year"], 1, 1),
            recorded_at=clock.now(),
            synthetic=True,
        )
        for claim in item["claims"]:
            place = claim.pop("measure")
            measure_id, unit = world.measures[place] if place is not None else (None, "items")
            grade = provisional(claim["direction"], item["design"]) if claim["direction"] else None
            claim_id = batch.add(
                Claim,
                evidence_id=evidence_id,
                measure_id=measure_id,
                unit=unit,
                period=str(item["year"]),
                ex_ante=False,
                verified=False,
                grade_direction=grade.direction if grade else None,
                grade_design=grade.design if grade else None,
                grade_standing=grade.standing if grade else None,
                **claim,
            )
            if grade:
                moment = {"happened_on": clock.today(), "recorded_at": clock.now()}
                batch.add(Grade, claim_id=claim_id, tool_id=tool_id, **columns(grade), **moment)


def _assessments(batch: Batch, tool_id: int, rows: Iterator[Row], world: World) -> None:
    for row in rows:
        batch.add(
            Assessment,
            tool_id=tool_id,
            version_id=world.standards[row["standard"]],
            compliance=row["compliance"],
            proof="An invented paper" if row["compliance"] is Compliance.MET else None,
            assessor_role="Assurer (example)",
            happened_on=row["happened_on"],
            expires_on=row["happened_on"] + ASSESSED_FOR,
            standing=Standing.CONFIRMED,
            recorded_at=clock.now(),
            synthetic=True,
        )


def _adoption(batch: Batch, tool_id: int, row: Row, world: World) -> Iterator[Event]:
    organisation_id = world.organisations[row["adopter"]][0]
    last = row["steps"][-1]
    confirmed = row["standing"] is Standing.CONFIRMED
    adoption_id = batch.add(
        Adoption,
        tool_id=tool_id,
        organisation_id=organisation_id,
        episode=1,
        is_current=True,
        stage=last["stage"],
        paused_from=plan.paused_from(row["steps"]),
        since=last["happened_on"],
        since_precision=last["precision"],
        standing=row["standing"],
        confirmed_at=_noon(last["happened_on"]) if confirmed else None,
        expires_on=expiry(last["stage"], last["happened_on"]) if confirmed else None,
        visibility=Visibility(row["visibility"]),
        changed_at=_noon(last["happened_on"]),
        revision=len(row["steps"]),
        synthetic=True,
    )
    for step in row["steps"]:
        step_id = batch.add(StageEvent, adoption_id=adoption_id, **_step(step, row["standing"]))
        if step["barrier"] is not None:
            barrier_id = world.barriers[int(step["barrier"] * len(world.barriers))]
            batch.add(StageBarrier, stage_event_id=step_id, barrier_id=barrier_id)
        yield InventedAdoptionMoved(
            actor_id=None,
            tool_id=tool_id,
            organisation_id=organisation_id,
            adoption_id=adoption_id,
            stage_event_id=step_id,
            verb=step["verb"],
            stage=step["stage"],
        )


def _step(step: Row, standing: Standing) -> dict[str, Any]:
    return {
        "verb": step["verb"],
        "stage": step["stage"],
        "happened_on": step["happened_on"],
        "precision": step["precision"],
        "happened_by": False,
        "recorded_at": _noon(step["happened_on"]),
        "standing": standing,
        "proof": step["proof"],
        "reason": step["reason"],
        "source": SOURCE if standing is Standing.REPORTED else None,
    }


def _publish(tools: Sequence[int]) -> None:
    version = select(Version.id).where(Version.tool_id == Tool.id).scalar_subquery()
    db.session.execute(
        update(Tool)
        .where(Tool.id.between(tools[0], tools[-1]), Tool.synthetic, Tool.version_id.is_(None))
        .values(version_id=version, state=ToolState.PUBLISHED)
        .execution_options(synchronize_session=False)
    )


def _noon(day: date) -> datetime:
    """When an invented step was told: on the day itself, never later than now."""
    return min(datetime.combine(day, time(12), UTC), clock.now())
