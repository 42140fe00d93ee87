"""Tools as the index takes them: read from the database in batches, each fact from the slice that holds it."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from registry.catalogue.models import Origin, Term, Tool
from registry.core.db import db
from registry.core.events import EventRow
from registry.evidence.models import Claim, Evidence
from registry.measures.events import MeasureChanged
from registry.replication.models import Adoption
from registry.rules.questions import WRITTEN, readable, schema
from registry.rules.staleness import COSTS
from registry.rules.words import Visibility
from registry.search.index.columns import VISIBILITIES
from registry.search.index.facets import claims_of, facts_of
from registry.search.index.layout import Document
from registry.search.index.sheet import Sheet, lines
from registry.search.index.snapshot import Told
from registry.search.queries import files as in_files
from registry.search.queries import statements

BATCH = 500
APART = (  # in fields of their own, not worth finding by, or read as not stated after a year whatever the index holds
    "name",
    "summary",
    "supplier",
    "links",
    "contact_role",
    *COSTS,
)
VOCABULARIES = ("problem", "technique", "user-group")
LIVE = (Tool.version_id.is_not(None), Tool.suspended_at.is_(None))
OF_ORGANISATIONS = "organisation"  # how the kinds of event begin that tell of one by itself
SHARED = "reference-loaded"  # terms, standards and organisations were loaded anew

Row = Any


def head() -> int:
    """The number of the newest event."""
    return db.session.scalar(select(EventRow.id).order_by(EventRow.id.desc()).limit(1)) or 0


def live_ids() -> list[int]:
    """Every tool that may be found by somebody."""
    return list(db.session.scalars(select(Tool.id).where(*LIVE).order_by(Tool.id)))


def live() -> dict[int, Told]:
    """The same with what decides who may find each, as the index holds it: one statement."""
    rows = db.session.execute(select(Tool.id, Tool.owner_id, Tool.visibility, Tool.published_at).where(*LIVE))
    return {row.id: (row.owner_id, VISIBILITIES[row.visibility], published(row)) for row in rows}


def published(tool: Row) -> int:
    """When a tool was published, in seconds; 0 when nobody knows."""
    return int(tool.published_at.timestamp()) if tool.published_at else 0


def touched(after: int, upto: int) -> tuple[set[int], bool]:
    """The tools that events of this span may have changed, and whether words that all tools share have changed."""
    span = (EventRow.id > after, EventRow.id <= upto)
    tools = set(db.session.scalars(select(EventRow.tool_id).where(*span, EventRow.tool_id.is_not(None)).distinct()))
    others = db.session.execute(
        select(EventRow.kind, EventRow.organisation_id).where(*span, EventRow.tool_id.is_(None)).distinct()
    ).all()
    kinds = {row.kind for row in others}
    bodies = {row.organisation_id for row in others if row.kind.startswith(OF_ORGANISATIONS) and row.organisation_id}
    named = [*_about(bodies)] if bodies else []
    if MeasureChanged.kind in kinds:
        named.append(_measured_by(span))
    for statement in named:
        tools.update(db.session.scalars(statement))
    return {tool for tool in tools if tool is not None}, SHARED in kinds


def _about(bodies: Collection[int]) -> Iterator[Select[int]]:
    """The tools in whose documents organisations are named: owners, origins, adopters and sites of evidence."""
    yield select(Tool.id).where(Tool.owner_id.in_(bodies))
    yield select(Origin.tool_id).where(Origin.organisation_id.in_(bodies)).distinct()
    yield select(Adoption.tool_id).where(Adoption.organisation_id.in_(bodies), Adoption.is_current).distinct()
    measured = or_(Evidence.site_id.in_(bodies), Evidence.site_today_id.in_(bodies))
    yield select(Evidence.tool_id).where(measured, Evidence.withdrawn_at.is_(None)).distinct()


def _measured_by(span: tuple[ColumnElement[bool], ...]) -> Select[int]:
    """The tools with claims by measures that were defined anew in a span of events."""
    changed = select(EventRow.data["measure_id"].as_integer()).where(*span, EventRow.kind == MeasureChanged.kind)
    claims = select(Evidence.tool_id).join(Claim, Claim.evidence_id == Evidence.id)
    return claims.where(Claim.measure_id.in_(changed), Claim.withdrawn_at.is_(None)).distinct()


def documents(ids: Sequence[int]) -> Iterator[Document]:
    """The documents of those tools that are live, in batches."""
    for start in range(0, len(ids), BATCH):
        batch = list(ids[start : start + BATCH])
        files = in_files.texts_of(batch)
        for sheet in _sheets(batch):
            yield _document(sheet, files.get(sheet.tool.id, {}))


def _sheets(ids: list[int]) -> Iterator[Sheet]:
    """What all slices say of the tools of a batch: a statement for each slice."""
    found: dict[str, dict[int, list[Row]]] = {}
    for name, statement in (
        ("terms", statements.terms_of(ids)),
        ("origins", statements.origins_of(ids)),
        ("claims", statements.claims_of(ids)),
        ("adoptions", statements.adoptions_of(ids)),
        ("standards", statements.standards_assessed(ids)),
    ):
        rows = found[name] = defaultdict(list)
        for row in db.session.execute(statement):
            rows[row.tool_id].append(row)
    of_vocabulary = select(Term.code, Term.label).where(Term.vocabulary == "category")
    categories: dict[str, str] = dict(db.session.execute(of_vocabulary).all())
    for tool in db.session.execute(statements.tools_of(ids)).all():
        parts = {name: rows[tool.id] for name, rows in found.items()}
        yield Sheet(tool, category=categories.get(tool.category), **parts)


def _document(sheet: Sheet, files: in_files.Texts) -> Document:
    tool = sheet.tool
    facts = {
        "id": tool.id,
        "name": tool.name,
        "owner_id": tool.owner_id,
        "visibility": tool.visibility.value,
        "published": published(tool),
        "strength": max((one.design.strength for one in sheet.findings if one.direction), default=0),
        "facets": facts_of(sheet),
        "claims": claims_of(sheet),
    }
    return Document(tool.id, {**_texts(sheet), **_files(files)}, facts)


def _texts(sheet: Sheet) -> dict[str, str]:
    tool, adoptions = sheet.tool, sheet.adoptions
    labels = [tool.owner_name, tool.supplier, *(one.name for one in sheet.origins), sheet.category]
    labels += [one.label for vocabulary in VOCABULARIES for one in sheet.terms_of(vocabulary)]
    texts = {
        "title": tool.name,
        "summary": tool.summary,
        "labels": lines([*labels, *dict.fromkeys(map(statements.in_state, sheet.standards))]),
        "body": prose(tool.content, tool.schema_number, Visibility.PUBLIC),
        "evidence": _evidence(sheet.claims),
        "adopters": lines(one.name for one in adoptions if one.visibility is Visibility.PUBLIC),
        "policing": prose(tool.content, tool.schema_number, Visibility.POLICING),
        "named": prose(tool.content, tool.schema_number, Visibility.NAMED),
        "partners": lines(one.name for one in adoptions if one.visibility is Visibility.POLICING),
    }
    return {name: text for name, text in texts.items() if text}


def _files(texts: in_files.Texts) -> dict[str, str]:
    return {"files" if tier is Visibility.PUBLIC else f"files_{tier.value}": text for tier, text in texts.items()}


def prose(content: dict[str, Any], number: int, tier: Visibility) -> str:
    """The written answers of one tier."""
    answers = readable(content, number, {tier})
    asked = schema(number)
    written = (
        value
        for code, value in answers.items()
        if code not in APART and (question := asked.question(code)) and question.kind in WRITTEN
    )
    return lines(line for value in written for line in (value if isinstance(value, list) else [str(value)]))


def _evidence(claims: list[Row]) -> str:
    texts: dict[str, None] = {}
    for one in claims:
        parts = (one.title, one.site_name or one.site_words, one.outcome, one.name or one.local_measure, one.result)
        texts.update({text: None for text in parts if text})
    return lines(texts)
