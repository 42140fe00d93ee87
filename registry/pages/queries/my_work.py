"""What waits for a person, role by role: a heading, a first button and lists, in the order of the roles."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.accounts.queries.access import waiting_requests
from registry.catalogue import queries as catalogue
from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core import clock
from registry.core.db import db
from registry.core.paging import page_of_rows
from registry.governance.models import Board, Case, Decision, Meeting
from registry.governance.queries import review
from registry.governance.queries.tasks import TaskRow, tasks, tasks_of
from registry.organisations.queries import by_ids
from registry.replication.models import Enquiry
from registry.replication.queries import adoptions, enquiries
from registry.rules.lifecycles import CaseState, TaskState, ToolState
from registry.rules.policy import Actor
from registry.rules.words import Compliance, Role
from registry.standards.models import Assessment, StandardVersion

AHEAD = timedelta(days=60)
SHOWN = 20
BOARD_MEMBERS = (Role.MEMBER, Role.DEPUTY, Role.OBSERVER)


@dataclass(frozen=True)
class Item:
    """One thing that waits: what, where to go, and by when or since when."""

    text: str
    path: str
    note: str = ""
    day: date | None = None
    late: bool = False


@dataclass(frozen=True)
class Group:
    """Things of one kind; `total` may be more than is shown."""

    code: str
    items: Sequence[Item]
    total: int


@dataclass(frozen=True)
class Section:
    """A role's part of the page: the page's words hang on its code."""

    code: str
    where: Sequence[str] = ()
    groups: Sequence[Group] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        """How much waits in all."""
        return sum(group.total for group in self.groups)

    @property
    def first(self) -> Item | None:
        """What the first button opens."""
        return next((item for group in self.groups for item in group.items), None)


def my_work(actor: Actor) -> list[Section]:
    """A section for each role that the actor holds, and the reader's for those who hold no other."""
    names = {key: found.name for key, found in by_ids(actor.organisations).items()}
    boards = _boards(actor)
    sections = []
    for role, build in OF_ORGANISATIONS:
        if actor.at(role):
            where = sorted(names.get(key, "") for key in actor.at(role))
            sections.append(Section(role.value, where, _filled(build(actor))))
    for code, roles, of_boards in OF_BOARDS:
        seated = {board_id for board_id, role in actor.seats if role in roles}
        if seated:
            where = sorted(boards[board_id] for board_id in seated)
            sections.append(Section(code, where, _filled(of_boards(actor, frozenset(seated)))))
    return sections or [Section(Role.READER.value, sorted(names.values()), _filled(_reader(actor)))]


def _reader(actor: Actor) -> list[Group]:
    page = enquiries.asked_by(actor)
    return [_group("asked", _enquiry_items(page.items), page.total)]


def _contributor(actor: Actor) -> list[Group]:
    drafts = [found for found in catalogue.drafts(actor) if found.tool.owner_id in actor.at(Role.CONTRIBUTOR)]
    ready = {True: "ready for your lead", False: ""}
    return [_group("drafts", [_draft_item(found.tool, ready[found.ready]) for found in drafts])]


def _lead(actor: Actor) -> list[Group]:
    led = actor.at(Role.LEAD)
    due = adoptions.due_at(actor, led)
    ready = [found.tool for found in catalogue.drafts(actor) if found.tool.owner_id in led]
    asked = enquiries.waiting_for(actor)
    mine = [row for row in adoptions.disputed(actor).items if row.organisation_id in led]
    today = clock.today()
    return [
        _group(
            "due",
            [
                Item(
                    row.tool_name,
                    f"/organisations/{row.organisation_slug}",
                    row.organisation_name,
                    row.expires_on,
                    bool(row.expires_on and row.expires_on < today),
                )
                for row in due.items
            ],
            due.total,
        ),
        _group("drafts", [_draft_item(tool) for tool in ready]),
        _group("enquiries", _enquiry_items(asked.items), asked.total),
        _group("tasks", _task_items(tasks_of(actor, led, (TaskState.OPEN,)))),
        _group("disputes", [Item(row.tool_name, f"/tools/{row.tool_slug}", row.organisation_name) for row in mine]),
    ]


def _assurer(actor: Actor) -> list[Group]:
    at = actor.at(Role.ASSURER)
    ready = [found.tool for found in catalogue.drafts(actor) if found.ready and found.tool.owner_id in at]
    return [
        _group("releases", [Item(tool.name, f"/tools/{tool.slug}/submit") for tool in ready]),
        _group("expiring", _expiring(at)),
    ]


def _reviewer(actor: Actor) -> list[Group]:
    page = review.queue(actor)
    items = [
        Item(found.tool.name, f"/tools/{found.tool.slug}/review", found.tool.owner.name, found.since.date())
        for found in page.items
    ]
    return [_group("reviews", items, page.total)]


def _registrar(actor: Actor) -> list[Group]:
    asked = waiting_requests(actor)
    disputed = adoptions.disputed(actor)
    statement = (
        select(Tool)
        .where(scope.visible_to(actor), Tool.from_sources, Tool.state != ToolState.RETIRED)
        .order_by(Tool.published_at, Tool.id)
    )
    unclaimed = page_of_rows(statement, 1, SHOWN)
    return [
        _group(
            "requests",
            [
                Item(found.name, f"/access-requests/{found.id}", found.organisation.name, found.requested_at.date())
                for found in asked.items
            ],
            asked.total,
        ),
        _group(
            "disputes",
            [Item(row.tool_name, f"/tools/{row.tool_slug}", row.organisation_name) for row in disputed.items],
            disputed.total,
        ),
        _group("unclaimed", [Item(tool.name, f"/tools/{tool.slug}") for tool in unclaimed.items], unclaimed.total),
    ]


def _member(actor: Actor, boards: frozenset[int]) -> list[Group]:
    return [
        _group("meetings", _meetings(boards)),
        _group("tasks", _task_items(tasks(actor, Case.board_id.in_(boards)))),
    ]


def _chair(actor: Actor, boards: frozenset[int]) -> list[Group]:
    return [
        _group("agenda", _cases(actor, boards, CaseState.SCHEDULED)),
        _group("proposed", _cases(actor, boards, CaseState.OPEN, CaseState.IN_REVIEW)),
        _group("meetings", _meetings(boards)),
    ]


def _secretary(actor: Actor, boards: frozenset[int]) -> list[Group]:
    rows = tasks(actor, Case.board_id.in_(boards))
    return [
        _group("proposed", _cases(actor, boards, CaseState.OPEN, CaseState.IN_REVIEW)),
        _group("accept", _task_items(row for row in rows if row.state is TaskState.DONE)),
        _group("back", _to_bring_back(actor, boards)),
        _group("late", _task_items(row for row in rows if row.late)),
        _group("meetings", _meetings(boards)),
    ]


def _draft_item(tool: Tool, note: str = "") -> Item:
    return Item(tool.name, f"/tools/{tool.slug}/edit", note or tool.state.value.replace("-", " "))


def _enquiry_items(found: Iterable[Enquiry]) -> list[Item]:
    """A record that was suspended meanwhile is not named."""
    return [
        Item(
            "A record that is withdrawn from view" if row.tool.suspended_at else row.tool.name,
            f"/enquiries/{row.id}",
            f"{row.asker.name} asks {row.organisation.name}",
            row.asked_at.date(),
        )
        for row in found
    ]


def _task_items(rows: Iterable[TaskRow]) -> list[Item]:
    return [Item(row.words[:200], f"/cases/{row.case_id}", row.tool, row.due_on, row.late) for row in rows]


def _cases(actor: Actor, boards: frozenset[int], *states: CaseState) -> list[Item]:
    statement = (
        select(Case)
        .join(Tool, Tool.id == Case.tool_id)
        .where(scope.visible_to(actor), Case.board_id.in_(boards), Case.state.in_(states))
        .options(joinedload(Case.tool))
        .order_by(Case.id)
        .limit(SHOWN)
    )
    return [
        Item(case.tool.name, f"/cases/{case.id}", case.question[:200], case.opened_at.date())
        for case in db.session.scalars(statement)
    ]


def _to_bring_back(actor: Actor, boards: frozenset[int]) -> list[Item]:
    statement = (
        select(Case.id, Tool.name, Decision.bring_back_on)
        .join(Tool, Tool.id == Case.tool_id)
        .join(Decision, Decision.case_id == Case.id)
        .where(
            scope.visible_to(actor),
            Case.board_id.in_(boards),
            Case.state == CaseState.DECIDED,
            Decision.bring_back_on <= clock.today() + AHEAD,
        )
        .order_by(Decision.bring_back_on, Case.id)
        .limit(SHOWN)
    )
    today = clock.today()
    return [
        Item(row.name, f"/cases/{row.id}", "", row.bring_back_on, row.bring_back_on < today)
        for row in db.session.execute(statement)
    ]


def _meetings(boards: frozenset[int]) -> list[Item]:
    statement = (
        select(Meeting)
        .where(Meeting.board_id.in_(boards), Meeting.held_on >= clock.today())
        .options(joinedload(Meeting.board))
        .order_by(Meeting.held_on, Meeting.id)
        .limit(SHOWN)
    )
    return [
        Item(found.title, f"/meetings/{found.id}", found.board.name, found.held_on)
        for found in db.session.scalars(statement)
    ]


def _expiring(owners: frozenset[int]) -> list[Item]:
    """Assessments of own tools that run out within 60 days, or have."""
    today = clock.today()
    statement = (
        select(Assessment, Tool)
        .join(Tool, Tool.id == Assessment.tool_id)
        .where(
            Tool.owner_id.in_(owners),
            Assessment.replaced_by_id.is_(None),
            Assessment.compliance != Compliance.NOT_APPLICABLE,
            Assessment.expires_on <= today + AHEAD,
        )
        .options(joinedload(Assessment.version).joinedload(StandardVersion.standard))
        .order_by(Assessment.expires_on, Assessment.id)
        .limit(SHOWN)
    )
    return [
        Item(
            row.Tool.name,
            f"/tools/{row.Tool.slug}/standards/{row.Assessment.version.standard.code}",
            row.Assessment.version.standard.title,
            row.Assessment.expires_on,
            row.Assessment.expires_on < today,
        )
        for row in db.session.execute(statement)
    ]


def _boards(actor: Actor) -> dict[int, str]:
    seated = {board_id for board_id, _role in actor.seats}
    if not seated:
        return {}
    return {row.id: row.name for row in db.session.execute(select(Board.id, Board.name).where(Board.id.in_(seated)))}


def _group(code: str, items: Sequence[Item], total: int | None = None) -> Group:
    return Group(code, items[:SHOWN], len(items) if total is None else total)


def _filled(groups: Iterable[Group]) -> list[Group]:
    return [group for group in groups if group.total]


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
