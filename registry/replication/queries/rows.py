"""One adoption as lists show it: a single statement with tool, organisation, standing today, source and proof."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, String, and_, case, cast, false, func, null, select
from sqlalchemy.orm import aliased

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.organisations.models import Organisation
from registry.replication.models import Adoption, Barrier, StageBarrier, StageEvent
from registry.replication.queries.holds import condition_not_met
from registry.replication.queries.scope import standing_on, visible_to
from registry.rules.lifecycles import Stage
from registry.rules.policy import Actor
from registry.rules.wording import standing_in_words
from registry.rules.words import Precision, Standing, Visibility, label

STILL = ("confirm", "dispute", "release", "revert", "settle", "withdraw")  # steps that leave the stage where it is

Said = aliased(StageEvent, name="said")
Now = aliased(StageEvent, name="present")

COLUMNS = (
    Adoption.id,
    Adoption.tool_id,
    Tool.slug.label("tool_slug"),
    Tool.name.label("tool_name"),
    Adoption.organisation_id,
    Organisation.slug.label("organisation_slug"),
    Organisation.name.label("organisation_name"),
    Organisation.region,
    Adoption.stage,
    Adoption.since,
    Adoption.since_precision.label("precision"),
    Adoption.confirmed_at,
    Adoption.expires_on,
    Adoption.changed_at,
    Adoption.visibility,
    Adoption.revision,
    Adoption.paused_from,
    Adoption.synthetic,
    Said.source,
    Said.source_url,
    Said.source_words,
    condition_not_met().label("unmet"),
)
DETAILS = (
    Now.id.label("step_id"),
    Now.past_hold_id.is_not(None).label("past_hold"),
    Now.proof,
    Now.reason,
)
NO_DETAILS = (
    null().label("step_id"),
    false().label("past_hold"),
    null().label("proof"),
    null().label("reason"),
)


@dataclass(frozen=True)
class AdoptionRow:
    """Where one tool stands at one organisation, as the reader may see it."""

    id: int
    tool_id: int
    tool_slug: str
    tool_name: str
    organisation_id: int
    organisation_slug: str
    organisation_name: str
    region: str | None
    stage: Stage
    standing: Standing
    since: date | None
    precision: Precision | None
    confirmed_at: datetime | None
    expires_on: date | None
    changed_at: datetime
    visibility: Visibility
    revision: int
    paused_from: Stage | None
    synthetic: bool
    source: str | None  # kept also after the force took the row over
    source_url: str | None
    source_words: str | None
    step_id: int | None
    past_hold: bool
    unmet: bool  # live, condition not met
    proof: Mapping[str, Any] = field(default_factory=dict)  # policing only
    reason: str | None = None  # policing only
    barriers: tuple[str, ...] = ()

    @property
    def dated(self) -> date | datetime | None:
        """The day that the standing speaks of."""
        if self.standing is Standing.CONFIRMED:
            return self.confirmed_at
        if self.standing is Standing.UNCONFIRMED:
            return self.expires_on
        return self.changed_at if self.standing is Standing.DISPUTED else self.since

    @property
    def dated_precision(self) -> Precision:
        """How exactly that day is known."""
        reported = self.standing is Standing.REPORTED
        return (self.precision or Precision.DAY) if reported else Precision.DAY

    @property
    def in_words(self) -> str:
        """Where it stands, and on whose word, for a text: "live, unconfirmed since 3 May 2026"."""
        day = clock.day_of(self.dated) if isinstance(self.dated, datetime) else self.dated
        return f"{label(self.stage).lower()}, {standing_in_words(self.standing, day, self.dated_precision)}"


def statement(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The current adoptions that the actor may read, by number; narrow it by Adoption, Tool or Organisation."""
    return (
        select(Adoption.id, func.count().over().label("total"))
        .join_from(Adoption, Tool, Tool.id == Adoption.tool_id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .where(Adoption.is_current, visible_to(actor))
    )


def file_rows(actor: Actor, *rules: ColumnElement[bool]) -> Sequence[Any]:
    """The current adoptions that the actor may read and these rules choose, by organisation: one statement.

    For files, which hold many: the number of the tool, and then the columns of a file as the database writes them.
    """
    found = (
        select(Adoption.tool_id, *(_written(column).label(name) for name, column in in_files().items()))
        .join_from(Adoption, Tool, Tool.id == Adoption.tool_id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .outerjoin(Said, Said.id == _last_said())
        .where(Adoption.is_current, visible_to(actor), *rules)
    )
    return db.session.connection().execute(found.order_by(Organisation.name, Adoption.id)).all()


def in_files() -> dict[str, Any]:
    """The columns of a file by their names, in their order."""
    return {
        "tool": Tool.slug,
        "tool_name": Tool.name,
        "organisation": Organisation.slug,
        "organisation_name": Organisation.name,
        "region": Organisation.region,
        "stage": Adoption.stage,
        "standing": standing_on(),
        "since": Adoption.since,
        "since_precision": Adoption.since_precision,
        "confirmed_until": Adoption.expires_on,
        "condition_not_met": case((condition_not_met(), "yes")),
        "source_words": Said.source_words,
        "source": Said.source,
        "source_url": Said.source_url,
        "example": case((Adoption.synthetic, "yes")),
    }


def _written(column: Any) -> ColumnElement[str]:
    return func.coalesce(cast(column, String), "")


def rows_of(actor: Actor, found: Select[*tuple[Any, ...]], *order: Any, details: bool = True) -> list[AdoptionRow]:
    """The rows of a narrowed statement: two statements, the second for the barriers.

    Proof and reasons only for those who may read them. Without `details` it is one statement, and proof, reason
    and barriers stay empty.
    """
    return counted_rows(actor, found, *order, details=details)[0]


def counted_rows(
    actor: Actor, found: Select[*tuple[Any, ...]], *order: Any, details: bool = True, barriers: bool = True
) -> tuple[list[AdoptionRow], int]:
    """As `rows_of`, with the number of rows that there are without the statement's limit."""
    rows: Sequence[Any] = db.session.execute(_detailed(found, order, details)).all()
    named = barriers_of([row.step_id for row in rows if row.step_id]) if details and barriers else {}
    return [_row(actor, row, named.get(row.step_id, ())) for row in rows], rows[0].total if rows else 0


def _detailed(found: Select[*tuple[Any, ...]], order: Sequence[Any], details: bool) -> Select[*tuple[Any, ...]]:
    """Everything that the rows need, looked up only for those of the page."""
    chosen = found.order_by(*order).subquery("chosen")
    joined = (
        select(*COLUMNS, standing_on().label("standing"), *(DETAILS if details else NO_DETAILS), chosen.c.total)
        .join_from(chosen, Adoption, Adoption.id == chosen.c.id)
        .join(Tool, Tool.id == Adoption.tool_id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .outerjoin(Said, Said.id == _last_said())
        .order_by(*order)
    )
    return joined.outerjoin(Now, Now.id == _present_step()) if details else joined


def barriers_of(step_ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The labels of the barriers named on each step."""
    if not step_ids:
        return {}
    found: dict[int, tuple[str, ...]] = {}
    for step_id, named in db.session.execute(
        select(StageBarrier.stage_event_id, Barrier.label)
        .join(Barrier, Barrier.id == StageBarrier.barrier_id)
        .where(StageBarrier.stage_event_id.in_(step_ids))
        .order_by(Barrier.position)
    ):
        found[step_id] = (*found.get(step_id, ()), named)
    return found


def may_read_narrative(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor may read proof and reasons, which are not public."""
    return actor.policing or organisation_id in actor.organisations


def _row(actor: Actor, row: Any, barriers: tuple[str, ...]) -> AdoptionRow:
    values = dict(row._mapping)
    values.pop("total")
    if not may_read_narrative(actor, row.organisation_id):
        values |= {"proof": {}, "reason": None}
    values["standing"] = Standing(row.standing)
    values["proof"] = values["proof"] or {}
    return AdoptionRow(**{**values, "past_hold": bool(row.past_hold), "unmet": bool(row.unmet)}, barriers=barriers)


def _last_said() -> ScalarSelect[int | None]:
    """The newest step that rests on a published source."""
    step = aliased(StageEvent)
    return (
        select(func.max(step.id))
        .where(step.adoption_id == Adoption.id, step.source.is_not(None))
        .correlate(Adoption)
        .scalar_subquery()
    )


def _present_step() -> ScalarSelect[int | None]:
    """The step that put the adoption where it stands."""
    step, later = aliased(StageEvent), aliased(StageEvent)
    corrected = select(later.id).where(later.corrects_id == step.id).correlate(step).exists()
    return (
        select(func.max(step.id))
        .where(
            and_(
                step.adoption_id == Adoption.id,
                step.stage == Adoption.stage,
                step.verb.not_in(STILL),
                step.happened_on.is_not_distinct_from(Adoption.since),
                ~corrected,
            )
        )
        .correlate(Adoption)
        .scalar_subquery()
    )
