"""An organisation's page: what it has, what it uses, and for its own people what is due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func, select

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.contracts.queries.ending import months_after
from registry.core import clock
from registry.core.db import db
from registry.core.paging import Page
from registry.freshness.queries.due import DueList, due_list
from registry.funding.queries.ending import Cliff, Wanted, ending
from registry.governance.queries.tasks import Decided, TaskRow, at_organisation
from registry.organisations import queries as organisations
from registry.organisations.models import Organisation
from registry.pages.queries.as_at import Line, line_of
from registry.pages.queries.supplied import tools_naming
from registry.replication.queries.adoptions import adoptions_at
from registry.replication.queries.as_at import counts_on
from registry.replication.queries.changes import Change, latest_at
from registry.replication.queries.counts import Counts, counts_at
from registry.replication.queries.gates import GateDue, gates_due
from registry.replication.queries.rows import AdoptionRow
from registry.replication.queries.stalls import Stall, stalls_around
from registry.rules.lifecycles import Stage
from registry.rules.policy import Actor, Permission, allows
from registry.rules.words import OrganisationKind, Role

TOOLS = 50
MONTHS = 12  # for how long ahead the money that ends is shown


@dataclass(frozen=True)
class OrganisationPage:
    """Everything the page shows."""

    organisation: Organisation
    tools: Page[Tool]
    adoptions: Page[AdoptionRow]
    counts: Counts
    changes: Sequence[Change]
    decisions: Sequence[Decided]  # on its tools, or asking something of it
    tasks: Sequence[TaskRow]  # conditions and actions that fall to it
    due: DueList | None  # for its own people
    leads: bool  # the reader may confirm
    people: bool  # the reader looks after its people
    line: Line
    stage: Stage | None = None  # the adoptions are narrowed to
    gates: Sequence[GateDue] = ()  # for its own people: adoptions whose gate lacks a document
    money: Sequence[Cliff] = ()  # for its own people: what ends within 12 months
    stalls: Sequence[
        Stall
    ] = ()  # for its own people: its adoptions, and those of its tools, that have not moved for long
    supplied: Sequence[Tool] = ()  # tools that name it as their supplier


@dataclass(frozen=True)
class Listing:
    """A page of organisations with their counts."""

    page: Page[Organisation]
    counts: Mapping[int, Counts]
    kind: OrganisationKind | None
    day: date | None = None  # as it stood then
    names: Mapping[int, str] = field(default_factory=dict)  # of that day


def organisation_page(actor: Actor, slug: str, number: int | None, stage: Stage | None = None) -> OrganisationPage:
    """The page, with its adoptions at one stage or at all. Raises NotFound for an unknown organisation.

    At most thirteen statements, however much there is, and for its own people thirteen more: what is due or reported, what ends,
    and what has not moved for long.
    """
    found = organisations.organisation(slug)
    own = found.id in actor.organisations
    decisions, tasks = at_organisation(actor, found.id)
    return OrganisationPage(
        found,
        _tools_of(actor, found),
        adoptions_at(actor, found.id, number, stage=stage),
        counts_at(actor, [found.id])[found.id],
        latest_at(actor, found.id),
        decisions,
        tasks,
        due_list(actor, frozenset({found.id})) if own else None,
        found.id in actor.at(Role.LEAD),
        allows(actor, Permission.PEOPLE_READ, found),
        line_of(found.id),
        stage,
        gates_due([found.id]) if own else (),
        _money(actor, found) if own else (),
        stalls_around(actor, [found.id]) if own else (),
        tools_naming(actor, found) if found.kind is OrganisationKind.SUPPLIER else (),
    )


def _money(actor: Actor, own: Organisation) -> list[Cliff]:
    """The money and contracts of an organisation that end within 12 months: at most four statements."""
    return ending(actor, Wanted(months_after(clock.today(), MONTHS), own.synthetic, [own.id]))


def _tools_of(actor: Actor, owner: Organisation) -> Page[Tool]:
    """The first tools that the organisation answers for, with how many there are: one statement."""
    rows = db.session.execute(
        select(Tool, func.count().over())
        .where(Tool.owner_id == owner.id, scope.visible_to(actor))
        .order_by(Tool.name, Tool.id)
        .limit(TOOLS)
    ).all()
    return Page([row[0] for row in rows], 1, TOOLS, rows[0][1] if rows else 0)


def organisation_list(actor: Actor, kind: str | None, number: int | None, day: date | None = None) -> Listing:
    """Organisations of a kind, or all, of today or a past day: at most four statements."""
    chosen = OrganisationKind(kind) if kind in set(OrganisationKind) else None
    page = organisations.organisations(chosen, number, day)
    ids = [row.id for row in page.items]
    if day is None:
        return Listing(page, counts_at(actor, ids), chosen)
    return Listing(page, counts_on(actor, ids, day), chosen, day, organisations.names_on(ids, day))


def day_of(text: str | None, *, back: timedelta = timedelta(days=30)) -> tuple[date, bool]:
    """The day that an address asks for, and whether it could be read; else the usual one."""
    try:
        return date.fromisoformat((text or "").strip()), True
    except ValueError:
        return clock.today() - back, not text


def stage_of(code: str | None) -> Stage | None:
    """The stage that an address asks for, if there is such a one."""
    return Stage(code) if code in set(Stage) else None
