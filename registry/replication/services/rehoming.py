"""What of replication goes with an organisation: adoptions, holds and open questions.

An adoption never changes its organisation. The old row stays with its story and is no longer the present one; the
successor begins an episode of its own at the same stage, or at the less advanced one of two, and its lead is asked.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.core.events import emit
from registry.organisations.services.rehoming import Act, Column, Found, Kind, Moved, Pairs, Rows, chunks, loaded
from registry.replication.events import AdoptionMoved
from registry.replication.models import Adoption, BarrierMet, Enquiry, Hold, StageEvent
from registry.replication.services.gates import GATES
from registry.rules.lifecycles import FINISHED, PATH, Stage
from registry.rules.words import Standing, Visibility, label

OWN = (Standing.CONFIRMED, Standing.UNCONFIRMED)
NARROWER = tuple(Visibility)


def advanced(adoption: Adoption) -> tuple[int, int, int]:
    """How far along an adoption is: ends count least, then rows without a stage, then the path; a pause is less."""
    if adoption.stage in PATH:
        return 2, PATH.index(adoption.stage), 1
    if adoption.stage is Stage.PAUSED:
        return 2, PATH.index(adoption.paused_from) if adoption.paused_from in PATH else 0, 0
    return (1 if adoption.stage is Stage.STAGE_NOT_STATED else 0), 0, 0


def start_of(rows: Sequence[Adoption]) -> Adoption:
    """The row that a successor starts from: the less advanced of those in use.

    What a force disputes gives way to what another says; an end or a row without a stage gives way to a use.
    """
    agreed = [row for row in rows if row.standing is not Standing.DISPUTED] or list(rows)
    most = max(advanced(row)[0] for row in agreed)
    return min((row for row in agreed if advanced(row)[0] == most), key=lambda row: (advanced(row), row.id))


def standing_of(rows: Sequence[Adoption], start: Adoption) -> Standing:
    """Unconfirmed where a force had said it; what only a source says, or a force disputes, stays so."""
    return Standing.UNCONFIRMED if any(row.standing in OWN for row in rows) else start.standing


class Adoptions:
    """Present adoptions."""

    subject = "adoption"

    def found(self, homes: Collection[int], _on: date) -> list[Found]:
        """The present adoptions of these organisations, with their stage."""
        rows = (
            select(Adoption, Tool.name, Tool.version_id)
            .join(Tool, Tool.id == Adoption.tool_id)
            .where(Adoption.organisation_id.in_(homes), Adoption.is_current)
            .order_by(Adoption.id)
        )
        return [
            Found(
                self.subject,
                row.Adoption.id,
                row.Adoption.organisation_id,
                f"{row.name if row.version_id else 'A draft'}: {label(row.Adoption.stage).lower()}",
                f"{row.Adoption.revision}",
                row.Adoption.tool_id,
            )
            for row in db.session.execute(rows)
        ]

    def move(self, act: Act, pairs: Pairs) -> list[Moved]:
        """End the old rows and begin one at each new organisation."""
        to = {found.id: target for found, target in pairs}
        groups: dict[tuple[int, int], list[Adoption]] = defaultdict(list)
        for row in loaded(Adoption, to):
            groups[(row.tool_id, to[row.id])].append(row)
        for row in self._own(groups):
            groups[(row.tool_id, row.organisation_id)].append(row)
        episodes, sources = self._episodes(groups), _sources([row.id for rows in groups.values() for row in rows])
        begun = {key: _begin(act, key, rows, episodes.get(key, 0) + 1) for key, rows in groups.items()}
        for rows in groups.values():
            for row in rows:
                row.is_current, row.revision = False, row.revision + 1
        db.session.flush()
        db.session.add_all(begun.values())
        db.session.flush()
        steps = [_step(act, begun[key], start_of(rows), sources) for key, rows in groups.items()]
        db.session.add_all(steps)
        db.session.flush()
        for key, step in zip(groups, steps, strict=True):
            _tell(act, begun[key], step)
        return [
            Moved(
                self.subject,
                row.id,
                {"organisation_id": row.organisation_id, "is_current": True},
                {"is_current": False, "begun_id": begun[key].id, "revision": 1},
            )
            for key, rows in groups.items()
            for row in rows
        ]

    def back(self, act: Act, rows: Sequence[Moved]) -> list[Moved]:
        """Take back what the change began, unless its lead has said something since; the old rows stand again."""
        begun = {row.id: row for row in loaded(Adoption, {moved.after["begun_id"] for moved in rows})}
        old = {row.id: row for row in loaded(Adoption, [moved.id for moved in rows])}
        same = {number for number, row in begun.items() if row.is_current and row.revision == 1}
        steps = []
        for number in sorted(same):
            begun[number].is_current, begun[number].revision = False, 2
            begun[number].changed_at = act.moment
            steps.append(_reverted(act, begun[number]))
        db.session.flush()
        db.session.add_all(steps)
        back = []
        for moved in rows:
            if moved.after["begun_id"] in same:
                row = old[moved.id]
                row.is_current, row.revision, row.changed_at = True, row.revision + 1, act.moment
                back.append(Moved(moved.subject, moved.id, moved.after, moved.before))
            else:
                back.append(Moved(moved.subject, moved.id, moved.before, moved.after, left=True))
        db.session.flush()
        for step in steps:
            _tell(act, begun[step.adoption_id], step)
        return back

    def _own(self, groups: Collection[tuple[int, int]]) -> list[Adoption]:
        """What the successors have themselves of the same tools."""
        homes, found = {to for _tool, to in groups}, []
        for batch in chunks(sorted({tool for tool, _to in groups})):
            rows = select(Adoption).where(
                Adoption.organisation_id.in_(homes), Adoption.tool_id.in_(batch), Adoption.is_current
            )
            found += [row for row in db.session.scalars(rows) if (row.tool_id, row.organisation_id) in groups]
        return found

    def _episodes(self, groups: Collection[tuple[int, int]]) -> dict[tuple[int, int], int]:
        """The newest episode of each tool at each successor."""
        homes, found = {to for _tool, to in groups}, {}
        for batch in chunks(sorted({tool for tool, _to in groups})):
            rows = (
                select(Adoption.tool_id, Adoption.organisation_id, func.max(Adoption.episode))
                .where(Adoption.organisation_id.in_(homes), Adoption.tool_id.in_(batch))
                .group_by(Adoption.tool_id, Adoption.organisation_id)
            )
            found.update({(tool_id, home): newest for tool_id, home, newest in db.session.execute(rows)})
        return found


def _begin(act: Act, key: tuple[int, int], rows: Sequence[Adoption], episode: int) -> Adoption:
    start = start_of(rows)
    standing = standing_of(rows, start)
    asked = standing is Standing.UNCONFIRMED and start.stage not in FINISHED
    return Adoption(
        tool_id=key[0],
        organisation_id=key[1],
        episode=episode,
        is_current=True,
        stage=start.stage,
        paused_from=start.paused_from,
        since=start.since,
        since_precision=start.since_precision,
        standing=standing,
        confirmed_at=None,
        expires_on=act.moment.astimezone(clock.LONDON).date() if asked else None,
        visibility=max((row.visibility for row in rows), key=NARROWER.index),
        changed_at=act.moment,
        revision=1,
        synthetic=start.synthetic,
    )


def _step(act: Act, adoption: Adoption, start: Adoption, sources: dict[int, StageEvent]) -> StageEvent:
    said = sources.get(start.id) if adoption.standing in (Standing.REPORTED, Standing.DISPUTED) else None
    return StageEvent(
        adoption_id=adoption.id,
        verb="succeed",
        stage=adoption.stage,
        happened_on=adoption.since,
        precision=adoption.since_precision,
        recorded_at=act.moment,
        recorded_by_id=act.actor_id,
        standing=adoption.standing,
        proof={"paused_from": adoption.paused_from.value} if adoption.paused_from else {},
        reason=act.words,
        source=said.source if said else None,
        source_url=said.source_url if said else None,
        source_words=said.source_words if said else None,
        source_dated=said.source_dated if said else None,
    )


def _reverted(act: Act, adoption: Adoption) -> StageEvent:
    said = _sources([adoption.id]).get(adoption.id)
    return StageEvent(
        adoption_id=adoption.id,
        verb="revert",
        stage=adoption.stage,
        happened_on=act.moment.astimezone(clock.LONDON).date(),
        recorded_at=act.moment,
        recorded_by_id=act.actor_id,
        standing=adoption.standing,
        proof={},
        reason=act.words,
        source=said.source if said else None,
        source_url=said.source_url if said else None,
    )


def _tell(act: Act, adoption: Adoption, step: StageEvent) -> None:
    emit(
        AdoptionMoved(
            actor_id=act.actor_id,
            tool_id=adoption.tool_id,
            organisation_id=adoption.organisation_id,
            adoption_id=adoption.id,
            stage_event_id=step.id,
            verb=step.verb,
            stage=step.stage,
        )
    )


def _sources(adoption_ids: Sequence[int]) -> dict[int, StageEvent]:
    """The newest step of each adoption that rests on a published source."""
    found: dict[int, StageEvent] = {}
    for batch in chunks(sorted(adoption_ids)):
        rows = select(StageEvent).where(StageEvent.adoption_id.in_(batch), StageEvent.source.is_not(None))
        found.update({row.adoption_id: row for row in db.session.scalars(rows.order_by(StageEvent.id))})
    return found


def _holds(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    return _about(Hold, Hold.organisation_id, homes).where(Hold.lifted_at.is_(None))


def _asked(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    return _about(Enquiry, Enquiry.organisation_id, homes).where(Enquiry.answered_at.is_(None))


def _asking(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    return _about(Enquiry, Enquiry.asker_id, homes).where(Enquiry.answered_at.is_(None))


def _barriers(column: Any) -> Rows:
    return lambda homes, _on: _about(BarrierMet, column, homes).where(BarrierMet.resolved_at.is_(None))


def _met_there(row: BarrierMet, to: int) -> bool:
    """Whether the new organisation has the same barrier open already."""
    same = (BarrierMet.tool_id == row.tool_id, BarrierMet.barrier_id == row.barrier_id)
    there = select(BarrierMet.id).where(*same, BarrierMet.organisation_id == to, BarrierMet.resolved_at.is_(None))
    return db.session.scalar(there) is not None


def _about(model: Any, column: Any, homes: Collection[int]) -> Select[*tuple[Any, ...]]:
    named = select(model.id, column.label("home"), Tool.name.label("label"), model.tool_id)
    return named.join(Tool, Tool.id == model.tool_id).where(column.in_(homes))


KINDS: tuple[Kind, ...] = (
    Adoptions(),
    Column("hold", Hold.organisation_id, _holds),
    GATES,
    Column("enquiry", Enquiry.organisation_id, _asked),
    Column("enquiry-asked", Enquiry.asker_id, _asking),
    Column("barrier-met", BarrierMet.organisation_id, _barriers(BarrierMet.organisation_id), clashes=_met_there),
    Column("barrier-owner", BarrierMet.owner_id, _barriers(BarrierMet.owner_id)),
)
