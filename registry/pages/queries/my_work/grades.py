"""What reviews of grades ask of a reviewer, and the grades that a lead may appeal against."""

from registry.core import clock
from registry.governance.queries import grading
from registry.governance.queries.grading import Waiting
from registry.pages.queries.my_work.items import Group, Item, group
from registry.rules.policy import Actor

QUEUE = "/grades"


def for_reviewer(actor: Actor) -> list[Group]:
    """The grades that they have, those that want a reviewer, and how many merely wait: at most four statements."""
    page = grading.with_reviewer(actor)
    mine = [_item(found) for found in page.items if found.mine]
    wanted = [_item(found) for found in page.items if not found.mine]
    waiting = grading.waiting_with(actor, clock.today())[3]
    rest = [Item("Grades that no reviewer has confirmed", f"{QUEUE}?show=free", f"{waiting:,} wait")] if waiting else []
    return [group("grades-mine", mine), group("grades", wanted, page.total - len(mine)), group("grades-queue", rest)]


def for_lead(actor: Actor) -> Group:
    """Settled grades with the last day on which the actor may appeal: one statement."""
    return group(
        "grades-appeal",
        [
            Item(f"{found.tool}: {found.outcome}", f"/tools/{found.slug}/grades/{found.claim_id}", "", found.until)
            for found in grading.appealable(actor)
        ],
    )


def _item(found: Waiting) -> Item:
    day = found.due_on or found.since.date()
    return Item(
        f"{found.tool.name}: {found.claim.outcome}",
        f"/tools/{found.tool.slug}/grades/{found.claim.id}",
        found.tool.owner.name,
        day,
        found.overdue > 0,
    )
