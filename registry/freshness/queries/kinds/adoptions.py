"""Adoptions whose confirmation runs out."""

from datetime import date

from registry.core import clock
from registry.freshness.queries.facts import MOST, Fact
from registry.replication.queries.adoptions import due_by
from registry.replication.queries.rows import AdoptionRow
from registry.rules.policy import Actor

CODE = "adoption"


def due(actor: Actor, organisation_ids: frozenset[int], until: date) -> list[Fact]:
    """The adoptions of these organisations that run out by a day or have run out: one statement."""
    return [_fact(row) for row in due_by(actor, organisation_ids, until, MOST)]


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
        row.confirmed_at.astimezone(clock.LONDON).date() if row.confirmed_at else None,
        f"/tools/{row.tool_slug}/adoption?organisation={row.organisation_slug}",
        row.stage,
        row.standing,
        _in_use(row),
        row.unmet,
    )


def _in_use(row: AdoptionRow) -> str:
    using, eligible = row.proof.get("using"), row.proof.get("eligible")
    return f"{using} of {eligible} {row.proof.get('units', '')}".strip() if using and eligible else ""
