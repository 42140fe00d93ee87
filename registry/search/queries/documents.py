"""Tools as the index takes them: read from the database in batches, each fact from the slice that holds it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from registry.catalogue.models import Origin, Term, Tool
from registry.core.db import db
from registry.core.events import EventRow
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.rules.grading import Finding, replication_level
from registry.rules.lifecycles import ADOPTED
from registry.rules.questions import WRITTEN, readable, schema
from registry.rules.words import Standing, Visibility, label
from registry.search.index.facets import NEVER, STATED, level_pair
from registry.search.index.layout import Document
from registry.search.queries import files as in_files
from registry.search.queries import statements

BATCH = 500
APART = ("name", "summary", "supplier", "links", "contact_role")  # in fields of their own, or not worth finding by
VOCABULARIES = ("problem", "technique", "user-group")

Row = Any


@dataclass
class _Parts:
    """What other slices say of the tools of a batch, by tool."""

    terms: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    origins: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    claims: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    adoptions: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    standards: dict[int, list[Row]] = field(default_factory=lambda: defaultdict(list))
    categories: dict[str, str] = field(default_factory=dict)
    files: dict[int, in_files.Texts] = field(default_factory=dict)


def head() -> int:
    """The number of the newest event."""
    return db.session.scalar(select(EventRow.id).order_by(EventRow.id.desc()).limit(1)) or 0


def live_ids() -> list[int]:
    """Every tool that may be found by somebody."""
    live = (Tool.version_id.is_not(None), Tool.suspended_at.is_(None))
    return list(db.session.scalars(select(Tool.id).where(*live).order_by(Tool.id)))


def touched(after: int, upto: int) -> tuple[set[int], bool]:
    """The tools that events of this span may have changed, and whether words that all tools share have changed."""
    span = (EventRow.id > after, EventRow.id <= upto)
    tools = set(db.session.scalars(select(EventRow.tool_id).where(*span, EventRow.tool_id.is_not(None)).distinct()))
    others = db.session.execute(
        select(EventRow.kind, EventRow.organisation_id).where(*span, EventRow.tool_id.is_(None)).distinct()
    ).all()
    shared = any(row.kind == "reference-loaded" for row in others)
    bodies = {row.organisation_id for row in others if row.kind.startswith("organisation") and row.organisation_id}
    if bodies:
        tools |= set(db.session.scalars(select(Tool.id).where(Tool.owner_id.in_(bodies))))
        tools |= set(db.session.scalars(select(Adoption.tool_id).where(Adoption.organisation_id.in_(bodies))))
    return {tool for tool in tools if tool is not None}, shared


def documents(ids: Sequence[int]) -> Iterator[Document]:
    """The documents of those tools that are live, in batches."""
    for start in range(0, len(ids), BATCH):
        batch = list(ids[start : start + BATCH])
        parts = _parts(batch)
        for row in db.session.execute(statements.tools_of(batch)).all():
            yield _document(row, parts)


def _parts(ids: list[int]) -> _Parts:
    parts = _Parts()
    for name, statement in (
        ("terms", statements.terms_of(ids)),
        ("claims", statements.claims_of(ids)),
        ("adoptions", statements.adoptions_of(ids)),
        ("standards", statements.standards_met(ids)),
    ):
        for row in db.session.execute(statement):
            getattr(parts, name)[row.tool_id].append(row)
    origins = select(Origin.tool_id, Organisation.name).join(Organisation).where(Origin.tool_id.in_(ids))
    for tool_id, name in db.session.execute(origins):
        parts.origins[tool_id].append(name)
    categories = select(Term.code, Term.label).where(Term.vocabulary == "category")
    parts.files = in_files.texts_of(ids)
    parts.categories = dict(db.session.execute(categories).all())
    return parts


def _document(row: Row, parts: _Parts) -> Document:
    terms = {code: _pairs(parts.terms[row.id], code) for code in VOCABULARIES}
    claims, adoptions = parts.claims[row.id], parts.adoptions[row.id]
    standards = _met(parts.standards[row.id])
    findings = _findings(claims)
    category = [[row.category, parts.categories.get(row.category, label(row.category))]] if row.category else []
    facts = {
        "id": row.id,
        "name": row.name,
        "owner_id": row.owner_id,
        "visibility": row.visibility.value,
        "published": int(row.published_at.timestamp()) if row.published_at else 0,
        "strength": max((one.design.strength for one in findings if one.direction), default=0),
        "problem": terms["problem"],
        "technique": terms["technique"],
        "category": category,
        "phase": [[row.phase.value, label(row.phase.value)]] if row.phase else [],
        "owner": [[row.owner_slug, row.owner_name]],
        "level": [level_pair(replication_level(findings))],
        "standard": [[code, title] for code, title, _ in standards],
        "standard_until": [until for _, _, until in standards],
        "claims": _claim_facts(claims),
        **_adopters(adoptions),
    }
    labels = [row.owner_name, row.supplier or "", *parts.origins[row.id], *(pair[1] for pair in category)]
    labels += [pair[1] for pairs in terms.values() for pair in pairs] + [title for _, title, _ in standards]
    return Document(row.id, {**_texts(row, labels, claims, adoptions), **_files(parts.files.get(row.id, {}))}, facts)


def _texts(row: Row, labels: list[str], claims: list[Row], adoptions: list[Row]) -> dict[str, str]:
    texts = {
        "title": row.name,
        "summary": row.summary,
        "labels": _lines(labels),
        "body": prose(row.content, row.schema_number, Visibility.PUBLIC),
        "evidence": _evidence(claims),
        "adopters": _lines(one.name for one in adoptions if one.visibility is Visibility.PUBLIC),
        "policing": prose(row.content, row.schema_number, Visibility.POLICING),
        "named": prose(row.content, row.schema_number, Visibility.NAMED),
        "partners": _lines(one.name for one in adoptions if one.visibility is Visibility.POLICING),
    }
    return {name: text for name, text in texts.items() if text}


def _files(texts: in_files.Texts) -> dict[str, str]:
    return {"files" if tier is Visibility.PUBLIC else f"files_{tier.value}": text for tier, text in texts.items()}


def prose(content: dict[str, Any], number: int, tier: Visibility) -> str:
    """The written answers of one tier."""
    answers = readable(content, number, {tier})
    kinds = {question.code: question.kind for question in schema(number).questions}
    written = (value for code, value in answers.items() if kinds[code] in WRITTEN and code not in APART)
    return _lines(line for value in written for line in (value if isinstance(value, list) else [str(value)]))


def _evidence(claims: list[Row]) -> str:
    texts: dict[str, None] = {}
    for one in claims:
        parts = (one.title, one.site_name or one.site_words, one.outcome, one.name or one.local_measure, one.result)
        texts.update({text: None for text in parts if text})
    return _lines(texts)


def _lines(texts: Any) -> str:
    return "\n".join(text for text in texts if text)


def _pairs(terms: list[Row], vocabulary: str) -> list[list[str]]:
    return [[one.code, one.label or label(one.code)] for one in terms if one.vocabulary == vocabulary]


def _met(rows: list[Row]) -> list[tuple[str, str, int]]:
    """Each standard once, with the last day on which some assessment of it holds."""
    found: dict[str, tuple[str, int]] = {}
    for row in rows:
        until = row.expires_on.toordinal() if row.expires_on else NEVER
        known = found.get(row.code, (row.title, until))[1]
        found[row.code] = (row.title, NEVER if NEVER in (known, until) else max(known, until))
    return [(code, title, until) for code, (title, until) in found.items()]


def _findings(claims: list[Row]) -> list[Finding]:
    return [
        Finding(one.direction, one.design, str(one.site_id or one.site_words or one.evidence_id))
        for one in claims
        if one.outcome is not None
    ]


def _claim_facts(claims: list[Row]) -> list[dict[str, list[str] | None]]:
    """What filters on claims hold against; a tool without claims has one that states nothing."""
    stated = [one for one in claims if one.outcome is not None]
    nothing = list(STATED)
    facts: list[dict[str, list[str] | None]] = [
        {
            "measure": [one.code, one.name] if one.code else None,
            "direction": _code(one.direction) if one.direction else nothing,
            "strength": _code(one.design) if one.direction else nothing,
        }
        for one in stated
    ]
    return facts or [{"measure": None, "direction": nothing, "strength": nothing}]


def _code(value: Any) -> list[str]:
    return [value.value, label(value.value)]


def _adopters(adoptions: list[Row]) -> dict[str, Any]:
    """Who uses it, by who may know; a disputed adoption is counted nowhere."""
    using = [one for one in adoptions if one.stage in ADOPTED and one.standing is not Standing.DISPUTED]
    return {
        "public_adopters": sum(one.visibility is Visibility.PUBLIC for one in using),
        "policing_adopters": sum(one.visibility is Visibility.POLICING for one in using),
        "other_adopters": [
            [one.organisation_id, one.visibility.value] for one in using if one.visibility is not Visibility.PUBLIC
        ],
    }
