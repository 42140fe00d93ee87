"""The page of a tool."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from registry.attachments.models import Attachment
from registry.catalogue import queries as catalogue
from registry.catalogue.models import Tool, Version
from registry.catalogue.queries.costs import costs_said_on
from registry.catalogue.queries.files import released_files
from registry.catalogue.queries.terms import vocabulary_of
from registry.core import clock
from registry.evidence import queries as evidence_queries
from registry.evidence.models import Evidence
from registry.evidence.queries.results import Reported, reported
from registry.packs.models import AdoptionPack
from registry.packs.queries.listing import packs_for
from registry.pages.queries.around import Around, around
from registry.pages.queries.beside import Row
from registry.pages.queries.spread import Tile, tiles_of
from registry.pages.queries.supplied import Supplied, supplied
from registry.replication.queries.adoptions import every_adoption_of
from registry.replication.queries.counts import Counts, tally
from registry.replication.queries.forces import forces
from registry.replication.queries.rows import AdoptionRow
from registry.rules import grading
from registry.rules.lifecycles import EXITS
from registry.rules.policy import Actor, Permission, allows
from registry.rules.questions import Content, Kind, Question, Section, current, schema
from registry.rules.staleness import COSTS, is_old
from registry.rules.summary import sentence
from registry.rules.words import Design, Direction, GradeStanding, Role
from registry.scorecards.queries import Scorecard, scorecard
from registry.standards.queries import StandardState, standards_of

NEEDS = (
    "prerequisites",
    "systems_needed",
    "training",
    "weeks_to_adopt",
    "cost_band",
    "cost_setup_amount",
    "cost_setup",
    "cost_yearly_amount",
    "cost_yearly",
    "cost_per",
    "price_year",
    "hosting",
    "integrates_with",
    "conditions_for_success",
    "lessons",
)


REVIEWED = (GradeStanding.CONFIRMED, GradeStanding.APPEALED)


@dataclass(frozen=True)
class Answer:
    """A question with what was answered, in words."""

    code: str
    label: str
    value: str
    kind: Kind
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rating:
    """How the evidence is summed up, without averaging it."""

    sentence: str
    level: int
    level_words: str
    design: Design | None
    directions: tuple[Direction, ...]  # found at the strongest design, each once
    confirmed: int = 0  # graded results that reviewers confirmed
    graded: int = 0
    sites: grading.Sites = field(default_factory=lambda: grading.sites_of(()))

    @property
    def direction(self) -> Direction | None:
        """The one word for what the strongest design found."""
        return grading.direction_together(self.directions)


@dataclass(frozen=True)
class ToolPage:
    """Everything the page shows."""

    tool: Tool
    content: Content
    answers: Sequence[tuple[Section, Sequence[Answer]]]
    needs: Sequence[Answer]
    evidence: Sequence[Evidence]
    rating: Rating
    rows: Sequence[AdoptionRow]
    counts: Counts
    tiles: Sequence[Tile]
    around: Around
    standards: Sequence[StandardState]
    scorecard: Scorecard
    files: Sequence[Attachment]
    actions: frozenset[str]
    category: str | None
    supplied: Supplied
    packs: Sequence[AdoptionPack]  # of the reader's own organisations

    @property
    def tried_for(self) -> list[tuple[str, str]]:
        """The problems that it helps with, by code and in words."""
        known = self.around.terms.get("problem", {})
        return [(code, known[code]) for code in self.content.get("problems") or [] if code in known]

    @property
    def on_path(self) -> list[AdoptionRow]:
        """Those that use it, try it or think of it."""
        return [row for row in self.rows if row.stage not in EXITS]

    @property
    def off_path(self) -> list[AdoptionRow]:
        """Those that declined, paused, stopped or replaced it."""
        return [row for row in self.rows if row.stage in EXITS]

    @property
    def sources_read(self) -> date | None:
        """When its sources were last read."""
        return max((row.day for row in self.around.sources if row.day), default=None)

    @property
    def elsewhere(self) -> list[Row]:
        """What others say of it, in their own words."""
        return [row for row in self.around.sources if row.text]

    @property
    def together(self) -> list[Reported]:
        """The standard measures that several sites report."""
        return reported(self.evidence)

    @property
    def evidence_years(self) -> str:
        """As the newest study dates itself."""
        return max((item.published_on for item in self.evidence if item.published_on), default="")


def tool_page(actor: Actor, slug: str) -> ToolPage:
    """A tool as the actor may read it: at most nine statements, whatever there is. Raises Withdrawn and NotFound."""
    tool = catalogue.tool(actor, slug)
    beside = around(actor, tool.id)
    content = catalogue.tool_content(actor, tool)
    evidence = evidence_queries.evidence_of(tool.id)
    rows = [row for row in every_adoption_of(actor, tool.id) if row.synthetic == tool.synthetic]
    counts = tally((row.stage, row.standing) for row in rows)
    standards = standards_of(tool.id, content)
    found = rating(evidence, counts)
    answered = [
        (section, [believed(answer, tool) for answer in listed])
        for section, listed in answers(content, tool.version, beside.terms)
    ]
    return ToolPage(
        tool=tool,
        content=content,
        answers=answered,
        needs=[answer for _section, listed in answered for answer in listed if answer.code in NEEDS],
        evidence=evidence,
        rating=found,
        rows=rows,
        counts=counts,
        tiles=tiles_of(forces(example=tool.synthetic), {row.organisation_id: row for row in rows}),
        around=beside,
        standards=standards,
        scorecard=card(tool, standards, evidence),
        files=released_files(actor, tool),
        actions=actions(actor, tool, rows),
        category=beside.terms.get("category", {}).get(tool.category or ""),
        supplied=supplied(actor, tool, beside.supplied),
        packs=packs_for(actor, tool.id),
    )


def believed(answer: Answer, tool: Tool) -> Answer:
    """An answer about costs reads as not stated 12 months after they were last said or confirmed."""
    said_on = costs_said_on(tool)
    if answer.code not in COSTS or not is_old(said_on, clock.today()):
        return answer
    return replace(answer, value=f"Not stated: last said on {said_on.day} {said_on:%B} {said_on.year}", lines=())


def rating(evidence: Sequence[Evidence], counts: Counts) -> Rating:
    """The sentence, the replication level, the strongest design and what it found."""
    findings = evidence_queries.findings(evidence)
    level = grading.replication_level(findings)
    design = grading.strongest(findings)
    directions = [finding.direction for finding in findings if finding.direction and finding.design is design]
    standings = [claim.grade_standing for item in evidence for claim in item.claims if claim.direction]
    return Rating(
        sentence(findings, counts.adopted),
        level,
        grading.LEVELS[level],
        design,
        tuple(dict.fromkeys(directions)),
        sum(standing in REVIEWED for standing in standings),
        len(standings),
        grading.sites_of(findings),
    )


def card(tool: Tool, standards: Sequence[StandardState], evidence: Sequence[Evidence]) -> Scorecard:
    """The scorecard, from the whole record: the level is the same whoever reads it."""
    version = tool.version
    content, number = (version.content, version.schema_number) if version else ({}, current())
    return scorecard(content, number, standards, evidence_queries.findings(evidence))


def answers(
    content: Content, version: Version | None, terms: Mapping[str, Mapping[str, str]]
) -> list[tuple[Section, list[Answer]]]:
    """The answers that the reader may see, section by section, in words."""
    if version is None:
        return []
    found: list[tuple[Section, list[Answer]]] = []
    for section in schema(version.schema_number).sections:
        said = [
            Answer(
                question.code,
                question.label,
                catalogue.in_words(question, content[question.code], {question.code: _labels(question, terms)}),
                question.kind,
                _lines(question, content[question.code]),
            )
            for question in section.questions
            if question.code in content
        ]
        if said:
            found.append((section, said))
    return found


def actions(actor: Actor, tool: Tool, rows: Sequence[AdoptionRow]) -> frozenset[str]:
    """What the page offers to this reader. A visitor is offered what signing in may open."""
    visitor = actor.id is None
    led = actor.at(Role.LEAD)
    mine = {row.organisation_id for row in rows} & led
    others = led - {tool.owner_id}
    offered = {
        "record": visitor or bool(led - mine),
        "move": bool(mine),
        "claim": tool.from_sources and bool(tool.origins) and (visitor or allows(actor, Permission.TOOL_CLAIM, tool)),
        "edit": allows(actor, Permission.TOOL_EDIT, tool),
        "suspend": allows(actor, Permission.TOOL_SUSPEND, tool),
        "warn": allows(actor, Permission.SAFETY_NOTICE_ISSUE, tool),
        "redact": allows(actor, Permission.TOOL_REDACT, tool),
        "propose": (tool.owner_id, Role.LEAD) in actor.roles
        or any(role is Role.SECRETARY for _id, role in actor.seats),
        "ask": visitor or allows(actor, Permission.ENQUIRY_ASK, tool),
        "pack": visitor or bool(led | actor.at(Role.CONTRIBUTOR)),
        "query": (tool.owner_id, Role.LEAD) in actor.roles or bool(actor.at(Role.REGISTRAR)),
        "evidence": visitor or bool(others) or allows(actor, Permission.EVIDENCE_ADD, tool),
        "files": allows(actor, Permission.FILE_ADD, tool),
        "assess": allows(actor, Permission.STANDARD_ASSESS, tool),
    }
    return frozenset(name for name, shown in offered.items() if shown)


def _lines(question: Question, value: Any) -> tuple[str, ...]:
    return tuple(value) if question.kind is Kind.LINES and isinstance(value, list) else ()


def _labels(question: Question, terms: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    if question.vocabulary:
        return dict(terms.get(vocabulary_of(question), {}))
    return dict(question.options)
