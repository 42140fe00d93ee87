"""Adoptions whose confirmation runs out, and those that somebody doubts."""

from dataclasses import replace
from datetime import date, datetime

from registry.core import clock
from registry.freshness.queries.facts import MOST, Doubt, Fact
from registry.replication.models import Enquiry
from registry.replication.queries.adoptions import due_by
from registry.replication.queries.enquiries import open_queries
from registry.replication.queries.rows import AdoptionRow
from registry.rules.policy import Actor
from registry.rules.words import Standing

CODE = "adoption"


def due(actor: Actor, organisation_ids: frozenset[int], until: date) -> list[Fact]:
    """The adoptions of these organisations that run out by a day or have run out, and the doubted ones: two statements."""
    queries = open_queries(organisation_ids)
    rows = due_by(actor, organisation_ids, until, MOST)
    return [_told(row, queries.get((row.tool_id, row.organisation_id))) for row in rows]


def _told(row: AdoptionRow, query: Enquiry | None) -> Fact:
    """One that is disputed or queried waits for that and for nothing else."""
    fact = _fact(row)
    if row.standing is Standing.DISPUTED:
        return replace(fact, doubt=Doubt.DISPUTED, due_on=_day(row.changed_at))
    if query:
        return replace(fact, doubt=Doubt.QUERIED, due_on=_day(query.asked_at), change=f"/enquiries/{query.id}")
    return fact


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.LONDON).date()


def _fact(row: AdoptionRow) -> Fact:
    return Fact(
        CODE,
        row.id,
        row.revision,
        row.organisation_id,
        row.organisation_slug,
        row.organisation_name,
        row.tool_id,
        row.tool_slug,
        row.tool_name,
        row.expires_on or clock.today(),
        _day(row.confirmed_at) if row.confirmed_at else None,
        f"/tools/{row.tool_slug}/adoption?organisation={row.organisation_slug}",
        row.stage,
        row.standing,
        _in_use(row),
        row.unmet,
    )


def _in_use(row: AdoptionRow) -> str:
    using, eligible = row.proof.get("using"), row.proof.get("eligible")
    return f"{using} of {eligible} {row.proof.get('units', '')}".strip() if using and eligible else ""
