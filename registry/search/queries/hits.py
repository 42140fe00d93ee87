"""The tools of one page of results, from the database under the reader's own rule: three statements, whatever is shown.

A fourth where a word of the search stands in what tools are filed under, and two more where one stands in their files.

If the index is behind, a tool that has since been withdrawn simply does not appear.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, case, cast, func, null, or_, select

from registry.catalogue.models import Term, Tool, Version
from registry.catalogue.queries import scope
from registry.core.db import db
from registry.core.paging import Page, page_of_counted
from registry.evidence.queries import finding_of
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.replication.queries.scope import released_to, standing_on
from registry.rules.grading import LEVELS, direction_together, replication_level
from registry.rules.lifecycles import ADOPTED
from registry.rules.policy import Actor
from registry.rules.questions import WRITTEN, Content, readable, schema
from registry.rules.staleness import COSTS
from registry.rules.words import Design, Direction, Standing
from registry.search.queries import files, statements
from registry.search.queries.language import Node, words_of
from registry.search.queries.marks import Markers
from registry.search.queries.why import Boost, Reason, boosts, reasons

ELSEWHERE = ("name", "summary", "supplier", "lessons", "links", "contact_role", *COSTS)
SHOWN_ANYWAY = ("title", "summary", "adopters", "filed-under", "owner")  # or a mere list of names

Places = Mapping[str, Collection[int]]  # which tools hold a word of the search in a part that is read apart


@dataclass
class Hit:
    """A result: what it is, why it matched, and how sure one can be of it. Marked texts hold marks, not HTML."""

    id: int
    slug: str
    called: str  # its name without marks
    name: str
    summary: str
    owner: str
    supplier: str | None
    category: str | None
    synthetic: bool
    from_sources: bool
    retired: bool
    published_at: datetime | None
    design: Design | None = None
    direction: Direction | None = None
    findings: int = 0
    level: str = ""
    seen: set[str] = field(default_factory=set)  # the words that matched, as they stand there
    counts: dict[str, int] = field(default_factory=dict)
    passage: str = ""
    passage_of: str = ""
    matched: list[tuple[str, int]] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    boosts: list[Boost] = field(default_factory=list)


def by_ids(
    actor: Actor, ids: Sequence[int], clauses: Sequence[Node], labels: dict[int, list[str]], places: Places
) -> list[Hit]:
    """The tools of these numbers that the actor may read, in this order; `places` says which to look further into."""
    if not ids:
        return []
    rows = db.session.execute(_statement(actor).where(Tool.id.in_(ids))).all()
    place = {number: at for at, number in enumerate(ids)}
    return _hits(actor, sorted(rows, key=lambda row: place[row.id]), clauses, labels, places)


def by_rule(
    actor: Actor, rule: ColumnElement[bool], order: Any, number: int, size: int, clauses: Sequence[Node]
) -> Page[Hit]:
    """A page of the tools that a plain condition finds, the last one for a number beyond it."""
    statement = _statement(actor).add_columns(func.count().over().label("total")).where(rule).order_by(*order)
    page = page_of_counted(statement, number, size)
    return page.of(_hits(actor, page.items, clauses, {}, {}))


def _statement(actor: Actor) -> Any:
    named = and_(Term.vocabulary == "category", Term.code == Tool.category)
    return (
        select(
            Tool.id,
            Tool.slug,
            Tool.name,
            Tool.summary,
            Tool.owner_id,
            Tool.supplier,
            Tool.synthetic,
            Tool.from_sources,
            Tool.retired_on,
            Tool.published_at,
            Organisation.name.label("owner"),
            Term.label.label("category"),
            Version.content,
            Version.schema_number,
        )
        .join(Organisation, Organisation.id == Tool.owner_id)
        .join(Version, Version.id == Tool.version_id)
        .outerjoin(Term, named)
        .where(scope.visible_to(actor))
    )


def _hits(
    actor: Actor, rows: Sequence[Any], clauses: Sequence[Node], labels: dict[int, list[str]], places: Places
) -> list[Hit]:
    if not rows:
        return []
    found = Markers(clauses)
    ids = [row.id for row in rows]
    claims: dict[int, list[Any]] = defaultdict(list)
    for claim in db.session.execute(statements.claims_of(ids)):
        claims[claim.tool_id].append(claim)
    adoptions: dict[int, list[Any]] = defaultdict(list)
    for adoption in db.session.execute(_adoptions(actor, ids, clauses)):
        adoptions[adoption.tool_id].append(adoption)
    hits = [_hit(actor, row, claims[row.id], adoptions[row.id], labels.get(row.id, []), found) for row in rows]
    _look_into_standards([hit for hit in hits if hit.id in places.get("labels", ())], found)
    some = [(row, hit) for row, hit in zip(rows, hits, strict=True) if hit.id in places.get("files", ())]
    _look_into_files(actor, some, found)
    for hit in hits:
        hit.reasons = reasons(clauses, hit.seen)
        hit.boosts = boosts(hit.design, hit.counts.get(Standing.CONFIRMED, 0)) if hit.reasons else []
    return hits


def _look_into_standards(hits: list[Hit], found: Markers) -> None:
    """Where a word may stand in a standard: one more read, for those tools alone."""
    if not hits:
        return
    told: dict[int, list[str]] = defaultdict(list)
    for row in db.session.execute(statements.standards_assessed([hit.id for hit in hits])):
        told[row.tool_id].append(statements.in_state(row))
    for hit in hits:
        _why(hit, {"standards": "\n".join(told[hit.id])}, found)


def _look_into_files(actor: Actor, pairs: list[tuple[Any, Hit]], found: Markers) -> None:
    """Where a word stands in a file: two more reads, for those tools alone."""
    if not pairs:
        return
    texts = files.texts_of([row.id for row, _hit in pairs])
    for row, hit in pairs:
        _why(hit, {"files": files.told(texts.get(row.id, {}), scope.tiers(actor, row))}, found)


def _adoptions(actor: Actor, ids: Sequence[int], clauses: Sequence[Node]) -> Any:
    """How many use each tool, by standing; and by name those whose name holds a word of the search."""
    asked = {word for clause in clauses for word in words_of(clause) if len(word) > 2}
    alike = [Organisation.name.icontains(word, autoescape=True) for word in sorted(asked)]
    name: Any = case((or_(*alike), Organisation.name), else_=null()) if alike else cast(null(), String)
    standing = standing_on()
    using = case((Adoption.stage.in_(ADOPTED), 1), else_=0)
    return (
        select(
            Adoption.tool_id,
            standing.label("standing"),
            name.label("name"),
            func.sum(using).label("using"),
        )
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .where(Adoption.tool_id.in_(ids), Adoption.is_current, released_to(actor))
        .group_by(Adoption.tool_id, standing, name)
    )


def _hit(actor: Actor, row: Any, claims: list[Any], adoptions: list[Any], labels: list[str], found: Markers) -> Hit:
    hit = Hit(
        id=row.id,
        slug=row.slug,
        called=row.name,
        name=found.of("title").marked(row.name)[0],
        summary=found.of("summary").marked(row.summary)[0],
        owner=row.owner,
        supplier=row.supplier,
        category=row.category,
        synthetic=row.synthetic,
        from_sources=row.from_sources,
        retired=row.retired_on is not None,
        published_at=row.published_at,
    )
    _sure(hit, claims)
    for adoption in adoptions:
        hit.counts[adoption.standing] = hit.counts.get(adoption.standing, 0) + int(adoption.using)
    _why(hit, _sections(actor, row, claims, adoptions, labels), found)
    return hit


def _sure(hit: Hit, claims: list[Any]) -> None:
    """The strongest design among graded claims, and what claims of that design found."""
    graded = [claim for claim in claims if claim.outcome is not None and claim.direction is not None]
    hit.findings = len(graded)
    hit.level = LEVELS[replication_level(finding_of(one) for one in graded)]
    if graded:
        hit.design = max((claim.design for claim in graded), key=lambda design: design.strength)
        hit.direction = direction_together(claim.direction for claim in graded if claim.design is hit.design)


def _sections(actor: Actor, row: Any, claims: list[Any], adoptions: list[Any], labels: list[str]) -> dict[str, str]:
    """The texts that a match may stand in, in the order they are told."""
    answers = readable(row.content, row.schema_number, scope.tiers(actor, row))
    told = dict.fromkeys(
        text
        for one in claims
        for text in (one.title, one.site_name or one.site_words, one.outcome, one.name or one.local_measure, one.result)
        if text
    )
    return {
        "title": row.name,
        "summary": row.summary,
        "description": "\n".join(_written(row.schema_number, answers)),
        "lessons": str(answers.get("lessons", "")),
        "evidence": "\n".join(told),
        "adopters": ", ".join(one.name for one in adoptions if one.name),
        "filed-under": ", ".join(labels),
        "owner": ", ".join(name for name in (row.owner, row.supplier) if name),
    }


def _written(number: int, answers: Content) -> Iterator[str]:
    """What was written in free text and has no place of its own."""
    for question in schema(number).questions:
        if question.kind in WRITTEN and question.code not in ELSEWHERE and question.code in answers:
            value = answers[question.code]
            yield "\n".join(value) if isinstance(value, list) else str(value)


def _why(hit: Hit, sections: dict[str, str], found: Markers) -> None:
    """How often each section matches, and a passage of the first that is not shown anyway."""
    for name, text in sections.items():
        passage, matched = found.of(name).look(text)
        if not matched:
            continue
        hit.matched.append((name, len(matched)))
        hit.seen.update(matched)
        if not hit.passage and name not in SHOWN_ANYWAY:
            hit.passage, hit.passage_of = passage, name
