"""What waits around adoptions: disputes in both work lists, barriers that somebody has to see to, and where nothing moves."""

from registry.pages.queries.my_work.items import Group, Item, group
from registry.replication.queries.adoptions import disputed
from registry.replication.queries.barriers.met import falls_to
from registry.replication.queries.rows import AdoptionRow
from registry.replication.queries.safety import waiting_at
from registry.replication.queries.stalls import stalls_around
from registry.rules.policy import Actor
from registry.rules.words import label


def disputes_at(actor: Actor, led: frozenset[int]) -> Group:
    """What these organisations dispute, until it is settled: two statements."""
    page = disputed(actor, led)
    return group("disputes", [_item(row, f"?organisation={row.organisation_slug}") for row in page.items], page.total)


def disputes_to_settle(actor: Actor) -> Group:
    """What forces dispute, for the registrar to settle: two statements."""
    page = disputed(actor)
    return group("disputes", [_item(row, f"/{row.organisation_slug}/settle") for row in page.items], page.total)


def notices(led: frozenset[int]) -> Group:
    """Safety notices that these organisations have not acknowledged: one statement."""
    return group(
        "notices",
        [
            Item(
                "A record that is withdrawn from view" if row.notice.tool.suspended_at else row.notice.tool.name,
                f"/safety-notices/{row.notice_id}",
                row.organisation.name,
                row.reached_at.date(),
            )
            for row in waiting_at(led)
        ],
    )


def barriers(actor: Actor, led: frozenset[int]) -> Group:
    """Open barriers that these organisations see to: one statement."""
    return group(
        "barriers",
        [
            Item(
                f"{met.tool.name}: {met.barrier.label}",
                f"/tools/{met.tool.slug}/adoption?organisation={met.organisation.slug}"
                if met.organisation_id in led
                else f"/barriers/{met.barrier.code}",
                met.organisation.name,
                met.opened_on,
            )
            for met in falls_to(actor, led)
        ],
    )


def stalls(actor: Actor, homes: frozenset[int]) -> Group:
    """Adoptions by these organisations, and of their tools, that have not moved for long: at most six statements."""
    return group(
        "stalls",
        [
            Item(
                f"{found.tool_name}: {found.organisation_name}",
                found.path,
                f"{label(found.spell.stage)} for {found.spell.months:.1f} months; four in five of {found.usual.watched:,} "
                f"comparable adoptions had moved on after {found.usual.months:.1f}",
            )
            for found in stalls_around(actor, homes)
        ],
    )


def _item(row: AdoptionRow, rest: str) -> Item:
    return Item(row.tool_name, f"/tools/{row.tool_slug}/adoption{rest}", row.organisation_name, row.changed_at.date())
