"""Forces like one, and what is live at them and not there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.core.db import db
from registry.core.errors import NotFound
from registry.estates.queries.estate import estates_for
from registry.organisations.models import Organisation
from registry.organisations.queries import forces, organisation
from registry.replication.models import Adoption
from registry.replication.queries.adoptions import adoptions_in
from registry.replication.queries.rows import AdoptionRow
from registry.replication.queries.scope import visible_to
from registry.rules.lifecycles import ADOPTED
from registry.rules.likeness import Aspect, Likeness, Traits, nearest
from registry.rules.policy import Actor
from registry.rules.words import OrganisationKind, Standing

PEERS = 5
Estates = Mapping[int, Mapping[str, bool]]


@dataclass(frozen=True)
class LiveThere:
    """A tool that is live at forces like this one and not stated to be so here."""

    slug: str
    name: str
    there: Sequence[AdoptionRow]  # the nearest force first
    here: AdoptionRow | None


@dataclass(frozen=True)
class Alike:
    """The whole page."""

    organisation: Organisation
    peers: Sequence[Likeness]
    organisations: Mapping[int, Organisation]
    tools: Sequence[LiveThere] = ()
    left_out: Sequence[Aspect] = field(default_factory=list)  # of every comparison

    @property
    def slugs(self) -> list[str]:
        """The forces as a search names them."""
        return [self.organisations[peer.other.key].slug for peer in self.peers]

    def peer(self, key: int) -> Organisation:
        """A force by its number."""
        return self.organisations[key]


@dataclass(frozen=True)
class OwnForce:
    """A force of the reader's own, with the kinds of system that it has and the forces most like it."""

    slug: str
    name: str
    has: Sequence[str]
    like: Sequence[str]


def own_forces(actor: Actor) -> list[OwnForce]:
    """The forces that the actor belongs to, by name: two statements, and one for each of them."""
    mine = db.session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(actor.organisations), Organisation.kind == OrganisationKind.FORCE)
        .order_by(Organisation.name)
    ).all()
    estates = estates_for(actor) if mine else {}
    return [_own(found, estates) for found in mine]


def alike(actor: Actor, slug: str) -> Alike:
    """The five forces most like one, and what is live there and not here: at most five statements.

    Raises NotFound for what is no force.
    """
    found = organisation(slug)
    if found.kind is not OrganisationKind.FORCE:
        raise NotFound("Only forces are compared with one another.")
    here = {one.id: one for one in (*forces(synthetic=found.synthetic), found)}
    peers = _peers(found, here, estates_for(actor))
    aspects = [aspect for aspect in Aspect if all(aspect in peer.left_out for peer in peers)]
    return Alike(found, peers, here, _live(actor, found, [peer.other.key for peer in peers]), aspects)


def live_at_forces_like(actor: Actor, organisation_id: int) -> set[int]:
    """The tools that are live at the five forces most like an organisation, as far as the actor may read: four statements."""
    found = db.session.get_one(Organisation, organisation_id)
    peers = _peers(found, {one.id: one for one in forces(synthetic=found.synthetic)}, estates_for(actor))
    rows = (
        select(Adoption.tool_id)
        .join(Tool, Tool.id == Adoption.tool_id)
        .where(
            Adoption.is_current,
            visible_to(actor),
            Adoption.organisation_id.in_([peer.other.key for peer in peers]),
            Adoption.stage.in_(ADOPTED),
            Adoption.standing != Standing.DISPUTED,
        )
    )
    return set(db.session.scalars(rows))


def _own(found: Organisation, estates: Estates) -> OwnForce:
    here = {one.id: one for one in forces(synthetic=found.synthetic)}
    like = [here[peer.other.key].slug for peer in _peers(found, here, estates)]
    return OwnForce(found.slug, found.name, [code for code, held in estates.get(found.id, {}).items() if held], like)


def _peers(found: Organisation, here: Mapping[int, Organisation], estates: Estates) -> list[Likeness]:
    others = [_traits(one, estates) for one in here.values() if one.territorial == found.territorial]
    return nearest(_traits(found, estates), others, PEERS)


def _traits(found: Organisation, estates: Estates) -> Traits:
    """What is held of a force. Its area is not, so neither density nor how rural it is; nor is its demand."""
    known = {Aspect.OFFICERS: found.officers_fte, Aspect.POPULATION: found.population}
    figures = {aspect: float(value) for aspect, value in known.items() if value}
    return Traits(found.id, found.name, found.region, figures, estates.get(found.id))


def _live(actor: Actor, found: Organisation, peers: Sequence[int]) -> list[LiveThere]:
    rows = adoptions_in(actor, [found.id, *peers], example=found.synthetic)
    own = {row.tool_id: row for row in rows if row.organisation_id == found.id}
    there: dict[int, list[AdoptionRow]] = {}
    for row in rows:
        if row.organisation_id in peers and row.stage in ADOPTED and row.standing is not Standing.DISPUTED:
            there.setdefault(row.tool_id, []).append(row)
    tools = [
        LiveThere(some[0].tool_slug, some[0].tool_name, _by_nearness(some, peers), own.get(tool_id))
        for tool_id, some in there.items()
        if tool_id not in own or own[tool_id].stage not in ADOPTED
    ]
    return sorted(tools, key=lambda one: (-len(one.there), peers.index(one.there[0].organisation_id), one.name))


def _by_nearness(rows: Sequence[AdoptionRow], peers: Sequence[int]) -> list[AdoptionRow]:
    return sorted(rows, key=lambda row: peers.index(row.organisation_id))
