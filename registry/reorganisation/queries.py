"""Reading the changes of organisations: the registrar's list, and one with what moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import Page, page_of_rows
from registry.organisations.models import Organisation
from registry.reorganisation.models import Rehomed, Reorganisation, ReorganisationPart
from registry.rules import policy
from registry.rules.policy import Actor, Permission
from registry.rules.words import ReorganisationKind

SHOWN = 50
OWN = ("organisation", "organisation-begun", "name")  # what the change did to organisations themselves


@dataclass(frozen=True)
class Change:
    """One change with its organisations, and how much moved of each kind."""

    entry: Reorganisation
    before: Sequence[Organisation]
    after: Sequence[Organisation]
    counts: Mapping[str, int]
    left: Sequence[Rehomed]  # of an undoing: what stayed because it had changed
    undone_by: int | None

    @property
    def undoable(self) -> bool:
        """Whether it is no undoing and has not been undone."""
        return self.entry.kind is not ReorganisationKind.UNDO and self.undone_by is None


def changes(actor: Actor, number: int | None) -> Page[Reorganisation]:
    """A page of changes, the newest first: four statements. Raises NotAllowed to all but the registrar."""
    policy.require(actor, Permission.ORGANISATION_CHANGE)
    parts = selectinload(Reorganisation.parts).joinedload(ReorganisationPart.organisation)
    return page_of_rows(select(Reorganisation).options(parts).order_by(Reorganisation.id.desc()), number)


def change(actor: Actor, reorganisation_id: int) -> Change:
    """One change: at most six statements. Raises NotAllowed to all but the registrar, NotFound for an unknown one."""
    policy.require(actor, Permission.ORGANISATION_CHANGE)
    parts = selectinload(Reorganisation.parts).joinedload(ReorganisationPart.organisation)
    entry = db.session.scalar(select(Reorganisation).options(parts).where(Reorganisation.id == reorganisation_id))
    if entry is None:
        raise NotFound("No such change.")
    counts: Sequence[Any] = db.session.execute(
        select(Rehomed.subject, func.count())
        .where(Rehomed.reorganisation_id == entry.id, Rehomed.subject.not_in(OWN))
        .group_by(Rehomed.subject)
        .order_by(Rehomed.subject)
    ).all()
    return Change(
        entry,
        side(entry, "before"),
        side(entry, "after"),
        {row[0]: row[1] for row in counts},
        _left(entry),
        db.session.scalar(select(Reorganisation.id).where(Reorganisation.undoes_id == entry.id)),
    )


def side(entry: Reorganisation, name: str) -> list[Organisation]:
    """The organisations that went in, or came out, by name; needs the parts loaded."""
    return sorted((part.organisation for part in entry.parts if part.side == name), key=lambda one: one.name)


def _left(entry: Reorganisation) -> list[Rehomed]:
    if entry.kind is not ReorganisationKind.UNDO:
        return []
    rows = select(Rehomed).where(Rehomed.reorganisation_id == entry.id).order_by(Rehomed.id)
    return [row for row in db.session.scalars(rows) if row.after.get("left")][:SHOWN]
