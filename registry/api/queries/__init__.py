"""What the API's answers are made of, where one answer needs several slices."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

from registry.catalogue.models import Source, Tool
from registry.catalogue.queries import listing as catalogue
from registry.catalogue.queries import sources, tool, tool_content
from registry.catalogue.queries.costs import believed, costs_said_on
from registry.core.errors import Invalid, NotFound
from registry.core.paging import Page
from registry.evidence.models import Evidence
from registry.evidence.queries import evidence_of, findings
from registry.evidence.queries import problems as problem_queries
from registry.evidence.queries.tried import Line as Outcome
from registry.evidence.queries.tried import for_problem, on_measure, tried
from registry.governance.models import Board, Decision
from registry.governance.queries import listing as governance
from registry.governance.queries.boards import board
from registry.lineage.queries import Line, lineage
from registry.measures import queries as measures
from registry.measures.models import MeasureVersion
from registry.organisations.models import Organisation
from registry.organisations.queries import organisation, predecessors, successors
from registry.replication.queries import listing as replication
from registry.replication.queries.counts import Counts, counts_of
from registry.replication.queries.rows import AdoptionRow
from registry.rules import grading, questions
from registry.rules.policy import Actor
from registry.rules.questions import Content
from registry.rules.units import HOURS_PER_YEAR, OFFICER_YEARS, UNITS, NotConvertible, convert, convertible
from registry.rules.words import Design, Phase
from registry.scorecards.queries import Scorecard, scorecard
from registry.standards.queries import StandardState, standards_of

T = TypeVar("T")


@dataclass(frozen=True)
class ToolRecord:
    """A tool with the answers that the reader may see."""

    tool: Tool
    answers: Content

    @property
    def believed(self) -> Content:
        """The answers without costs that nobody has confirmed for 12 months."""
        return believed(self.answers, costs_said_on(self.tool))

    @property
    def phase(self) -> Phase | None:
        """The phase, if it is stated and the reader may see it."""
        stated = self.answers.get("phase")
        return Phase(stated) if stated else None


@dataclass(frozen=True)
class ToolWhole(ToolRecord):
    """A tool with all that is held about it."""

    evidence: Sequence[Evidence] = ()
    standards: Sequence[StandardState] = ()
    adoptions: Sequence[dict[str, Any]] = ()
    sources: Sequence[Source] = ()

    @property
    def scorecard(self) -> Scorecard:
        """How complete, assured and evidenced the record is, and how well the tool is replicated."""
        number = self.tool.version.schema_number if self.tool.version else questions.current()
        return scorecard(self.answers, number, self.standards, findings(self.evidence))

    @property
    def strongest_design(self) -> Design | None:
        """The strongest design among its graded claims."""
        return grading.strongest(findings(self.evidence))


@dataclass(frozen=True)
class AdoptionRecord:
    """An adoption with its tool and its adopter by name."""

    row: AdoptionRow
    barriers: list[str] = field(default_factory=list)

    @property
    def tool(self) -> dict[str, str]:
        """The tool by name."""
        return {"slug": self.row.tool_slug, "name": self.row.tool_name}

    @property
    def organisation(self) -> dict[str, str]:
        """The adopter by name."""
        return {"slug": self.row.organisation_slug, "name": self.row.organisation_name}


@dataclass(frozen=True)
class LineRecord:
    """One organisation of a tool's lineage, by name."""

    line: Line

    @property
    def organisation(self) -> dict[str, str]:
        """The organisation by name."""
        return {"slug": self.line.adoption.organisation_slug, "name": self.line.adoption.organisation_name}

    @property
    def source(self) -> dict[str, str] | None:
        """The organisation that it has the tool from, by name."""
        found = self.line.source
        return {"slug": found.organisation_slug, "name": found.organisation_name} if found else None


def lineage_lines(actor: Actor, slug: str, number: int, size: int) -> Page[LineRecord]:
    """A page of a tool's lineage in the order of the tree: four statements. Raises as the tool's page does."""
    lines = lineage(actor, slug).in_order
    start = (number - 1) * size
    return Page([LineRecord(line) for line in lines[start : start + size]], number, size, len(lines))


def tools(actor: Actor, number: int, size: int, **filters: Any) -> Page[ToolRecord]:
    """A page of tools: three statements."""
    page = catalogue.listed(actor, number, size, **filters)
    return Page([ToolRecord(found, tool_content(actor, found)) for found in page.items], number, size, page.total)


def whole_tool(actor: Actor, slug: str) -> ToolWhole:
    """A tool with its evidence, standards, adoption counts and sources: six statements. Raises as the tool's page does."""
    found = tool(actor, slug)
    answers = tool_content(actor, found)
    return ToolWhole(
        found,
        answers,
        evidence=evidence_of(found.id),
        standards=standards_of(found.id, answers, reader=actor, owner_id=found.owner_id),
        adoptions=stages_of(counts_of(actor, [found.id])[found.id]),
        sources=sources(found),
    )


def stages_of(counts: Counts) -> list[dict[str, Any]]:
    """The stages that occur, each with how many stand there on whose word."""
    return [{"stage": stage, **asdict(standings)} for stage, standings in counts.stages]


def adoptions(actor: Actor, number: int, size: int, **filters: Any) -> Page[AdoptionRecord]:
    """A page of current adoptions: five statements."""
    page = replication.listed(actor, number, size, **filters)
    codes = replication.barrier_codes([row.step_id for row in page.items if row.step_id])
    records = [AdoptionRecord(row, codes.get(row.step_id or 0, [])) for row in page.items]
    return Page(records, number, size, page.total)


@dataclass(frozen=True)
class OrganisationWhole:
    """An organisation with those before and after it."""

    organisation: Organisation
    predecessors: Sequence[Organisation]
    successors: Sequence[Organisation]


def whole_organisation(slug: str) -> OrganisationWhole:
    """An organisation, those it took over from and those that took over from it: three statements."""
    found = organisation(slug)
    return OrganisationWhole(found, predecessors(found.id), successors(found.id))


@dataclass(frozen=True)
class BoardWhole:
    """A board with the newest of its decisions."""

    board: Board
    decisions: Page[Decision]


def whole_board(actor: Actor, slug: str) -> BoardWhole:
    """A board and its newest decisions on tools that the actor may read."""
    found = board(actor, slug)
    return BoardWhole(found, governance.decided(actor, found.id))


def decisions(actor: Actor, slug: str, number: int, size: int) -> Page[Decision]:
    """A page of a board's decisions, newest first."""
    return governance.decided(actor, board(actor, slug).id, number, size)


def measure_versions(code: str, number: int, size: int) -> Page[MeasureVersion]:
    """A page of a measure's definitions, newest first: two statements. Raises NotFound."""
    return page_of(measures.versions(measures.measure(code).id), number, size)


def tried_on_measure(actor: Actor, code: str, number: int, size: int, example: bool) -> Page[Outcome]:
    """A page of outcomes on a measure: three statements. Raises NotFound."""
    return tried(actor, on_measure(measures.measure(code).id), number, size, example=example).page


def tried_for_problem(actor: Actor, code: str, number: int, size: int, example: bool) -> Page[Outcome]:
    """A page of outcomes of tools for a problem: three statements. Raises NotFound."""
    return tried(actor, for_problem(problem_queries.problem(code).code), number, size, example=example).page


def problems(actor: Actor, number: int, size: int, example: bool) -> Page[problem_queries.Problem]:
    """A page of the problems: three statements."""
    return page_of(problem_queries.problems(actor, example=example), number, size)


def units() -> dict[str, Any]:
    """The units, and the published constants between hours and officers; no statement."""
    constants = [{"hours": hours, "source": source} for hours, source in HOURS_PER_YEAR.items()]
    return {"units": list(UNITS.values()), "hours_per_year": constants}


def converted(value: float, given: str, wanted: str, hours_per_year: int | None) -> dict[str, Any]:
    """A figure in another unit; no statement. Raises NotFound for an unknown unit, Invalid for what cannot be turned."""
    if not {given, wanted} <= set(UNITS):
        raise NotFound("There is no such unit. Look at the list of units.")
    try:
        found = convert(value, given, wanted, hours_per_year)
    except NotConvertible as refusal:
        named = "hours_per_year" if {given, wanted} & {OFFICER_YEARS} and convertible(given, wanted) else "wanted"
        raise Invalid(str(refusal), {named: str(refusal)}) from refusal
    return {"value": found, "unit": wanted, "hours_per_year": hours_per_year}


def page_of(rows: Sequence[T], number: int, size: int) -> Page[T]:
    """One page of rows that were read whole."""
    return Page(rows[(number - 1) * size : number * size], number, size, len(rows))
