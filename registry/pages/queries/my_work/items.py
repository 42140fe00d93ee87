"""The lists that a role's part of the page is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.core import clock
from registry.core.db import db
from registry.governance.models import Case, Decision, Meeting
from registry.governance.queries.tasks import TaskRow
from registry.replication.models import Enquiry
from registry.rules.lifecycles import CaseState
from registry.rules.policy import Actor

AHEAD = timedelta(days=60)
SHOWN = 20


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


def draft_item(tool: Tool, note: str = "") -> Item:
    """A draft, with where it is in its review."""
    return Item(tool.name, f"/tools/{tool.slug}/edit", note or tool.state.value.replace("-", " "))


def enquiry_items(found: Iterable[Enquiry]) -> list[Item]:
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


def task_items(rows: Iterable[TaskRow]) -> list[Item]:
    """Conditions and actions, with the day they are due."""
    return [Item(row.words[:200], f"/cases/{row.case_id}", row.tool, row.due_on, row.late) for row in rows]


def cases(actor: Actor, boards: frozenset[int], *states: CaseState) -> list[Item]:
    """Cases in these states at these boards, about tools that the actor may read: one statement."""
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


def to_bring_back(actor: Actor, boards: frozenset[int]) -> list[Item]:
    """Decided cases whose day to come back is near or past: one statement."""
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


def meetings(boards: frozenset[int]) -> list[Item]:
    """Meetings to come of these boards: one statement."""
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


def group(code: str, items: Sequence[Item], total: int | None = None) -> Group:
    """A list with its kind; `total` where more waits than is shown."""
    return Group(code, items[:SHOWN], len(items) if total is None else total)


def filled(groups: Iterable[Group]) -> list[Group]:
    """The lists in which something waits."""
    return [group for group in groups if group.total]
