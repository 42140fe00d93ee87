"""What has been tried: every outcome on a measure, or of tools for a problem, that the reader may see; strongest first."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import contains_eager, joinedload

from registry.catalogue.models import Tool, ToolTerm
from registry.catalogue.queries import in_words, tool_content
from registry.catalogue.queries.costs import believed, costs_said_on
from registry.catalogue.queries.scope import visible_to
from registry.core.db import db
from registry.core.paging import SIZE, Page, page_of_items
from registry.evidence.models import Claim, Evidence
from registry.evidence.queries.grades import design_column, direction_column, finding_of, followed_column
from registry.organisations.models import Organisation
from registry.rules import grading
from registry.rules.policy import Actor
from registry.rules.questions import Content, current, schema
from registry.rules.units import NotConvertible, convert
from registry.rules.words import Design, Direction

ORDER = (
    Direction.BETTER,
    Direction.MIXED,
    Direction.NO_CLEAR_CHANGE,
    Direction.WORSE,
    Direction.INCONCLUSIVE,
    Direction.TOO_EARLY,
)
COST, MAILBOX = "cost_band", "contact_mailbox"
Place = Any  # a row: a claim's number, grade, tool and site


@dataclass(frozen=True)
class Line:
    """One outcome with what a force asks next: where, what it cost, whom to write to."""

    claim: Claim
    tool: Tool
    design: Design
    direction: Direction | None
    cost: str
    mailbox: str

    @property
    def item(self) -> Evidence:
        """The study that it is an outcome of."""
        return self.claim.evidence

    def value_in(self, unit: str, hours_per_year: int | None = None) -> float | None:
        """The figure in another unit; nothing where there is none, or where it cannot be turned."""
        if self.claim.value is None:
            return None
        try:
            return convert(self.claim.value, self.claim.unit or "", unit, hours_per_year)
        except NotConvertible:
            return None


@dataclass(frozen=True)
class Tried:
    """A page of outcomes, and what all of them come to; nothing is averaged."""

    page: Page[Line]
    places: Sequence[Place]

    @property
    def strongest(self) -> Place | None:
        """The graded outcome of the strongest design."""
        return next((place for place in self.places if place.direction is not None), None)

    @property
    def proven(self) -> list[Place]:
        """One place of each tool whose results here reach level 4 or 5."""
        found: dict[int, list[Place]] = defaultdict(list)
        for place in self.places:
            found[place.tool_id].append(place)
        levels = {number: grading.replication_level(map(finding_of, places)) for number, places in found.items()}
        return [found[number][0] for number, level in levels.items() if grading.is_proven(level)]

    @property
    def directions(self) -> list[tuple[Direction | None, int]]:
        """How many outcomes went which way; those without a grade, which are counts, last."""
        counted = Counter(place.direction for place in self.places)
        return [(direction, counted[direction]) for direction in (*ORDER, None) if counted[direction]]

    @property
    def tools(self) -> int:
        """How many tools they are of."""
        return len({place.tool_id for place in self.places})


def on_measure(measure_id: int) -> ColumnElement[bool]:
    """Outcomes on a standard measure."""
    return Claim.measure_id == measure_id


def for_problem(code: str) -> ColumnElement[bool]:
    """Outcomes of tools that say they help with a problem."""
    helped = select(ToolTerm.tool_id).where(ToolTerm.vocabulary == "problem", ToolTerm.code == code)
    return Tool.id.in_(helped)


def tried(
    actor: Actor, wanted: ColumnElement[bool], number: int | None = 1, size: int = SIZE, *, example: bool = False
) -> Tried:
    """Outcomes that the actor may see, strongest design first and then by direction: two statements."""
    places = _places(actor, wanted, example)
    page = page_of_items(places, number, size)
    return Tried(page.of(_lines(actor, page.items)), places)


def _places(actor: Actor, wanted: ColumnElement[bool], example: bool) -> Sequence[Place]:
    design, direction = design_column(), direction_column()
    strength = case({kind.value: kind.strength for kind in Design}, value=design, else_=0)
    place = case({kind.value: number for number, kind in enumerate(ORDER)}, value=direction, else_=len(ORDER))
    statement = (
        select(
            Claim.id.label("claim_id"),
            direction.label("direction"),
            design.label("design"),
            followed_column().label("followed"),
            Evidence.id.label("evidence_id"),
            func.coalesce(Evidence.site_today_id, Evidence.site_id).label("site_id"),
            Evidence.site_words,
            Organisation.name.label("site_name"),
            Tool.id.label("tool_id"),
            Tool.slug,
            Tool.name,
        )
        .join(Evidence, Evidence.id == Claim.evidence_id)
        .join(Tool, Tool.id == Evidence.tool_id)
        .outerjoin(Organisation, Organisation.id == Evidence.site_id)
        .where(wanted, visible_to(actor), Tool.synthetic.is_(example))
        .where(Evidence.withdrawn_at.is_(None), Claim.withdrawn_at.is_(None))
        .order_by(direction.is_(None), strength.desc(), place, Claim.id)
    )
    return db.session.execute(statement).all()


def _lines(actor: Actor, places: Sequence[Place]) -> list[Line]:
    if not places:
        return []
    statement = (
        select(Claim, Tool)
        .join(Claim.evidence)
        .join(Tool, Tool.id == Evidence.tool_id)
        .options(
            contains_eager(Claim.evidence).joinedload(Evidence.site),
            joinedload(Claim.measure),
            joinedload(Tool.version),
        )
        .where(Claim.id.in_([place.claim_id for place in places]))
    )
    found = {claim.id: (claim, tool) for claim, tool in db.session.execute(statement)}
    contents = {tool.id: believed(tool_content(actor, tool), costs_said_on(tool)) for _claim, tool in found.values()}
    return [
        Line(
            claim,
            tool,
            Design(place.design),
            place.direction,
            _cost(contents[tool.id], tool),
            str(contents[tool.id].get(MAILBOX) or (claim.evidence.site and claim.evidence.site.mailbox) or ""),
        )
        for place in places
        for claim, tool in [found[place.claim_id]]
    ]


def _cost(content: Content, tool: Tool) -> str:
    """The band of cost in words, if the reader may see it."""
    if not content.get(COST):
        return ""
    number = tool.version.schema_number if tool.version else current()
    asked = next((question for question in schema(number).questions if question.code == COST), None)
    return in_words(asked, content[COST], {COST: dict(asked.options)}) if asked else ""
