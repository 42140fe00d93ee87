"""What was recorded since a day: steps of adoptions, versions, retirements and decisions, as the reader may see them."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import CompoundSelect, Select, Subquery, and_, func, literal, or_, select, union_all

from registry.catalogue.events import ToolRetired
from registry.catalogue.models import Tool, Version
from registry.catalogue.queries import scope
from registry.core import clock
from registry.core.db import db
from registry.core.events import EventRow
from registry.core.paging import Page, within
from registry.governance.models import Board, Case, Decision
from registry.organisations.models import Organisation
from registry.replication.models import Adoption, StageEvent
from registry.replication.queries.changes import seen
from registry.rules.lifecycles import Outcome, Stage
from registry.rules.policy import Actor
from registry.rules.words import Precision, Standing

SIZE = 50
MOST = 10_000  # more are neither counted nor shown: nobody pages that far
# Found by their kind, then put in order: by the index of moments a database would read through every event.
BY_KIND = func.coalesce(EventRow.recorded_at, EventRow.recorded_at)
STEP, VERSION, RETIREMENT, DECISION = "step", "version", "retirement", "decision"


@dataclass(frozen=True)
class Recorded:
    """One thing that was recorded about a tool; what its kind lacks is nothing."""

    kind: str
    recorded_at: datetime
    tool_slug: str
    tool_name: str
    synthetic: bool
    verb: str | None
    stage: Stage | None
    standing: Standing | None
    happened_on: date | None
    precision: Precision | None
    source: str | None
    organisation_slug: str | None
    organisation_name: str | None
    version: int | None
    case_id: int | None
    board_name: str | None
    outcome: Outcome | None


def changes_since(actor: Actor, day: date, number: int | None = 1, size: int = SIZE) -> Page[Recorded]:
    """What was recorded on or after a day in London, newest first, counted up to MOST: two statements."""
    since = datetime.combine(day, time(), clock.LONDON)
    whole = _merged(actor, since, MOST, ordered=False).subquery()
    counted = select(whole.c.id).limit(MOST).subquery()
    total = db.session.scalar(select(func.count()).select_from(counted)) or 0
    number = within(number, total, size)
    merged = _merged(actor, since, number * size).subquery()
    shown = select(merged).order_by(*_newest(merged)).limit(size).offset((number - 1) * size).subquery("shown")
    rows = db.session.execute(_told(shown).order_by(*_newest(shown)))
    return Page([Recorded(**row._mapping) for row in rows], number, size, total)


def _newest(rows: Subquery) -> tuple[Any, ...]:
    return (rows.c.recorded_at.desc(), rows.c.kind, rows.c.id.desc())


def _merged(actor: Actor, since: datetime, most: int, *, ordered: bool = True) -> CompoundSelect[*tuple[Any, ...]]:
    """Kind, number and moment of the newest of each kind: each is cut before they are put together."""
    parts = (
        (STEP, StageEvent.id, StageEvent.recorded_at, seen(actor)),
        (VERSION, Tool.version_id, Tool.published_at, select(Tool.id).where(scope.visible_to(actor))),
        (VERSION, Version.id, Version.published_at, _former_versions(actor, since)),
        (RETIREMENT, EventRow.id, BY_KIND, _retirements(actor)),
        (DECISION, Decision.id, Decision.recorded_at, _decisions(actor)),
    )
    cut = []
    for kind, key, moment, found in parts:
        columns = (literal(kind).label("kind"), key.label("id"), moment.label("recorded_at"))
        part = found.with_only_columns(*columns).where(moment >= since).limit(most)
        cut.append(select((part.order_by(moment.desc(), key.desc()) if ordered else part).subquery()))
    return union_all(*cut)


def _former_versions(actor: Actor, since: datetime) -> Select[*tuple[Any, ...]]:
    """Starts at the tools, whose newest publication is indexed: nothing older can have a version since then."""
    return (
        select(Version.id)
        .join(Tool, Tool.id == Version.tool_id)
        .where(
            Tool.published_at >= since,
            Version.id != Tool.version_id,
            scope.visible_to(actor),
            scope.version_open_to(actor),
        )
    )


def _retirements(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Starts at the events, not at the tools: few are retired."""
    readable = select(Tool.id).where(Tool.id == EventRow.tool_id, scope.visible_to(actor)).correlate(EventRow)
    return select(EventRow.id).where(EventRow.kind == ToolRetired.kind, readable.exists())


def _decisions(actor: Actor) -> Select[*tuple[Any, ...]]:
    readable = (
        select(Case.id)
        .join(Tool, Tool.id == Case.tool_id)
        .where(Case.id == Decision.case_id, scope.visible_to(actor))
        .correlate(Decision)
    )
    return select(Decision.id).where(readable.exists())


def _told(shown: Subquery) -> Select[*tuple[Any, ...]]:
    """The rows of one page with their words."""

    def of(kind: str, key: Any) -> Any:
        return and_(shown.c.kind == kind, shown.c.id == key)

    return (
        select(
            shown.c.kind,
            shown.c.recorded_at,
            Tool.slug.label("tool_slug"),
            Tool.name.label("tool_name"),
            or_(Tool.synthetic, func.coalesce(Adoption.synthetic, False), func.coalesce(Board.synthetic, False)).label(
                "synthetic"
            ),
            StageEvent.verb,
            StageEvent.stage,
            StageEvent.standing,
            StageEvent.happened_on,
            StageEvent.precision,
            StageEvent.source,
            Organisation.slug.label("organisation_slug"),
            Organisation.name.label("organisation_name"),
            Version.number.label("version"),
            Case.id.label("case_id"),
            Board.name.label("board_name"),
            Decision.outcome,
        )
        .select_from(shown)
        .outerjoin(StageEvent, of(STEP, StageEvent.id))
        .outerjoin(Adoption, Adoption.id == StageEvent.adoption_id)
        .outerjoin(Organisation, Organisation.id == Adoption.organisation_id)
        .outerjoin(Version, of(VERSION, Version.id))
        .outerjoin(EventRow, of(RETIREMENT, EventRow.id))
        .outerjoin(Decision, of(DECISION, Decision.id))
        .outerjoin(Case, Case.id == Decision.case_id)
        .outerjoin(Board, Board.id == Case.board_id)
        .join(Tool, Tool.id == func.coalesce(Adoption.tool_id, Version.tool_id, EventRow.tool_id, Case.tool_id))
    )
