"""What was asserted of an adoption, step by step; a wrong step stays beside the one that put it right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from registry.accounts.models import Person
from registry.catalogue.models import Tool
from registry.catalogue.queries import scope as tools
from registry.core.db import db
from registry.organisations.models import Organisation
from registry.replication.models import Adoption, Hold, StageEvent
from registry.replication.queries.rows import STILL, barriers_of, may_read_narrative
from registry.replication.queries.scope import visible_to
from registry.rules.lifecycles import Stage
from registry.rules.policy import Actor
from registry.rules.words import Mailbox, Precision, Standing


@dataclass(frozen=True)
class StepRow:
    """One step as the reader may see it."""

    id: int
    episode: int
    verb: str
    stage: Stage
    happened_on: date | None
    precision: Precision | None
    recorded_at: datetime
    standing: Standing
    source: str | None
    source_url: str | None
    source_words: str | None
    corrects_id: int | None
    corrected_by_id: int | None  # a later step took this one's place
    past_hold: bool  # it went past an open condition
    hold: str | None  # which, in the board's words; policing only
    replaced_by: str | None
    proof: Mapping[str, Any]
    reason: str | None
    barriers: tuple[str, ...]
    sent_to: Mailbox | None  # confirmed by link sent to whose mailbox; policing only
    mailbox: str | None  # its address; the team's for policing, the lead's own for their own people

    @property
    def can_be_corrected(self) -> bool:
        """Whether it tells of a stage and still holds."""
        return self.verb not in STILL and self.corrected_by_id is None


def history(actor: Actor, tool_id: int, organisation_id: int) -> list[StepRow]:
    """Every step of a tool at an organisation, all episodes, newest first: two statements."""
    later, other = aliased(StageEvent), aliased(Tool)
    readable = select(Tool.id).where(tools.visible_to(actor)).correlate(None)
    rows: Sequence[Any] = db.session.execute(
        select(
            StageEvent,
            Adoption.episode,
            later.id.label("corrected_by_id"),
            Hold.reason.label("hold"),
            other.name.label("replaced_by"),
            Organisation.mailbox.label("of_team"),
            Person.email.label("of_lead"),
        )
        .join_from(StageEvent, Adoption, Adoption.id == StageEvent.adoption_id)
        .join(Tool, Tool.id == Adoption.tool_id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .outerjoin(Person, Person.id == StageEvent.recorded_by_id)
        .outerjoin(later, later.corrects_id == StageEvent.id)
        .outerjoin(Hold, Hold.id == StageEvent.past_hold_id)
        .outerjoin(other, and_(other.id == StageEvent.replaced_by_tool_id, other.id.in_(readable)))
        .where(Adoption.tool_id == tool_id, Adoption.organisation_id == organisation_id, visible_to(actor))
        .order_by(StageEvent.id.desc())
    ).all()
    barriers = barriers_of([row.StageEvent.id for row in rows])
    narrative = may_read_narrative(actor, organisation_id)
    own = organisation_id in actor.organisations
    return [_step(row, barriers.get(row.StageEvent.id, ()), narrative, own) for row in rows]


def proof_held(steps: Sequence[StepRow]) -> dict[Stage, StepRow]:
    """For each stage, the newest step that holds and tells of it; needs the newest episode's steps first."""
    newest = max((step.episode for step in steps), default=1)
    held: dict[Stage, StepRow] = {}
    for step in steps:
        if step.episode == newest and step.can_be_corrected:
            held.setdefault(step.stage, step)
    return held


def _step(row: Any, barriers: tuple[str, ...], narrative: bool, own: bool) -> StepRow:
    event: StageEvent = row.StageEvent
    sent_to = Mailbox(event.sent_to) if event.sent_to and narrative else None
    address = row.of_team if sent_to is Mailbox.TEAM else row.of_lead if sent_to and own else None
    return StepRow(
        id=event.id,
        episode=row.episode,
        verb=event.verb,
        stage=event.stage,
        happened_on=event.happened_on,
        precision=event.precision,
        recorded_at=event.recorded_at,
        standing=event.standing,
        source=event.source,
        source_url=event.source_url,
        source_words=event.source_words,
        corrects_id=event.corrects_id,
        corrected_by_id=row.corrected_by_id,
        hold=row.hold if narrative else None,
        past_hold=event.past_hold_id is not None,
        replaced_by=row.replaced_by,
        proof=event.proof if narrative else {},
        reason=event.reason if narrative else None,
        barriers=barriers,
        sent_to=sent_to,
        mailbox=address,
    )
