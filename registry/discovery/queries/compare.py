"""Tools side by side: the same rows in the same order for all, each as the reader may see it; eight statements for any number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.catalogue.queries.costs import believed, said_on
from registry.catalogue.queries.terms import in_words, options_of
from registry.core import clock
from registry.core.db import db
from registry.replication.queries.counts import Counts, counts_of
from registry.rules.grading import LEVELS, Finding, replication_level
from registry.rules.lifecycles import PATH, Stage
from registry.rules.policy import Actor
from registry.rules.questions import current, readable, schema
from registry.rules.words import Compliance, Standing, label
from registry.search.queries import statements
from registry.standards.models import Assessment, Standard, StandardVersion

MOST = 4
ANSWERS = {
    "What it is": ("category", "problems", "techniques", "users", "phase", "decider", "personal_data"),
    "What it takes": (
        "prerequisites",
        "systems_needed",
        "training",
        "weeks_to_adopt",
        "hosting",
        "integrates_with",
        "conditions_for_success",
    ),
    "What it costs": (
        "cost_band",
        "cost_setup_amount",
        "cost_setup",
        "cost_yearly_amount",
        "cost_per",
        "cost_yearly",
        "price_year",
    ),
}
STANDINGS = (Standing.CONFIRMED, Standing.UNCONFIRMED, Standing.REPORTED, Standing.DISPUTED)


@dataclass(frozen=True)
class Column:
    """A tool that is compared."""

    id: int
    slug: str
    name: str
    owner: str
    synthetic: bool


@dataclass(frozen=True)
class Line:
    """One thing that is compared: a cell for each tool in the order of the columns; empty where nothing is stated."""

    label: str
    cells: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Part:
    """Lines under one heading."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Comparison:
    """Tools side by side. `left_out` counts those asked for that the reader may not see, or that there are not."""

    columns: tuple[Column, ...]
    parts: tuple[Part, ...]
    left_out: int = 0

    @property
    def synthetic(self) -> bool | str:
        """Whether all of it is example data, or some."""
        examples = [column.synthetic for column in self.columns]
        return all(examples) if examples and all(examples) else "some" if any(examples) else False


def compared(actor: Actor, slugs: Sequence[str]) -> Comparison:
    """The tools of these addresses, each once, in this order."""
    wanted = list(dict.fromkeys(slugs))
    place = {slug: at for at, slug in enumerate(wanted)}
    return _compared(actor, Tool.slug.in_(wanted), lambda tool: place[tool.slug], len(wanted))


def compared_by_id(actor: Actor, ids: Sequence[int]) -> Comparison:
    """The tools of these numbers, in this order."""
    place = {number: at for at, number in enumerate(ids)}
    return _compared(actor, Tool.id.in_(ids), lambda tool: place[tool.id], len(ids))


def _compared(actor: Actor, rule: Any, order: Any, asked: int) -> Comparison:
    tools = sorted(db.session.scalars(select(Tool).where(scope.visible_to(actor), rule)), key=order) if asked else []
    ids = [tool.id for tool in tools]
    rows = {row.id: row for row in db.session.execute(statements.tools_of(ids))} if ids else {}
    tools = [tool for tool in tools if tool.id in rows]
    if not tools:
        return Comparison((), (), asked)
    columns = tuple(Column(tool.id, tool.slug, tool.name, rows[tool.id].owner_name, tool.synthetic) for tool in tools)
    answers = {
        tool.id: believed(
            readable(rows[tool.id].content, rows[tool.id].schema_number, scope.tiers(actor, tool)),
            said_on(rows[tool.id].version_at, tool.costs_confirmed_on),
        )
        for tool in tools
    }
    parts = [
        Part("What it is", (_stated(columns, rows), *_answered("What it is", columns, answers))),
        _evidence(columns),
        _adoptions(columns, counts_of(actor, ids)),
        _standards(columns),
        *(Part(title, tuple(_answered(title, columns, answers))) for title in ("What it takes", "What it costs")),
        Part("How fresh it is", (_dated(columns, rows),)),
    ]
    return Comparison(columns, tuple(part for part in parts if part.lines), asked - len(tools))


def _stated(columns: Sequence[Column], rows: dict[int, Any]) -> Line:
    return Line("In one line", tuple((rows[column.id].summary,) for column in columns))


def _dated(columns: Sequence[Column], rows: dict[int, Any]) -> Line:
    days = [clock.day_of(rows[column.id].version_at) for column in columns]
    return Line("Record published", tuple((f"{day.day} {day:%B %Y}",) for day in days))


def _answered(title: str, columns: Sequence[Column], answers: dict[int, Any]) -> Iterable[Line]:
    """Every row of the part, answered or not, so that what is missing shows."""
    questions = {question.code: question for question in schema(current()).questions}
    asked = [questions[code] for code in ANSWERS[title] if code in questions]
    options = options_of(asked)
    for question in asked:
        cells: list[tuple[str, ...]] = []
        for column in columns:
            value = answers[column.id].get(question.code)
            said = in_words(question, value, options) if value not in (None, "", []) else ""
            cells.append(
                tuple(value) if isinstance(value, list) and question.kind.value == "lines" else (said,) if said else ()
            )
        yield Line(question.label, tuple(cells))


def _evidence(columns: Sequence[Column]) -> Part:
    """Replication level, then a row for each outcome that any of them has a finding on, directions never averaged."""
    claims: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(statements.claims_of([column.id for column in columns])):
        if row.outcome is not None and row.direction is not None:
            claims[row.tool_id].append(row)
    outcomes = sorted({_outcome(row) for rows in claims.values() for row in rows})
    lines = [
        Line("Replication", tuple((LEVELS[_level(claims[column.id])].capitalize(),) for column in columns)),
        Line("Strongest design", tuple(_strongest(claims[column.id]) for column in columns)),
    ]
    lines += [
        Line(f"Result: {outcome}", tuple(_found(_of(claims[column.id], outcome)) for column in columns))
        for outcome in outcomes
    ]
    return Part("What was found", tuple(lines))


def _of(rows: Sequence[Any], outcome: str) -> list[Any]:
    return [row for row in rows if _outcome(row) == outcome]


def _outcome(row: Any) -> str:
    return str(row.name or row.local_measure or row.outcome)


def _level(rows: Sequence[Any]) -> int:
    return replication_level(
        [Finding(row.direction, row.design, str(row.site_id or row.site_words or row.evidence_id)) for row in rows]
    )


def _strongest(rows: Sequence[Any]) -> tuple[str, ...]:
    return (label(max((row.design for row in rows), key=lambda design: design.strength)),) if rows else ()


def _found(rows: Sequence[Any]) -> tuple[str, ...]:
    """Each direction with the design that found it, the strongest design first."""
    ordered = sorted(rows, key=lambda row: -row.design.strength)
    return tuple(f"{label(row.direction)}: {label(row.design).lower()}{_at(row)}" for row in ordered)


def _at(row: Any) -> str:
    site = row.site_name or row.site_words
    return f" ({site})" if site else ""


def _adoptions(columns: Sequence[Column], counts: dict[int, Counts]) -> Part:
    lines = [
        Line(
            f"Live or business as usual, {standing.value}",
            tuple((str(getattr(counts[column.id].adopted, standing.value)),) for column in columns),
        )
        for standing in STANDINGS
    ]
    before = tuple((str(counts[column.id].at(*PATH[:4]).counted),) for column in columns)
    ended = tuple((str(counts[column.id].at(Stage.DECLINED, Stage.STOPPED).counted),) for column in columns)
    return Part("Who uses it", (*lines, Line("Considering or piloting", before), Line("Declined or stopped", ended)))


def _standards(columns: Sequence[Column]) -> Part:
    """A row for each standard that any of them was assessed against."""
    statement = (
        select(Assessment.tool_id, Assessment.compliance, Assessment.expires_on, Standard.title)
        .join(StandardVersion, StandardVersion.id == Assessment.version_id)
        .join(Standard, Standard.id == StandardVersion.standard_id)
        .where(
            Assessment.tool_id.in_([column.id for column in columns]),
            Assessment.adoption_id.is_(None),  # what a force says of its own use is not the tool's
            Assessment.replaced_by_id.is_(None),
        )
        .order_by(Standard.position, Assessment.id)
    )
    found: dict[str, dict[int, tuple[str, ...]]] = {}
    today = clock.today()
    for row in db.session.execute(statement):
        expired = row.expires_on is not None and row.expires_on < today
        said = (
            f"{label(row.compliance.value)}, expired"
            if expired and row.compliance is not Compliance.NOT_APPLICABLE
            else label(row.compliance.value)
        )
        found.setdefault(row.title, {})[row.tool_id] = (said,)
    return Part(
        "Standards",
        tuple(Line(title, tuple(cells.get(column.id, ()) for column in columns)) for title, cells in found.items()),
    )
