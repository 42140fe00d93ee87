"""Which cohorts an actor may read, who is in them, and what the actor may do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope as tools
from registry.catalogue.queries.tools import tool as readable_tool
from registry.cohorts.models import Cohort, CohortMeasure, CohortPlace
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import SIZE, Page, page_of_rows
from registry.measures.models import Measure
from registry.organisations.models import Organisation
from registry.organisations.queries import by_ids
from registry.replication.queries.adoptions import every_adoption_of
from registry.replication.queries.rows import AdoptionRow
from registry.rules.lifecycles import COHORT, PlaceState
from registry.rules.policy import Actor, Permission, allows, require
from registry.rules.words import POLICING_KINDS, OrganisationKind, Role, Visibility

MOST_WAITING = 200
SHARED = ("change", "release", "invite")  # what whoever opened it may do with it


@dataclass(frozen=True)
class Member:
    """An organisation that joined, and where it stands as far as the reader may see it."""

    place: CohortPlace
    adoption: AdoptionRow | None
    also: Sequence[CohortPlace] = ()  # of organisations that went into this one, and had joined for themselves


@dataclass(frozen=True)
class Group:
    """A cohort with what a reader may see of who is in it, and what they may do."""

    tool: Tool
    cohort: Cohort
    measures: Sequence[Measure]
    members: Sequence[Member]
    others: Sequence[CohortPlace]  # invited, declined, left: for whoever opened it, and one's own
    acts: dict[int, tuple[str, ...]]  # what the reader may do, by the number of a place
    may: frozenset[str]

    @property
    def sites(self) -> frozenset[int]:
        """The organisations whose results the reader finds here."""
        return frozenset(member.place.organisation_id for member in self.members)


@dataclass(frozen=True)
class Listed:
    """The cohorts of a tool, and whether the reader may open one."""

    tool: Tool
    page: Page[Cohort]
    opens: bool


def open_to(actor: Actor) -> ColumnElement[bool]:
    """Cohorts that the actor may read where they may read the tool: the SQL twin of `cohort:read`."""
    released = [Cohort.visibility == Visibility.PUBLIC]
    if actor.policing:
        released.append(Cohort.visibility == Visibility.POLICING)
    return or_(*released)


def listed(actor: Actor, slug: str, number: int | None = 1, size: int = SIZE) -> Listed:
    """A page of a tool's cohorts, the newest first: at most five statements. Raises as the tool's page does."""
    tool = readable_tool(actor, slug)
    found = select(Cohort).where(Cohort.tool_id == tool.id, open_to(actor)).options(joinedload(Cohort.organisation))
    page = page_of_rows(found.order_by(Cohort.starts_on.desc(), Cohort.id.desc()), number, size)
    return Listed(tool, page, bool(homes(actor, tool)))


def known_cohort(actor: Actor, slug: str, cohort_id: int, permission: Permission = Permission.COHORT_READ) -> Cohort:
    """A cohort that the actor may read and may do this to, with its tool: at most three statements.

    Raises as the tool's page does, NotFound to those who may not know of it, NotAllowed to those who may not do it.
    """
    tool = readable_tool(actor, slug)
    found = db.session.scalar(
        select(Cohort)
        .where(Cohort.id == cohort_id, Cohort.tool_id == tool.id, open_to(actor))
        .options(joinedload(Cohort.organisation), joinedload(Cohort.tool))
        .execution_options(populate_existing=True)
    )
    if found is None or not allows(actor, Permission.COHORT_READ, found):
        raise NotFound("There is no such cohort, or it is not shared with you.")
    require(actor, permission, found)
    return found


def group(actor: Actor, slug: str, cohort_id: int) -> Group:
    """A cohort with its members as the reader may see them: at most seven statements. Raises as `known_cohort` does.

    Members of policing see who joined. Others see a member only where they may read its adoption.
    """
    cohort = known_cohort(actor, slug, cohort_id)
    every = _every_place(cohort.id)
    places = [place for place in every if place.part_of_id is None]
    rows = {row.organisation_id: row for row in every_adoption_of(actor, cohort.tool_id)}
    joined = [place for place in places if place.state is PlaceState.JOINED]
    seen = [place for place in joined if actor.policing or place.organisation_id in rows]
    acts = {place.id: _acts(actor, cohort, place) for place in places}
    opener = cohort.organisation_id in actor.organisations
    return Group(
        cohort.tool,
        cohort,
        measures_of(cohort.id),
        [Member(place, rows.get(place.organisation_id), _parts(place, every)) for place in seen],
        [one for one in places if one not in joined and (opener or one.organisation_id in actor.organisations)],
        {key: verbs for key, verbs in acts.items() if verbs},
        frozenset(verb for verb in SHARED if allows(actor, Permission(f"cohort:{verb}"), cohort)),
    )


def places_of(cohort_id: int) -> Sequence[CohortPlace]:
    """Whoever was asked to join a cohort, as it is now, in the order of asking: one statement."""
    return [place for place in _every_place(cohort_id) if place.part_of_id is None]


def _parts(place: CohortPlace, every: Sequence[CohortPlace]) -> list[CohortPlace]:
    """The places that went into one by mergers, also by several one after the other, of those who had joined."""
    own = [one for one in every if one.part_of_id == place.id]
    found = [*own, *(part for one in own for part in _parts(one, every))]
    return [one for one in found if one.state is PlaceState.JOINED]


def _every_place(cohort_id: int) -> Sequence[CohortPlace]:
    found = select(CohortPlace).where(CohortPlace.cohort_id == cohort_id).order_by(CohortPlace.id)
    fresh = found.options(joinedload(CohortPlace.organisation)).execution_options(populate_existing=True)
    return db.session.scalars(fresh).all()


def measures_of(cohort_id: int) -> Sequence[Measure]:
    """The measures that a cohort shares, by name: one statement."""
    joined = select(Measure).join(CohortMeasure, CohortMeasure.measure_id == Measure.id)
    return db.session.scalars(joined.where(CohortMeasure.cohort_id == cohort_id).order_by(Measure.name)).all()


def invitations(actor: Actor, withdrawn_since: datetime | None = None) -> Sequence[CohortPlace]:
    """What waits for an answer of the forces that the actor leads, the oldest first: one statement.

    With a moment, those that were withdrawn since then stand after them.
    """
    led = actor.at(Role.LEAD)
    if not led:
        return []
    cohort = joinedload(CohortPlace.cohort)
    wanted = [CohortPlace.state == PlaceState.INVITED]
    if withdrawn_since is not None:
        wanted.append(and_(CohortPlace.state == PlaceState.WITHDRAWN, CohortPlace.changed_at >= withdrawn_since))
    return db.session.scalars(
        select(CohortPlace)
        .join(CohortPlace.cohort)
        .join(Cohort.tool)
        .where(
            CohortPlace.organisation_id.in_(led),
            or_(*wanted),
            CohortPlace.part_of_id.is_(None),
            tools.visible_to(actor),
            open_to(actor),
        )
        .options(cohort.joinedload(Cohort.tool), cohort.joinedload(Cohort.organisation))
        .options(joinedload(CohortPlace.organisation))
        .order_by(CohortPlace.state, CohortPlace.changed_at, CohortPlace.id)
        .limit(MOST_WAITING)
    ).all()


def homes(actor: Actor, tool: Tool) -> list[Organisation]:
    """Organisations for which the actor may open a cohort, by name: forces, and the police organisation that owns the tool."""
    led = [one for one in by_ids(actor.at(Role.LEAD)).values() if one.synthetic == tool.synthetic]
    forces = [one for one in led if one.kind is OrganisationKind.FORCE]
    owner = [one for one in led if one.id == tool.owner_id and one.kind in POLICING_KINDS and one not in forces]
    return sorted([*forces, *owner], key=lambda one: one.name)


def _acts(actor: Actor, cohort: Cohort, place: CohortPlace) -> tuple[str, ...]:
    able = COHORT.allowed(place.state)
    own = tuple(verb for verb in able if verb in ("join", "decline", "leave"))
    found = own if allows(actor, Permission.COHORT_JOIN, place) else ()
    if "withdraw" in able and allows(actor, Permission.COHORT_WITHDRAW, cohort):
        found = (*found, "withdraw")
    return found
