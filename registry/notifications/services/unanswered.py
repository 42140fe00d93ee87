"""What the leads of a force were asked to confirm and did not: passed on once, then left alone.

Each fact that falls due, of whatever kind, stands on the link of the monthly digest of its force's leads for two months.
What stands there as it is now, and is unconfirmed then, is told once to the deputy lead and to the registrars, and to nobody after that; confirming it begins
anew. There is no role of deputy lead: the leads of the force other than the longest-standing one stand in for it, and
where there is none the registrars alone are told. Each is told of what they may read.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from registry.accounts.models import Membership
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict
from registry.freshness.models import DueLink, DueLinkFact
from registry.freshness.queries.due import due
from registry.freshness.queries.facts import Fact, key_of
from registry.governance.queries.actors import actor as load_actor
from registry.notifications.models import Notice
from registry.notifications.queries.people import THE_REGISTRY, Reader, holders, longest_first
from registry.notifications.services.notices import Message, tell
from registry.organisations.models import Organisation
from registry.rules.policy import Actor
from registry.rules.words import Role

MONTHLY = "digest-month"
PASSED_ON = "digest-unanswered"
MONTHS = 2


@dataclass(frozen=True)
class Due:
    """Facts of a force to confirm: those to ask its leads for, and those to pass on. The rest rests."""

    to_ask: Sequence[Fact]
    to_pass_on: Sequence[Fact]


def due_at(actor: Actor, organisation_id: int, day: date) -> Due:
    """What is due at a force within 60 days, by what its leads were asked and what was passed on before."""
    asked, passed_on = _asked(organisation_id), _passed_on(organisation_id)
    to_ask: list[Fact] = []
    to_pass_on: list[Fact] = []
    for fact in due(actor, frozenset({organisation_id}), day):
        if fact.doubt:
            continue  # told as a dispute or a question, and answered there
        listed = asked.get(fact.key, [])
        if any(_months(listed, before=told) >= MONTHS for told in passed_on):
            continue
        (to_pass_on if _months(listed, before=day) >= MONTHS else to_ask).append(fact)
    return Due(to_ask, to_pass_on)


def led_organisations() -> Sequence[int]:
    """The organisations that somebody leads: nobody else is asked for anything."""
    held = select(Membership.organisation_id).where(Membership.role == Role.LEAD, Membership.ended_at.is_(None))
    return db.session.scalars(held.distinct().order_by(Membership.organisation_id)).all()


def pass_on(moment: datetime) -> int:
    """Write what is to be passed on and was not yet; returns how many notices."""
    day = _day(moment)
    written = 0
    for organisation_id in led_organisations():
        leads = longest_first(Role.LEAD, organisation_id)
        found = due_at(load_actor(leads[0].id), organisation_id, day).to_pass_on if leads else ()
        if found:
            readers = {reader.id: reader for reader in (*leads[1:], *holders([Role.REGISTRAR]))}
            written += sum(_pass_on(reader, organisation_id, found, day) for reader in readers.values())
    return written


def _pass_on(reader: Reader, organisation_id: int, facts: Collection[Fact], day: date) -> bool:
    readable = due(load_actor(reader.id), frozenset({organisation_id}), day)
    number = len({fact.key for fact in readable} & {fact.key for fact in facts})
    if not number:
        return False
    try:
        _write(reader, db.session.get_one(Organisation, organisation_id), number, f"{day:%Y-%m}")
    except Conflict:
        return False  # another worker was first
    return True


@command
def _write(reader: Reader, organisation: Organisation, number: int, period: str) -> None:
    what = "1 thing waits" if number == 1 else f"{number} things wait"
    message = Message(
        kind=PASSED_ON,
        subject=f"Not confirmed for two months: {organisation.name}",
        body=f"{what} to be confirmed at {organisation.name}. Its lead was asked twice. You are told this once.",
        link=f"/organisations/{organisation.slug}",
        actor=THE_REGISTRY,
        reason="You stand in for the lead of this organisation, or you keep the register.",
        organisation_id=organisation.id,
    )
    tell([reader], f"{period}:organisation:{organisation.id}", message)


def _asked(organisation_id: int) -> dict[str, list[date]]:
    """The days on which each fact, as it was then, stood on a link for one of the force's leads."""
    leads = [lead.id for lead in holders([Role.LEAD], [organisation_id])]
    shown = (
        select(DueLinkFact.kind, DueLinkFact.fact_id, DueLinkFact.revision, DueLink.created_at)
        .join(DueLink, DueLink.id == DueLinkFact.due_link_id)
        .where(DueLink.person_id.in_(leads), DueLinkFact.organisation_id == organisation_id)
    )
    days: dict[str, list[date]] = defaultdict(list)
    for kind, fact_id, revision, created_at in db.session.execute(shown):
        days[key_of(kind, fact_id, revision)].append(_day(created_at))
    return days


def _passed_on(organisation_id: int) -> list[date]:
    """The days on which something of the force was passed on."""
    told = select(Notice.created_at).where(Notice.kind == PASSED_ON, Notice.organisation_id == organisation_id)
    return [_day(moment) for moment in db.session.scalars(told)]


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.LONDON).date()


def _months(days: Collection[date], before: date) -> int:
    """In how many months these days lie, of those that ended before this day's month."""
    return len({told.replace(day=1) for told in days if told.replace(day=1) < before.replace(day=1)})
