"""The gates of an adoption on a day, for readers that are programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.organisations.models import Organisation
from registry.replication.models import Adoption, GatePaper
from registry.replication.queries.adoptions import adoption_at
from registry.replication.queries.as_at import rows_on
from registry.replication.queries.gates import Gate, gates_of
from registry.replication.queries.rows import AdoptionRow, may_read_narrative
from registry.rules.gates import Document
from registry.rules.policy import Actor


@dataclass(frozen=True)
class Asked:
    """A document that a gate asks for, and what was filed for it."""

    document: Document
    filed: Sequence[GatePaper]
    held: bool


@dataclass(frozen=True)
class GateOn:
    """A gate as lists tell it."""

    gate: Gate

    @property
    def asked(self) -> list[Asked]:
        """The documents with what was filed for each."""
        gate = self.gate
        return [Asked(row, gate.papers.get(row.code, ()), gate.holds(row)) for row in gate.documents]

    @property
    def taken_up(self) -> bool:
        """Whether the force made it its own."""
        return self.gate.own is not None


@dataclass(frozen=True)
class GatesOn:
    """The gates of one adoption; none where there was no adoption that the reader may know of, or may read gates of."""

    day: date
    adoption: AdoptionRow | None
    gates: Sequence[GateOn]


def gates_on(actor: Actor, tool: str, organisation: str, day: date | None = None) -> GatesOn:
    """The gates of a tool at an organisation today or at the end of a past day: at most eight statements.

    For policing that may read the adoption, and the organisation's own people; everybody else is told of none.
    """
    cutoff = clock.end_of(day) if day else None
    tool_id = select(Tool.id).where(Tool.slug == tool).scalar_subquery()
    home_id = select(Organisation.id).where(Organisation.slug == organisation).scalar_subquery()
    about, home = db.session.execute(select(tool_id, home_id)).one()
    row = _row(actor, about, home, day) if about and home and may_read_narrative(actor, home) else None
    return GatesOn(day or clock.today(), row, [GateOn(gate) for gate in gates_of(row, cutoff)] if row else ())


def _row(actor: Actor, tool_id: int, organisation_id: int, day: date | None) -> AdoptionRow | None:
    if day is None:
        return adoption_at(actor, tool_id, organisation_id)
    rules = (Adoption.tool_id == tool_id, Adoption.organisation_id == organisation_id)
    return next(iter(rows_on(actor, day, *rules)), None)
