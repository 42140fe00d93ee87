"""Saying of what is due that it is still true: all that was ticked, or nothing."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from registry.accounts.services.attempts import PER_NETWORK, attempt
from registry.core import clock
from registry.core.commands import command
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound
from registry.core.events import emit
from registry.freshness.events import FactConfirmedByLink
from registry.freshness.models import DueLink
from registry.freshness.queries.due import due
from registry.freshness.queries.facts import Fact
from registry.freshness.queries.links import Opened, opened
from registry.freshness.services.kinds import CONFIRM
from registry.rules.policy import Actor, Permission
from registry.rules.words import Mailbox, Role

NOTHING = "Tick what has not changed"
CHANGED = (
    "Something that you ticked was changed or confirmed after you opened the page. Nothing was saved. "
    "Below is what is due now: look, and tick again."
)
DOUBTED = (
    "Something that you ticked is disputed or queried, so a tick does not confirm it. Nothing was saved. "
    "It stands below, with what to do about it first."
)
OTHER = "This link was sent for somebody else. Confirm what is due at your own force under My work."


@dataclass(frozen=True)
class Caller:
    """Where a request comes from, and the secret under which attempts are counted."""

    network: str
    secret: str


@command
def confirm_facts(actor: Actor, keys: Collection[str]) -> list[Fact]:
    """Confirm what the actor ticked of what is due at the organisations that they lead.

    Raises Invalid when nothing is ticked, Conflict for what is not due there at this revision, or is in doubt.
    """
    known = {fact.key: fact for fact in due(actor, actor.at(Role.LEAD))}
    return _confirm(actor, known, keys)


def look(token_hash: str, reader_id: int | None, caller: Caller) -> Opened:
    """What a link shows; nothing is changed by looking, however often.

    Raises NotFound for a link that died, TooMany after too many of those, NotAllowed in somebody else's session.
    """
    with _counted(caller):
        found = opened(token_hash)
    if reader_id is not None:
        _refuse_others(found, reader_id)
    return found


def confirm_by_link(token_hash: str, keys: Collection[str], reader_id: int | None, caller: Caller) -> list[Fact]:
    """Confirm what was ticked on the page that a link opened, in the name of whom it was made for; it is used up by that.

    Raises as `look` does, NotAllowed also where a sign-in is asked for, Invalid when nothing is ticked, Conflict for
    what the link did not show, or is in doubt.
    """
    with _counted(caller):
        return _confirm_by_link(token_hash, keys, reader_id)


@command
def _confirm_by_link(token_hash: str, keys: Collection[str], reader_id: int | None) -> list[Fact]:
    found = opened(token_hash, lock=True)
    if reader_id is not None or found.needs_sign_in:
        _refuse_others(found, reader_id)
    sent_to = Mailbox.TEAM if found.link.mailbox_of_id else Mailbox.OWN
    done = _confirm(found.actor, {fact.key: fact for fact in found.facts}, keys, sent_to)
    found.link.used_at = clock.now()
    for fact in done:
        emit(_by_link(found.link, fact, sent_to))
    return done


@contextmanager
def _counted(caller: Caller) -> Iterator[None]:
    """Count links that cannot be used against where they come from; one that works costs nothing."""
    try:
        yield
    except NotFound:
        with attempt(caller.secret, {f"due-link:{caller.network}": PER_NETWORK}, keep=True):
            raise


def _refuse_others(found: Opened, reader_id: int | None) -> None:
    if reader_id != found.link.person_id:
        raise NotAllowed(
            OTHER if reader_id else "Your force asks for a sign-in before anything is confirmed.",
            permission=Permission.ADOPTION_CONFIRM,
            subject=f"duelink:{found.link.id}",
            actor_id=reader_id,
        )


def _confirm(actor: Actor, known: dict[str, Fact], keys: Collection[str], sent_to: Mailbox | None = None) -> list[Fact]:
    wanted: Sequence[str] = sorted(set(keys))
    if not wanted:
        raise Invalid("There is a problem with what you sent.", {"due": NOTHING})
    if not known.keys() >= set(wanted):
        raise Conflict(CHANGED)
    if any(known[key].doubt for key in wanted):
        raise Conflict(DOUBTED)
    for key in wanted:
        CONFIRM[known[key].kind](actor, known[key], sent_to)
    return [known[key] for key in wanted]


def _by_link(link: DueLink, fact: Fact, sent_to: Mailbox) -> FactConfirmedByLink:
    return FactConfirmedByLink(
        actor_id=link.person_id,
        tool_id=fact.tool_id,
        organisation_id=fact.organisation_id,
        fact=fact.kind,
        fact_id=fact.id,
        due_link_id=link.id,
        sent_to=sent_to.value,
    )
