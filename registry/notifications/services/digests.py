"""Everything that can wait, in one mail: monthly for leads and assurers, weekly for reviewers and secretaries.

A digest holds counts and links, never the name of a record, so that nothing hidden can stand in it. It is sent once for
each person and period, and only when something is due.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select

from registry.catalogue.events import ToolRetired
from registry.catalogue.models import Tool
from registry.catalogue.queries import scope
from registry.cohorts.queries.cohorts import invitations
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict
from registry.core.events import EventRow
from registry.discovery.queries.needs import new_matches, posters
from registry.discovery.queries.webhooks import failed_of, owners_of_failed
from registry.freshness.queries.due import AHEAD
from registry.freshness.queries.facts import Fact
from registry.freshness.services import make_link
from registry.governance.models import Case, Decision
from registry.governance.queries import grading, review
from registry.governance.queries.actors import actor as load_actor
from registry.governance.queries.tasks import TaskRow, tasks, tasks_of
from registry.notifications.models import Notice
from registry.notifications.queries.people import THE_REGISTRY, Reader, holders, reader, secretaries
from registry.notifications.services import monthly
from registry.notifications.services.assurance import assurer_facts, lead_facts
from registry.notifications.services.money import ending_facts
from registry.notifications.services.notices import Message, tell
from registry.notifications.services.unanswered import MONTHLY, pass_on
from registry.replication.models import Enquiry
from registry.rules.lifecycles import CaseState, TaskState
from registry.rules.policy import Actor
from registry.rules.words import Role

MAY_ANSWER = ("new tool may answer a need of yours", "new tools may answer needs of yours")
STOPPED = ("webhook was stopped: look at your saved searches", "webhooks were stopped: look at your saved searches")
INVITED = ("invitation to a pilot cohort waits for your answer", "invitations to pilot cohorts wait for your answer")
NEWS = {
    ToolRetired.kind: "retired",
}


def digests(moment: datetime) -> int:
    """Write the digests of the present month and week that are not there yet; returns how many."""
    day = moment.astimezone(clock.LONDON).date()
    year, week, _weekday = day.isocalendar()
    this_month, weekly = f"{day:%Y-%m}", f"{year}-W{week:02}"
    written = pass_on(moment) + monthly.to_mailboxes(this_month, day)
    written += sum(_digest(one, MONTHLY, this_month, day) for one in _monthly_readers())
    readers = {reader.id: reader for reader in (*holders([Role.REVIEWER]), *secretaries())}
    return written + sum(_digest(reader, "digest-week", weekly, day) for reader in readers.values())


def lead_lines(actor: Actor, day: date, facts: Sequence[Fact]) -> list[str]:
    """What is due at the forces that the actor leads."""
    led = actor.at(Role.LEAD)
    asked = select(func.count()).select_from(Enquiry)
    waiting = asked.where(Enquiry.organisation_id.in_(led), Enquiry.answered_at.is_(None))
    due = [row for row in tasks_of(actor, led, (TaskState.OPEN,)) if _due(row, day)]
    told = _told(actor)
    invited = [row for row in invitations(actor) if told is None or row.changed_at > told]
    return _said(
        *monthly.lines(facts),
        (len(due), "condition or action due within 60 days", "conditions and actions due within 60 days"),
        (db.session.scalar(waiting) or 0, "question from another force", "questions from other forces"),
        (len(invited), *INVITED),
        *lead_facts(actor, day),
        *ending_facts(actor, told),
        (len(grading.appealable(actor)), "grade that you may appeal against", "grades that you may appeal against"),
        (new_matches(actor, _last_told(actor, day)), *MAY_ANSWER),
        (failed_of(actor), *STOPPED),
        *_news(actor, led, day),
    )


def assurer_lines(actor: Actor, day: date) -> list[str]:
    """What expires at the forces whose assurer the actor is."""
    return _said(*assurer_facts(actor, day))


def reviewer_lines(actor: Actor, day: date) -> list[str]:
    """What waits for the actor to review; records in which they have an interest are left out."""
    if not actor.at(Role.REVIEWER):
        return []
    mine, again, late, free = review.overdue_with(actor, day)
    grades, late_grades, wanted, _waiting = grading.waiting_with(actor, day)
    return _said(
        (mine, "record is yours to review", "records are yours to review"),
        (again, "of them was sent in again", "of them were sent in again"),
        (late, "of them is overdue", "of them are overdue"),
        (free, "record waits for a reviewer to take it", "records wait for a reviewer to take them"),
        (grades, "grade is yours to review", "grades are yours to review"),
        (late_grades, "of them is overdue", "of them are overdue"),
        (wanted, "grade wants a reviewer", "grades want a reviewer"),
    )


def secretary_lines(actor: Actor, day: date) -> list[str]:
    """What waits at the boards whose secretary the actor is."""
    boards = {board_id for board_id, role in actor.seats if role is Role.SECRETARY}
    if not boards:
        return []
    cases = select(func.count()).select_from(Case).join(Tool, Tool.id == Case.tool_id)
    cases = cases.where(Case.board_id.in_(boards), scope.visible_to(actor))
    unplaced = cases.where(Case.state.in_((CaseState.OPEN, CaseState.IN_REVIEW)))
    newest = select(func.max(Decision.id)).where(Decision.case_id == Case.id).correlate(Case).scalar_subquery()
    back = cases.join(Decision, Decision.id == newest).where(
        Case.state == CaseState.DECIDED, Decision.bring_back_on <= day + AHEAD
    )
    rows = tasks(actor, Case.board_id.in_(boards))
    done = [row for row in rows if row.state is TaskState.DONE]
    return _said(
        (db.session.scalar(unplaced) or 0, "case is on no agenda", "cases are on no agenda"),
        (db.session.scalar(back) or 0, "case to bring back", "cases to bring back"),
        (len(done), "condition or action to accept", "conditions and actions to accept"),
        (sum(row.late for row in rows), "condition or action overdue", "conditions and actions overdue"),
    )


def _monthly_readers() -> list[Reader]:
    """Leads and assurers, who posted a need that is still open, and whose webhook has stopped."""
    found = {one.id: one for one in holders([Role.LEAD, Role.ASSURER])}
    others = {*posters(), *owners_of_failed()} - found.keys()
    return [*found.values(), *(one for person_id in sorted(others) for one in reader(person_id))]


def _told(actor: Actor) -> datetime | None:
    """When the actor was told by the monthly digest last."""
    told = select(func.max(Notice.created_at)).where(Notice.kind == MONTHLY, Notice.person_id == actor.id)
    return db.session.scalar(told)


def _last_told(actor: Actor, day: date) -> datetime:
    """When the actor was told by digest last; else where the month before begins."""
    month_before = (day.replace(day=1) - timedelta(days=1)).replace(day=1)
    return _told(actor) or datetime.combine(month_before, time(), clock.LONDON)


def _news(actor: Actor, owners: frozenset[int], day: date) -> list[tuple[int, str, str]]:
    """What became of the owners' records since the actor's last digest, or since the month before; own acts left out."""
    since = _last_told(actor, day)
    statement = (
        select(EventRow.kind, func.count(EventRow.tool_id.distinct()))
        .where(
            EventRow.kind.in_(NEWS),
            EventRow.organisation_id.in_(owners),
            EventRow.recorded_at > since,
            EventRow.actor_id.is_distinct_from(actor.id),
        )
        .group_by(EventRow.kind)
    )
    counted = {row[0]: row[1] for row in db.session.execute(statement)}
    return [
        (counted.get(kind, 0), f"record of yours was {words}", f"records of yours were {words}")
        for kind, words in NEWS.items()
    ]


def _digest(reader: Reader, kind: str, period: str, day: date) -> bool:
    key = f"{kind}:{period}:person:{reader.id}"
    if db.session.scalar(select(Notice.id).where(Notice.key == key)) is not None:
        return False
    actor = load_actor(reader.id)
    facts = monthly.to_ask(actor, day) if kind == MONTHLY else []
    lines = (
        [*lead_lines(actor, day, facts), *assurer_lines(actor, day)]
        if kind == MONTHLY
        else [*reviewer_lines(actor, day), *secretary_lines(actor, day)]
    )
    if not lines:
        return False
    try:
        _write(reader, kind, period, lines, facts)
    except Conflict:
        return False  # another worker was first
    return True


@command
def _write(reader: Reader, kind: str, period: str, lines: Iterable[str], facts: Sequence[Fact]) -> None:
    message = Message(
        kind=kind,
        subject="What is due" if kind == MONTHLY else "What waits for you this week",
        body="\n".join(lines),
        link="/my-work",
        due_link_id=make_link(reader.id, facts).id if facts else None,
        actor=THE_REGISTRY,
        reason="You lead a force's records, assure them, posted a need, or set up a webhook."
        if kind == MONTHLY
        else "You review records or keep a board.",
    )
    tell([reader], period, message)


def _due(row: TaskRow, day: date) -> bool:
    return row.due_on is None or row.due_on <= day + AHEAD


def _said(*facts: tuple[int, str, str]) -> list[str]:
    return [f"{number} {one if number == 1 else many}" for number, one, many in facts if number]
