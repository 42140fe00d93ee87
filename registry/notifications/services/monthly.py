"""What is due, in the monthly mail: how it is said, and the mail to the team mailbox.

Each lead's own digest carries a link for what is due wherever they lead. The team mailbox of a force is sent one for
what is due there, made in the name of the lead who has led longest, because a mailbox is nobody.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict
from registry.freshness.queries.facts import Fact
from registry.freshness.services import make_link
from registry.governance.queries.actors import actor as load_actor
from registry.notifications.models import Notice
from registry.notifications.queries.people import THE_REGISTRY, longest_first
from registry.notifications.services.notices import Message, tell_address
from registry.notifications.services.unanswered import due_at, led_organisations
from registry.organisations.models import Organisation
from registry.rules.policy import Actor
from registry.rules.words import Role

TO_MAILBOX = "due-month"
WORDS = {  # every kind of fact that falls due
    "adoption": ("adoption to confirm within 60 days", "adoptions to confirm within 60 days"),
    "claim": ("outcome to confirm within 60 days", "outcomes to confirm within 60 days"),
    "cost": ("statement of costs to confirm within 60 days", "statements of costs to confirm within 60 days"),
    "contract": ("contract to confirm within 60 days", "contracts to confirm within 60 days"),
}
OTHER = ("fact to confirm within 60 days", "facts to confirm within 60 days")


def to_ask(actor: Actor, day: date) -> list[Fact]:
    """What a lead is asked for, wherever they lead: the most urgent first."""
    found = [fact for place in actor.at(Role.LEAD) for fact in due_at(actor, place, day).to_ask]
    return sorted(found, key=lambda fact: (fact.due_on, fact.tool_name, fact.kind, fact.id))


def lines(facts: Sequence[Fact]) -> list[tuple[int, str, str]]:
    """How many of each kind, and what one and many of it are called."""
    counted = Counter(fact.kind for fact in facts)
    return [(counted[kind], *WORDS.get(kind, OTHER)) for kind in (*WORDS, *sorted(counted.keys() - WORDS.keys()))]


def to_mailboxes(period: str, day: date) -> int:
    """Write the mail of the month to each team mailbox where something is due; returns how many."""
    written = 0
    for organisation in _with_mailbox():
        key = f"{TO_MAILBOX}:{period}:organisation:{organisation.id}:address"
        lead = next(iter(longest_first(Role.LEAD, organisation.id)), None)
        if lead is None or db.session.scalar(select(Notice.id).where(Notice.key == key)) is not None:
            continue
        facts = due_at(load_actor(lead.id), organisation.id, day).to_ask
        written += bool(facts) and _told(organisation, lead.id, facts, period)
    return written


def _told(organisation: Organisation, lead_id: int, facts: Sequence[Fact], period: str) -> bool:
    try:
        _write(organisation, lead_id, facts, period)
    except Conflict:
        return False  # another worker was first
    return True


@command
def _write(organisation: Organisation, lead_id: int, facts: Sequence[Fact], period: str) -> None:
    message = Message(
        kind=TO_MAILBOX,
        subject=f"What is due at {organisation.name}",
        body="\n".join(f"{number} {one if number == 1 else many}" for number, one, many in lines(facts) if number),
        link="/due",
        due_link_id=make_link(lead_id, facts, organisation.id).id,
        actor=THE_REGISTRY,
        reason="This is your force's team mailbox.",
    )
    tell_address(organisation.mailbox or "", f"{period}:organisation:{organisation.id}", message, organisation.id)


def _with_mailbox() -> Sequence[Organisation]:
    wanted = select(Organisation).where(Organisation.id.in_(led_organisations()), Organisation.mailbox.is_not(None))
    return db.session.scalars(wanted.order_by(Organisation.id)).all()
