"""What stands around a tool: words of the vocabularies, versions, sources, claims that name no force, decisions, and whether
it is on the reader's shortlist.

One statement for all of it, because the page of a tool may not ask the database often.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, String, cast, select, true, union_all

from registry.catalogue.models import Source, Term, Tool, UnnamedClaim, Version
from registry.core.db import db
from registry.discovery.models import ShortlistItem
from registry.governance.models import Board, Case, Decision
from registry.pages.queries import supplied
from registry.pages.queries.beside import Row, row_of
from registry.replication.models import SafetyNotice
from registry.replication.queries import safety
from registry.rules.policy import Actor

BEYOND = 1_000  # rows of one tool; far above what any has


@dataclass(frozen=True)
class Around:
    """All of it, each kind apart."""

    versions: Sequence[Row]  # newest first
    sources: Sequence[Row]
    claims: Sequence[Row]
    decisions: Sequence[Row]  # newest first; number is the case, text the outcome
    terms: Mapping[str, Mapping[str, str]]
    safety: Sequence[Row] = ()  # notices that hold, newest first
    supplied: Sequence[Row] = ()  # contracts, replies and former owners
    listed: bool = False  # on the actor's own shortlist


def around(actor: Actor, tool_id: int) -> Around:
    """What stands around a tool that the actor may read: one statement."""
    statements = (
        _versions(tool_id),
        _sources(tool_id),
        _claims(tool_id),
        _decisions(tool_id),
        _safety(actor, tool_id),
        _terms(),
        _listed(actor, tool_id),
        *supplied.parts(actor, tool_id),
    )
    rows = [Row(**row) for row in db.session.execute(union_all(*statements).limit(BEYOND)).mappings()]
    apart: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.id):
        apart[row.kind].append(row)
    terms: dict[str, dict[str, str]] = {}
    for row in sorted(apart["term"], key=lambda row: row.number or 0):
        terms.setdefault(row.dated or "", {})[row.title or ""] = row.text or ""
    return Around(
        apart["version"][::-1],
        apart["source"],
        apart["claim"],
        apart["decision"][::-1],
        terms,
        apart["safety"][::-1],
        [row for kind in supplied.KINDS for row in apart[kind]],
        bool(apart["listed"]),
    )


def _versions(tool_id: int) -> Select[*tuple[Any, ...]]:
    columns = row_of("version", Version.id, moment=Version.published_at, number=Version.number)
    return select(*columns).where(Version.tool_id == tool_id)


def _sources(tool_id: int) -> Select[*tuple[Any, ...]]:
    columns = row_of(
        "source",
        Source.id,
        day=Source.read_on,
        title=Source.title,
        text=Source.words,
        url=Source.url,
        dated=Source.published_on,
        verified=Source.verified,
    )
    return select(*columns).where(Source.tool_id == tool_id)


def _claims(tool_id: int) -> Select[*tuple[Any, ...]]:
    claim = UnnamedClaim
    columns = row_of(
        "claim",
        claim.id,
        number=claim.number,
        title=claim.source,
        text=claim.words,
        url=claim.source_url,
        dated=claim.dated,
    )
    return select(*columns).where(claim.tool_id == tool_id)


def _decisions(tool_id: int) -> Select[*tuple[Any, ...]]:
    columns = row_of(
        "decision",
        Decision.id,
        day=Decision.happened_on,
        number=Case.id,
        title=Board.name,
        text=cast(Decision.outcome, String()),
        url=Decision.rationale,
    )
    return (
        select(*columns)
        .join(Case, Case.id == Decision.case_id)
        .join(Board, Board.id == Case.board_id)
        .where(Case.tool_id == tool_id)
    )


def _safety(actor: Actor, tool_id: int) -> Select[*tuple[Any, ...]]:
    columns = row_of("safety", SafetyNotice.id, moment=SafetyNotice.issued_at, text=SafetyNotice.words)
    return (
        select(*columns)
        .join(Tool, Tool.id == SafetyNotice.tool_id)
        .where(SafetyNotice.tool_id == tool_id, SafetyNotice.lifted_at.is_(None), safety.open_to(actor))
    )


def _listed(actor: Actor, tool_id: int) -> Select[*tuple[Any, ...]]:
    own = (ShortlistItem.tool_id == tool_id, ShortlistItem.person_id == actor.id)
    return select(*row_of("listed", ShortlistItem.id)).where(*own)


def _terms() -> Select[*tuple[Any, ...]]:
    columns = row_of("term", Term.id, number=Term.position, title=Term.code, text=Term.label, dated=Term.vocabulary)
    return select(*columns).where(true())
