"""What waits for each role: its lists in the order of their weight."""

from collections.abc import Callable

from sqlalchemy import select

from registry.accounts.queries.access import waiting_requests
from registry.catalogue import queries as catalogue
from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core.paging import page_of_rows
from registry.governance.models import Case
from registry.governance.queries.tasks import tasks, tasks_of
from registry.pages.queries.my_work import (
    assurance,
    cohorts,
    discovery,
    due,
    gates,
    grades,
    money,
    people,
    redactions,
    reviews,
    spread,
)
from registry.pages.queries.my_work.items import (
    SHOWN,
    Group,
    Item,
    cases,
    draft_item,
    enquiry_items,
    group,
    meetings,
    task_items,
    to_bring_back,
)
from registry.replication.queries import enquiries
from registry.rules.lifecycles import CaseState, TaskState, ToolState
from registry.rules.policy import Actor
from registry.rules.words import Role

BOARD_MEMBERS = (Role.MEMBER, Role.DEPUTY, Role.OBSERVER)


def reader(actor: Actor) -> list[Group]:
    """What their organisation asked other forces, and their own saved searches."""
    page = enquiries.asked_by(actor)
    return [group("asked", enquiry_items(page.items), page.total), discovery.saved(actor), discovery.needs(actor)]


def _contributor(actor: Actor) -> list[Group]:
    drafts = [found for found in catalogue.drafts(actor) if found.tool.owner_id in actor.at(Role.CONTRIBUTOR)]
    ready = {True: "ready for your lead", False: ""}
    return [
        group("drafts", [draft_item(found.tool, ready[found.ready]) for found in drafts]),
        money.for_contributor(actor),
        assurance.inherited(actor, actor.at(Role.CONTRIBUTOR)),
        spread.stalls(actor, actor.at(Role.CONTRIBUTOR) - actor.at(Role.LEAD)),
    ]


def _lead(actor: Actor) -> list[Group]:
    led = actor.at(Role.LEAD)
    ready = [found.tool for found in catalogue.drafts(actor) if found.tool.owner_id in led]
    asked = enquiries.waiting_for(actor)
    return [
        *due.for_lead(actor),
        spread.notices(led),
        *people.for_lead(actor),
        gates.for_lead(actor),
        money.for_lead(actor),
        cohorts.for_lead(actor),
        *assurance.for_lead(actor),
        reviews.sent_back(ready),
        reviews.others(ready),
        group("enquiries", enquiry_items(asked.items), asked.total),
        group("tasks", task_items(tasks_of(actor, led, (TaskState.OPEN,)))),
        spread.disputes_at(actor, led),
        spread.barriers(actor, led),
        spread.stalls(actor, led),
        grades.for_lead(actor),
    ]


def _assurer(actor: Actor) -> list[Group]:
    at = actor.at(Role.ASSURER)
    ready = [found.tool for found in catalogue.drafts(actor) if found.ready and found.tool.owner_id in at]
    return [
        group("releases", [Item(tool.name, f"/tools/{tool.slug}/submit") for tool in ready]),
        redactions.waiting(actor),
        *assurance.for_assurer(actor),
    ]


def _reviewer(actor: Actor) -> list[Group]:
    return [*reviews.for_reviewer(actor), *grades.for_reviewer(actor)]


def _registrar(actor: Actor) -> list[Group]:
    asked = waiting_requests(actor)
    statement = (
        select(Tool)
        .where(scope.visible_to(actor), Tool.from_sources, Tool.state != ToolState.RETIRED)
        .order_by(Tool.published_at, Tool.id)
    )
    unclaimed = page_of_rows(statement, 1, SHOWN)
    return [
        group(
            "requests",
            [
                Item(found.name, f"/access-requests/{found.id}", found.organisation.name, found.requested_at.date())
                for found in asked.items
            ],
            asked.total,
        ),
        spread.disputes_to_settle(actor),
        reviews.for_registrar(actor),
        assurance.for_registrar(actor),
        people.for_registrar(actor),
        redactions.waiting(actor),
        group("unclaimed", [Item(tool.name, f"/tools/{tool.slug}") for tool in unclaimed.items], unclaimed.total),
    ]


def _member(actor: Actor, boards: frozenset[int]) -> list[Group]:
    return [
        group("meetings", meetings(boards)),
        group("tasks", task_items(tasks(actor, Case.board_id.in_(boards)))),
    ]


def _chair(actor: Actor, boards: frozenset[int]) -> list[Group]:
    return [
        group("agenda", cases(actor, boards, CaseState.SCHEDULED)),
        group("proposed", cases(actor, boards, CaseState.OPEN, CaseState.IN_REVIEW)),
        group("meetings", meetings(boards)),
    ]


def _secretary(actor: Actor, boards: frozenset[int]) -> list[Group]:
    rows = tasks(actor, Case.board_id.in_(boards))
    return [
        group("proposed", cases(actor, boards, CaseState.OPEN, CaseState.IN_REVIEW)),
        group("accept", task_items(row for row in rows if row.state is TaskState.DONE)),
        group("back", to_bring_back(actor, boards)),
        group("late", task_items(row for row in rows if row.late)),
        group("meetings", meetings(boards)),
    ]


OF_ORGANISATIONS: tuple[tuple[Role, Callable[[Actor], list[Group]]], ...] = (
    (Role.CONTRIBUTOR, _contributor),
    (Role.LEAD, _lead),
    (Role.ASSURER, _assurer),
    (Role.REVIEWER, _reviewer),
    (Role.REGISTRAR, _registrar),
)
OF_BOARDS: tuple[tuple[str, tuple[Role, ...], Callable[[Actor, frozenset[int]], list[Group]]], ...] = (
    ("member", BOARD_MEMBERS, _member),
    ("chair", (Role.CHAIR,), _chair),
    ("secretary", (Role.SECRETARY,), _secretary),
)
