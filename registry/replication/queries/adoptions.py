"""Adoptions of a tool, of an organisation, and what is due."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, and_, case, or_

from registry.catalogue.models import Tool
from registry.core.paging import Page, page_by
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.replication.queries.enquiries import queried
from registry.replication.queries.rows import AdoptionRow, counted_rows, rows_of, statement
from registry.rules.lifecycles import FINISHED, PATH, Stage
from registry.rules.policy import Actor
from registry.rules.words import Standing

SIZE = 50
AHEAD = timedelta(days=60)
OWN = (Standing.CONFIRMED, Standing.UNCONFIRMED)
ORDER = (Stage.BUSINESS_AS_USUAL, Stage.LIVE, *reversed(PATH[:4]), Stage.PAUSED, Stage.STOPPED, Stage.SUPERSEDED)


def adoptions_of(actor: Actor, tool_id: int, number: int | None = 1, size: int = SIZE) -> Page[AdoptionRow]:
    """The adoptions of a tool, furthest along first: two statements."""
    return _page(actor, statement(actor).where(Adoption.tool_id == tool_id), number, size)


def adoptions_at(
    actor: Actor, organisation_id: int, number: int | None = 1, size: int = SIZE, stage: Stage | None = None
) -> Page[AdoptionRow]:
    """The adoptions at an organisation, at one stage or furthest along first: two statements."""
    found = statement(actor).where(Adoption.organisation_id == organisation_id)
    return _page(actor, found.where(Adoption.stage == stage) if stage else found, number, size)


def every_adoption_of(actor: Actor, tool_id: int) -> list[AdoptionRow]:
    """All adoptions of one tool, which are at most as many as there are organisations: two statements."""
    return rows_of(actor, statement(actor).where(Adoption.tool_id == tool_id), *_furthest())


def adoptions_in(actor: Actor, organisation_ids: Sequence[int], *, example: bool) -> list[AdoptionRow]:
    """The adoptions at a few organisations, of real or of invented tools, without proof and reasons: one statement."""
    found = statement(actor).where(Adoption.organisation_id.in_(organisation_ids), Tool.synthetic == example)
    return rows_of(actor, found, Tool.name, Adoption.id, details=False)


def adoptions_of_tools(actor: Actor, tool_ids: Sequence[int], *, example: bool) -> list[AdoptionRow]:
    """The adoptions of a few tools, by organisation, without proof and reasons: one statement."""
    found = statement(actor).where(Adoption.tool_id.in_(tool_ids), Adoption.synthetic == example)
    return rows_of(actor, found, Organisation.name, Adoption.id, details=False)


def adoption_at(actor: Actor, tool_id: int, organisation_id: int) -> AdoptionRow | None:
    """The present adoption of a tool at an organisation, if the actor may know of it: two statements."""
    found = statement(actor).where(Adoption.tool_id == tool_id, Adoption.organisation_id == organisation_id)
    return next(iter(rows_of(actor, found)), None)


def adoption(actor: Actor, adoption_id: int) -> AdoptionRow | None:
    """One present adoption, if the actor may know of it: two statements."""
    return next(iter(rows_of(actor, statement(actor).where(Adoption.id == adoption_id))), None)


def due_by(actor: Actor, organisation_ids: frozenset[int], until: date, most: int) -> list[AdoptionRow]:
    """What runs out by a day or has run out at these organisations, the most urgent first: one statement.

    An end never runs out; a row that rests on a source is not the force's own yet and is not due. What the force
    disputes or somebody queries comes along, whenever it runs out.
    """
    runs_out = and_(Adoption.standing.in_(OWN), Adoption.stage.not_in(FINISHED), Adoption.expires_on <= until)
    found = statement(actor).where(
        Adoption.organisation_id.in_(organisation_ids),
        or_(runs_out, Adoption.standing == Standing.DISPUTED, queried()),
    )
    order = (Adoption.expires_on, Tool.name, Adoption.id)
    return counted_rows(actor, found.limit(most), *order, barriers=False)[0]


def reported_at(actor: Actor, organisation_ids: frozenset[int], size: int = SIZE) -> Page[AdoptionRow]:
    """The first of what sources report of these organisations and they neither took over nor disputed: one statement."""
    if not organisation_ids:
        return Page([], 1, size, 0)
    found = statement(actor).where(
        Adoption.organisation_id.in_(organisation_ids), Adoption.standing == Standing.REPORTED
    )
    rows, total = counted_rows(actor, found.limit(size), Tool.name, Organisation.name, Adoption.id, barriers=False)
    return Page(rows, 1, size, total)


def disputed(
    actor: Actor, organisation_ids: frozenset[int] | None = None, number: int | None = 1, size: int = SIZE
) -> Page[AdoptionRow]:
    """What forces dispute, or these organisations do: two statements."""
    found = statement(actor).where(Adoption.standing == Standing.DISPUTED)
    if organisation_ids is not None:
        found = found.where(Adoption.organisation_id.in_(organisation_ids))
    return _page(actor, found, number, size)


def _furthest() -> tuple[Any, ...]:
    place = case({stage.value: n for n, stage in enumerate(ORDER)}, value=Adoption.stage, else_=len(ORDER))
    return place, Organisation.name, Tool.name, Adoption.id


def _page(
    actor: Actor,
    found: Select[*tuple[Any, ...]],
    number: int | None,
    size: int,
) -> Page[AdoptionRow]:
    def fetch(most: int, after: int) -> tuple[list[AdoptionRow], int]:
        return counted_rows(actor, found.limit(most).offset(after), *_furthest())

    return page_by(fetch, number, size)
