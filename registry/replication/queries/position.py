"""Where one organisation stands with one tool, with everything the page about moving it needs."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.catalogue.queries.tools import tool as readable_tool
from registry.core.db import db
from registry.core.errors import NotAllowed, NotFound
from registry.organisations.models import Organisation
from registry.replication.models import Barrier, BarrierMet, Hold, SafetyNotice
from registry.replication.queries.adoptions import adoption_at
from registry.replication.queries.barriers.met import met_at
from registry.replication.queries.history import StepRow, history, proof_held
from registry.replication.queries.holds import holds_on
from registry.replication.queries.rows import AdoptionRow
from registry.replication.queries.safety import open_at
from registry.rules import gates
from registry.rules.lifecycles import ADOPTION, EXITS, FINISHED, PATH, Stage, may_advance
from registry.rules.policy import Actor
from registry.rules.words import Role, Standing

EXIT_VERBS = {target: verb for verb, (_, target) in ADOPTION.moves.items() if target in EXITS and verb != "resume"}


@dataclass(frozen=True)
class PathStep:
    """A stage of the path as the page draws it."""

    stage: Stage
    state: str  # done, now, next or later
    asks: str
    step: StepRow | None

    @property
    def proof(self) -> str:
        """The proof held for it, in a few words."""
        return gates.held(self.stage, self.step.proof) if self.step else ""


@dataclass(frozen=True)
class Position:
    """A tool at an organisation: the present adoption if there is one, its story and what stands in the way."""

    tool: Tool
    organisation: Organisation
    row: AdoptionRow | None
    steps: Sequence[StepRow]
    holds: Sequence[Hold]
    barriers: Sequence[BarrierMet] = ()  # named on the way, open ones first
    notices: Sequence[SafetyNotice] = ()  # that hold

    @property
    def example(self) -> str:
        """For the banner: whether all of it is invented, or the tool alone or the organisation alone."""
        invented = {self.tool.synthetic, self.organisation.synthetic}
        return "some" if len(invented) > 1 else "all" if True in invented else ""

    @property
    def own(self) -> AdoptionRow | None:
        """The adoption once the force has made it its own."""
        taken = self.row and self.row.standing not in (Standing.REPORTED, Standing.DISPUTED)
        return self.row if taken else None

    @property
    def can_be_disputed(self) -> bool:
        """Whether a source reports it and nobody has settled a dispute of it before."""
        reported = self.row is not None and self.row.standing is Standing.REPORTED
        return reported and all(step.verb != "settle" for step in self.steps)

    @property
    def unsaid(self) -> bool:
        """Whether it is paused, and nobody said from which stage: then there is nothing whole to confirm."""
        return self.row is not None and self.row.stage is Stage.PAUSED and self.row.paused_from is None

    @property
    def targets(self) -> tuple[Stage, ...]:
        """The stages that the adoption may go to from here."""
        if self.own is None:
            return (*PATH, *EXITS)
        if self.own.stage in FINISHED:
            return PATH
        exits = tuple(stage for stage in EXITS if EXIT_VERBS[stage] in ADOPTION.allowed(self.own.stage))
        if self.own.stage is Stage.PAUSED:
            return (*((self.own.paused_from,) if self.own.paused_from else ()), *exits)
        return (*(stage for stage in PATH if may_advance(self.own.stage, stage)), *exits)

    def verb(self, target: Stage) -> str:
        """The verb that leads to a stage from here."""
        if self.own is None:
            return "record"
        if self.own.stage in FINISHED:
            return "reopen"
        if target in EXITS:
            return EXIT_VERBS[target]
        return "resume" if self.own.stage is Stage.PAUSED else "advance"

    def path(self, target: Stage | None = None) -> list[PathStep]:
        """The path with what is held for each stage."""
        held = proof_held(self.steps)
        present = self.row.stage if self.row else None
        return [
            PathStep(stage, _state(stage, present, target, held), gates.ASKS[stage], held.get(stage)) for stage in PATH
        ]


def position(actor: Actor, slug: str, organisation: str | None = None) -> Position:
    """Where the actor's force, or the one asked for, stands with a tool: at most nine statements.

    Raises as the tool's page does; NotFound for an unknown organisation, NotAllowed to those who belong to none.
    """
    tool = readable_tool(actor, slug)
    adopter = own_or_asked(actor, organisation)
    return Position(
        tool,
        adopter,
        adoption_at(actor, tool.id, adopter.id),
        history(actor, tool.id, adopter.id),
        holds_on(tool.id, adopter.id),
        met_at(actor, tool.id, adopter.id),
        open_at(actor, tool.id),
    )


def barriers() -> Sequence[Barrier]:
    """The coded reasons for not going on, in their order."""
    return db.session.scalars(select(Barrier).order_by(Barrier.position)).all()


def own_or_asked(actor: Actor, slug: str | None) -> Organisation:
    """The organisation asked for, or the one that the actor leads or belongs to.

    Raises NotFound for an unknown one, NotAllowed to those who belong to none.
    """
    if slug:
        found = db.session.scalar(select(Organisation).where(Organisation.slug == slug))
        if found is None:
            raise NotFound("No such organisation.")
        return found
    own = sorted(actor.at(Role.LEAD)) or sorted(actor.organisations)
    if not own:
        raise NotAllowed("Only a force's lead can record where the force stands.", actor_id=actor.id)
    return db.session.get_one(Organisation, own[0])


def _state(stage: Stage, present: Stage | None, target: Stage | None, held: dict[Stage, StepRow]) -> str:
    if stage is present:
        return "now"
    if stage is target:
        return "next"
    return "done" if stage in held else "later"
