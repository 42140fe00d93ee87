"""Systems, and what goes with them, as lists for readers that are programs. Who may not be told anything is told nothing."""

from dataclasses import dataclass

from sqlalchemy import select

from registry.catalogue.queries.tools import tool as readable_tool
from registry.core.db import db
from registry.core.paging import SIZE, Page
from registry.estates.models import EstateItem
from registry.estates.queries.estate import Line, line_of, system_labels
from registry.estates.queries.fitting import FittingForce, fit_of
from registry.organisations.models import Organisation
from registry.organisations.queries import by_ids
from registry.rules.policy import Actor, Permission, allows


@dataclass(frozen=True)
class OwnSystem:
    """One kind of system at one of the actor's own organisations."""

    organisation: Organisation
    line: Line


def own_systems(actor: Actor, number: int, size: int = SIZE, organisation: str = "") -> Page[OwnSystem]:
    """Every kind of system at each of the actor's own organisations, stated or not: three statements, and of nobody else."""
    homes = sorted(by_ids(actor.organisations).values(), key=lambda home: home.name)
    wanted = [home for home in homes if organisation in ("", home.slug)]
    if not wanted:
        return Page([], number, size, 0)
    found = select(EstateItem).where(
        EstateItem.organisation_id.in_([home.id for home in wanted]),
        EstateItem.replaced_by_id.is_(None),
        EstateItem.held.is_not(None),
    )
    stated = {(row.organisation_id, row.category): row for row in db.session.scalars(found)}
    labels = system_labels()
    rows = [
        OwnSystem(home, line_of(code, label, stated.get((home.id, code))))
        for home in wanted
        for code, label in labels.items()
    ]
    return Page(rows[(number - 1) * size : number * size], number, size, len(rows))


def fitting_forces(actor: Actor, slug: str, number: int, size: int = SIZE) -> Page[FittingForce]:
    """How a tool goes with the actor's own force and with those that agreed: five statements.

    Raises as the tool's page does. Who is not of policing is told of none.
    """
    tool = readable_tool(actor, slug)
    if not allows(actor, Permission.COMPATIBILITY_READ, tool):
        return Page([], number, size, 0)
    found = fit_of(actor, tool)
    rows = [*found.own, *found.others]
    return Page(rows[(number - 1) * size : number * size], number, size, len(rows))
