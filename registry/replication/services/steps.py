"""What every change of an adoption shares: what is asserted, the locks, the stored step and its projection."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope as tools
from registry.core import clock
from registry.core.db import db
from registry.core.errors import Conflict, NotFound
from registry.core.events import emit
from registry.replication.events import EnquiryAnswered
from registry.replication.models import Adoption, Barrier, Enquiry, StageBarrier, StageEvent
from registry.replication.queries.rows import STILL
from registry.replication.queries.scope import TRUE_FOR
from registry.replication.queries.terms import term
from registry.rules import policy
from registry.rules.lifecycles import FINISHED, Stage
from registry.rules.policy import Actor, Permission
from registry.rules.words import Precision, Standing, Visibility, label

# What an adopter says of where it stands; who may read it, and what the registrar settles, answers no query
ANSWERS = (
    "record",
    "advance",
    "decline",
    "pause",
    "resume",
    "stop",
    "supersede",
    "reopen",
    "correct",
    "confirm",
    "dispute",
)


@dataclass(frozen=True)
class Assertion:
    """What a lead says of their own force's adoption."""

    happened_on: date
    precision: Precision = Precision.DAY
    stage: Stage | None = None  # where a verb leaves it open: record, advance, reopen, correct
    proof: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    barriers: tuple[str, ...] = ()
    paused_from: Stage | None = None
    replaced_by: str | None = None  # name or slug of the tool that took its place
    already_happened: bool = False  # it is so, although proof is missing or a hold is open; needs a reason
    visibility: Visibility | None = None


@dataclass(frozen=True)
class Place:
    """A tool at an organisation, for the policy to judge before there is an adoption."""

    tool_id: int
    organisation_id: int

    @property
    def id(self) -> str:
        """How the audit trail names it."""
        return f"{self.tool_id}/{self.organisation_id}"


def lock_tool(tool_id: int) -> None:
    """Wait until nobody else moves an adoption of this tool or places a hold on it. Always the first lock taken."""
    # Not the whole row lock: that one would wait for every insert that merely points at the tool.
    db.session.execute(select(Tool.id).where(Tool.id == tool_id).with_for_update(key_share=True))


def readable_tool(actor: Actor, tool_id: int) -> Tool:
    """The tool, if it is live and the actor may read it; else NotFound."""
    found = db.session.scalar(select(Tool).where(Tool.id == tool_id, tools.visible_to(actor)))
    if found is None:
        raise NotFound("No such tool.")
    return found


def opened(actor: Actor, permission: Permission, adoption_id: int, revision: int) -> Adoption:
    """The current adoption, locked, for a change that the actor may make and that was begun on its newest state.

    Raises NotFound for one that the actor may not know of, NotAllowed for another's, Conflict for an older state.
    """
    found = db.session.get(Adoption, adoption_id)
    if found is None or not policy.allows(actor, Permission.ADOPTION_READ, found):
        raise NotFound("No such adoption.")
    readable_tool(actor, found.tool_id)
    policy.require(actor, permission, found)
    lock_tool(found.tool_id)
    adoption = db.session.get_one(Adoption, adoption_id, with_for_update=True, populate_existing=True)
    refuse_older(adoption, revision)
    return adoption


def refuse_older(adoption: Adoption, revision: int) -> None:
    """Raise Conflict, saying what changed, unless the change was begun on this state."""
    if adoption.revision == revision and adoption.is_current:
        return
    since = adoption.since.isoformat() if adoption.since else "not stated"
    raise Conflict(
        "This adoption was changed after you opened the form, or the form was sent twice. Nothing of what you sent was saved. "
        "Look at where it stands now, and send your change again if it is still needed.",
        changes=(
            ("Stage now", label(adoption.stage), "an earlier state"),
            ("Since", since, "an earlier state"),
            ("Changes so far", str(adoption.revision), str(revision)),
        ),
    )


def step(adoption: Adoption, actor: Actor, verb: str, stage: Stage, said: Assertion, **more: Any) -> StageEvent:
    """Store a step of an adoption and project it on the adoption's columns."""
    event = StageEvent(
        adoption_id=adoption.id,
        verb=verb,
        stage=stage,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
        reason=(said.reason or "").strip() or None,
        **{
            "happened_on": said.happened_on,
            "precision": said.precision,
            "standing": Standing.CONFIRMED,
            "proof": {},
            **more,
        },
    )
    if event.standing is Standing.CONFIRMED:
        event.expires_on = clock.today() + term(stage)
    db.session.add(event)
    db.session.flush()
    _name_barriers(event, said.barriers)
    project(adoption)
    if event.verb in ANSWERS and event.standing is not Standing.REPORTED:
        _answer_queries(adoption, actor, event)
    return event


def _answer_queries(adoption: Adoption, actor: Actor, event: StageEvent) -> None:
    """What the adopter says of an adoption answers whoever doubted it."""
    waiting = select(Enquiry).where(
        Enquiry.adoption_id.is_not(None),
        Enquiry.tool_id == adoption.tool_id,
        Enquiry.organisation_id == adoption.organisation_id,
        Enquiry.answered_at.is_(None),
    )
    for enquiry in db.session.scalars(waiting.with_for_update()).all():
        how = {"confirm": "Still true", "dispute": "Disputed"}.get(event.verb, "Recorded")
        enquiry.answer = f"{how}: {label(event.stage).lower()}."
        enquiry.answered_at, enquiry.answered_by_id = event.recorded_at, actor.id
        emit(
            EnquiryAnswered(
                actor_id=actor.id,
                tool_id=enquiry.tool_id,
                organisation_id=enquiry.organisation_id,
                asker_id=enquiry.asker_id,
                enquiry_id=enquiry.id,
            )
        )


def effective(events: Sequence[StageEvent]) -> list[StageEvent]:
    """The steps that hold, in the order of the story: a correction stands where the wrong step stood."""
    corrected = {event.corrects_id: event for event in events if event.corrects_id}
    story = []
    for event in events:
        if event.corrects_id is None:
            while event.id in corrected:
                event = corrected[event.id]
            story.append(event)
    return story


def story_of(adoption_id: int) -> list[StageEvent]:
    """The steps of an adoption that hold."""
    found = db.session.scalars(select(StageEvent).where(StageEvent.adoption_id == adoption_id).order_by(StageEvent.id))
    return effective(found.all())


def project(adoption: Adoption) -> None:
    """Set the adoption's own columns from the steps that hold."""
    before: Stage | None = None
    for event in story_of(adoption.id):
        if event.verb == "release":
            continue
        if event.verb not in STILL:
            paused = Stage(event.proof["paused_from"]) if "paused_from" in event.proof else before
            adoption.paused_from = paused if event.stage is Stage.PAUSED else None
            adoption.stage, adoption.since, adoption.since_precision = event.stage, event.happened_on, event.precision
        _stand(adoption, event)
        before = adoption.stage
    adoption.changed_at = clock.now()
    adoption.revision = (adoption.revision or 0) + 1
    db.session.flush()


def _stand(adoption: Adoption, event: StageEvent) -> None:
    adoption.standing = event.standing
    confirmed = event.standing is Standing.CONFIRMED
    adoption.confirmed_at = event.recorded_at if confirmed else None
    day = event.recorded_at.astimezone(clock.LONDON).date()
    if adoption.stage in FINISHED:  # an end never expires
        adoption.expires_on = None
    elif event.standing is Standing.UNCONFIRMED:  # taken over from another organisation: asked for from that day on
        adoption.expires_on = day
    else:
        adoption.expires_on = (event.expires_on or day + TRUE_FOR) if confirmed else None


def _name_barriers(event: StageEvent, codes: Iterable[str]) -> None:
    wanted = set(codes)
    if not wanted:
        return
    found = db.session.scalars(select(Barrier.id).where(Barrier.code.in_(wanted))).all()
    db.session.add_all(StageBarrier(stage_event_id=event.id, barrier_id=number) for number in found)
    db.session.flush()
