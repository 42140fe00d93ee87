"""Tools like one that is about to be registered, with why: so that a near-copy is seen before it is submitted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from registry.catalogue.models import Term, Tool, ToolTerm
from registry.catalogue.queries import scope
from registry.core.db import db
from registry.organisations.models import Organisation
from registry.rules.lifecycles import ToolState
from registry.rules.policy import Actor
from registry.search.index.reader import Unavailable
from registry.search.queries import readings
from registry.search.queries.language import tidy
from registry.search.queries.similar.candidates import candidates, counted
from registry.search.queries.similar.concepts import concepts, renew
from registry.search.queries.similar.judging import Asked, Judged, Rarity, Why, judge

DRAFTS = 200  # of the actor's own organisation, the newest first
PLAINLY = 200
LONGEST_SUMMARY = 400

__all__ = ["Likeness", "Why", "similar"]


@dataclass(frozen=True)
class Likeness:
    """A tool like the one that is to be registered, and why it is."""

    id: int
    slug: str
    name: str
    summary: str
    owner_id: int
    owner: str
    supplier: str | None
    draft: bool  # a draft of the actor's own organisation
    synthetic: bool
    score: float
    strong: bool  # it looks like one and the same tool
    why: tuple[Why, ...] = field(default=())


def similar(
    actor: Actor, name: str, summary: str, *, supplier: str = "", but: int | None = None, limit: int = 5
) -> list[Likeness]:
    """The likest tools that the actor may read, and drafts of the actor's own organisation, the likest first.

    `but` is the tool asked about itself. At most six statements, however many tools there are,
    and a few more where the actor's own forces are not known yet.
    """
    asked = Asked(tidy(name), tidy(summary[:LONGEST_SUMMARY]), tidy(supplier))
    if len(asked.name) < 3:
        return []
    renew()
    rows, rarity = _published(actor, asked)
    rows = [*rows, *_drafts(actor)]
    labels = _labels([row.id for row in rows])
    found = []
    for row in rows:
        if row.id == but:
            continue
        judged = judge(asked, row.name, row.summary, row.supplier, labels.get(row.id, []), rarity)
        if judged.score:
            found.append(_likeness(row, judged))
    return sorted(found, key=lambda one: (-one.score, one.name, one.id))[:limit]


def _published(actor: Actor, asked: Asked) -> tuple[Sequence[Any], Rarity]:
    try:
        reading = readings.reading(actor)
    except Unavailable:
        return _plainly(actor, asked)
    found = candidates(reading, asked)
    if not found.ids:
        return [], found.rarity
    return _rows(scope.visible_to(actor), Tool.id.in_(found.ids)), found.rarity


def _plainly(actor: Actor, asked: Asked) -> tuple[Sequence[Any], Rarity]:
    """Without an index: tools with one of the longest words in their name or summary."""
    said = sorted({concept.said for concept in concepts(asked.text)}, key=lambda word: (-len(word), word))[:8]
    parts = {word[: max(4, len(word) - 3)] for whole in said for word in whole.split()}
    held = [
        or_(Tool.name.icontains(part, autoescape=True), Tool.summary.icontains(part, autoescape=True))
        for part in sorted(parts)
    ]
    rows = _rows(scope.visible_to(actor), or_(*held), limit=PLAINLY) if held else []
    return rows, counted([f"{row.name}. {row.summary}" for row in rows])


def _drafts(actor: Actor) -> Sequence[Any]:
    if not actor.organisations:
        return []
    own = and_(
        Tool.owner_id.in_(actor.organisations),
        Tool.version_id.is_(None),
        Tool.suspended_at.is_(None),
        Tool.state != ToolState.WITHDRAWN,
    )
    return _rows(own, limit=DRAFTS)


def _rows(*rules: ColumnElement[bool], limit: int = 100) -> Sequence[Any]:
    statement = (
        select(
            Tool.id,
            Tool.slug,
            Tool.owner_id,
            Tool.name,
            Tool.summary,
            Tool.supplier,
            Tool.synthetic,
            Tool.version_id,
            Organisation.name.label("owner"),
        )
        .join(Organisation, Organisation.id == Tool.owner_id)
        .where(*rules)
        .order_by(Tool.id.desc())
        .limit(limit)
    )
    return db.session.execute(statement).all()


def _labels(ids: Sequence[int]) -> dict[int, list[str]]:
    """The problems that tools are filed under."""
    if not ids:
        return {}
    named = and_(Term.vocabulary == ToolTerm.vocabulary, Term.code == ToolTerm.code)
    statement = (
        select(ToolTerm.tool_id, Term.label)
        .join(Term, named)
        .where(ToolTerm.tool_id.in_(ids), ToolTerm.vocabulary == "problem")
        .order_by(Term.position)
    )
    found: dict[int, list[str]] = {}
    for row in db.session.execute(statement):
        found.setdefault(row.tool_id, []).append(row.label)
    return found


def _likeness(row: Any, judged: Judged) -> Likeness:
    return Likeness(
        id=row.id,
        slug=row.slug,
        name=row.name,
        summary=row.summary,
        owner_id=row.owner_id,
        owner=row.owner,
        supplier=row.supplier,
        draft=row.version_id is None,
        synthetic=row.synthetic,
        score=judged.score,
        strong=judged.strong,
        why=tuple(judged.why),
    )
