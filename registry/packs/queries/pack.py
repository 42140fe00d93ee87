"""A force's pack for a tool: everything that its pages and its documents show, as far as the reader may see it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.assurance.queries.inherited import Local, locals_of
from registry.catalogue.models import Tool
from registry.catalogue.queries.costs import version_said_on
from registry.catalogue.queries.terms import in_words, options_of
from registry.catalogue.queries.tools import tool as readable_tool
from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotFound
from registry.estates.queries.estate import estates_for, system_labels
from registry.funding.queries.streams import old, streams_of
from registry.lineage.queries import lineage
from registry.organisations.models import Organisation
from registry.packs.models import AdoptionPack
from registry.packs.queries.inherited import Inherited, content_of, inherited
from registry.replication.queries.adoptions import every_adoption_of
from registry.replication.queries.history import history, proof_held
from registry.replication.queries.position import own_or_asked
from registry.replication.queries.rows import AdoptionRow
from registry.replication.services.steps import Place
from registry.rules.compatibility import Match, match
from registry.rules.gates import ASKS, Box, boxes
from registry.rules.lifecycles import ADOPTED, EXITS, PATH, Stage
from registry.rules.policy import Actor, Permission, allows, require
from registry.rules.questions import Content, schema
from registry.rules.staleness import COSTS, is_old
from registry.rules.words import Standing

SHOWN = (
    "prerequisites",
    "systems_needed",
    "training",
    "weeks_to_adopt",
    "lessons",
    "conditions_for_success",
    "integration_detail",
    "contact_role",
    "contact_mailbox",
)


@dataclass(frozen=True)
class PlanStep:
    """A stage of the force's own plan: the decision before it, and the proof that the register asks for."""

    stage: Stage
    gate: Box | None  # as it was read in the practice; the other stages have none
    proof: str
    state: str  # recorded, passed (without a record of it), now or ahead


@dataclass(frozen=True)
class Lesson:
    """What another force says that it learnt."""

    who: str
    words: str


@dataclass(frozen=True)
class CostRange:
    """What other forces state that they pay for their use, from the least to the most, in one currency."""

    currency: str
    least: int
    most: int
    forces: int


@dataclass(frozen=True)
class Unchecked:
    """Something inherited that nobody of the force has looked at, and where that is done."""

    title: str
    key: str = ""  # of an answer of the pack
    standard: str = ""  # of an assessment of the force's own, with the requirement
    requirement: str = ""


@dataclass(frozen=True)
class Pack:
    """Everything in it."""

    row: AdoptionPack
    tool: Tool
    organisation: Organisation
    answers: Mapping[str, tuple[str, str]]  # code -> the question and the answer in words
    costs_old: bool  # what the record says of costs is too old to be shown
    inherited: Sequence[Inherited]
    locals: Sequence[Local]  # the force's own assessments: drafts that were taken over, and what it states
    plan: Sequence[PlanStep]
    fit: Match
    systems: Mapping[str, str]
    users: Sequence[AdoptionRow]  # whom to ask; not those that dispute it
    left: Sequence[AdoptionRow]  # who declined, paused or stopped, and what stood in the way; not those either
    lessons: Sequence[Lesson]
    ranges: Sequence[CostRange]
    checks: bool
    signs: bool
    makes: bool
    records: bool  # where the force stands

    @property
    def to_check(self) -> list[Inherited]:
        """What is inherited and nobody of the force has looked at."""
        return [one for one in self.inherited if not one.checked]

    @property
    def unchecked(self) -> list[Unchecked]:
        """Everything that is inherited and nobody of the force has looked at."""
        lines = [
            Unchecked(f"{one.standard.title}: {line.requirement.text}", "", one.standard.code, line.requirement.code)
            for one in self.locals
            for line in one.to_check
        ]
        return [*(Unchecked(one.title, one.key) for one in self.to_check), *lines]

    @property
    def costs(self) -> bool:
        """Whether the record says something of costs."""
        return any(code in self.answers for code in COSTS)

    @property
    def newer(self) -> bool:
        """Whether the record has a later version than the one that this was made from."""
        return self.tool.version_id != self.row.version_id


def pack(actor: Actor, slug: str, organisation: str | None = None) -> Pack:
    """The pack of the actor's force for a tool: at most 35 statements, however much there is.

    Raises as the tool's page does, NotAllowed to those of other organisations, NotFound where none was made.
    """
    tool = readable_tool(actor, slug)
    home = own_or_asked(actor, organisation)
    place = Place(tool.id, home.id)
    require(actor, Permission.PACK_READ, place)
    row = current(tool.id, home.id)
    if row is None:
        raise NotFound("Your force has no pack for this tool yet.")
    content = content_of(actor, tool, row)
    rows = every_adoption_of(actor, tool.id)
    others = [one for one in rows if one.organisation_id != home.id and one.standing is not Standing.DISPUTED]
    labels = system_labels()
    answers, costs_old = _answers(row, content, version_said_on(row.version))
    return Pack(
        row,
        tool,
        home,
        answers,
        costs_old,
        inherited(tool, row, content),
        _locals(actor, tool, row, content),
        plan(
            next((one for one in rows if one.organisation_id == home.id), None),
            proof_held(history(actor, tool.id, home.id)),
        ),
        match(content.get("systems_needed") or (), estates_for(actor, [home.id]).get(home.id, {})),
        labels,
        [one for one in others if one.stage in ADOPTED],
        [one for one in others if one.stage in EXITS],
        _lessons(actor, slug, home.id),
        _ranges(actor, tool, home.id),
        allows(actor, Permission.PACK_CHECK, place),
        allows(actor, Permission.PACK_SIGN, place),
        allows(actor, Permission.PACK_MAKE, place),
        allows(actor, Permission.ADOPTION_RECORD, place),
    )


def current(tool_id: int, organisation_id: int) -> AdoptionPack | None:
    """The pack that an organisation has for a tool, whoever asks: one statement."""
    found = select(AdoptionPack).where(
        AdoptionPack.tool_id == tool_id,
        AdoptionPack.organisation_id == organisation_id,
        AdoptionPack.ended_at.is_(None),
    )
    return db.session.scalar(
        found.options(joinedload(AdoptionPack.version), joinedload(AdoptionPack.organisation)).execution_options(
            populate_existing=True
        )
    )


def plan(row: AdoptionRow | None, recorded: Collection[Stage]) -> list[PlanStep]:
    """The stages of the path with their gates, where the force is, and which stages were recorded."""
    at = PATH.index(row.stage) if row and row.stage in PATH else -1
    gates = {box.before: box for box in boxes()}
    return [
        PlanStep(stage, gates.get(stage), ASKS[stage], _state(place, at, stage in recorded))
        for place, stage in enumerate(PATH)
    ]


def _state(place: int, at: int, recorded: bool) -> str:
    if place == at:
        return "now"
    if recorded:
        return "recorded"
    return "passed" if place < at else "ahead"


def _answers(row: AdoptionPack, content: Content, costs_said_on: date) -> tuple[dict[str, tuple[str, str]], bool]:
    """The answers that the pack shows. Costs of more than a year ago are left out."""
    stale = is_old(costs_said_on, clock.today())
    wanted = (*SHOWN, *(() if stale else COSTS))
    known = schema(row.version.schema_number)
    asked = [question for code in wanted if (question := known.question(code)) and code in content]
    options = options_of(asked)
    return {
        question.code: (question.label, in_words(question, content[question.code], options)) for question in asked
    }, stale and any(code in content for code in COSTS)


def _locals(actor: Actor, tool: Tool, row: AdoptionPack, content: Content) -> list[Local]:
    """What the force takes over for its own assessments, and states: as it was when the pack was signed."""
    found = locals_of(actor, tool, row.organisation, content, at=row.signed_at)
    return [one for one in found if one.draft or one.stated or (one.source and row.signed_at is None)]


def _lessons(actor: Actor, slug: str, home: int) -> list[Lesson]:
    lines = lineage(actor, slug).in_order
    return [
        Lesson(line.adoption.organisation_name, line.lessons)
        for line in lines
        if line.lessons and line.adoption.organisation_id != home
    ]


def _ranges(actor: Actor, tool: Tool, home: int) -> list[CostRange]:
    """What others state, of the last 12 months: the least and the most, and of how many forces."""
    found: dict[str, dict[int, int]] = {}
    for row in streams_of(actor, tool.id):
        if row.purpose.value == "adoption" and row.amount is not None and not old(row) and row.organisation_id != home:
            forces = found.setdefault(row.currency, {})
            forces[row.organisation_id] = forces.get(row.organisation_id, 0) + row.amount
    return [
        CostRange(currency, min(forces.values()), max(forces.values()), len(forces))
        for currency, forces in sorted(found.items())
    ]
