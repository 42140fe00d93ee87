"""Making the link that a monthly mail carries. Its secret is 256 random bits, of which only the hash is kept."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registry.accounts.services.sessions import hash_of
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.events import emit
from registry.freshness.events import DueLinkRestricted
from registry.freshness.models import DueLink, DueLinkFact, DueLinkKey
from registry.freshness.queries.due import SHOWN
from registry.freshness.queries.facts import Fact
from registry.freshness.queries.links import needs_sign_in, still_so
from registry.organisations.models import Organisation
from registry.organisations.queries import organisation
from registry.rules import policy
from registry.rules.policy import Actor, Permission

VALID_FOR = timedelta(days=31)


@command
def make_link(person_id: int, facts: Sequence[Fact], mailbox_of_id: int | None = None) -> DueLink:
    """A link for a lead to exactly these facts, the most urgent of them; its secret is made when its mail is sent."""
    moment = clock.now()
    link = DueLink(
        person_id=person_id, mailbox_of_id=mailbox_of_id, created_at=moment, expires_at=moment + VALID_FOR, facts=[]
    )
    db.session.add(link)
    db.session.flush()
    db.session.add_all(
        DueLinkFact(
            due_link_id=link.id,
            kind=fact.kind,
            fact_id=fact.id,
            revision=fact.revision,
            organisation_id=fact.organisation_id,
        )
        for fact in facts[:SHOWN]
    )
    db.session.flush()
    return link


@command
def new_key(link_id: int) -> str | None:
    """A secret that opens the link, for the mail that carries it; none once the link is dead, or where a sign-in is asked for."""
    link = db.session.scalar(
        select(DueLink)
        .where(DueLink.id == link_id, DueLink.used_at.is_(None), DueLink.expires_at > clock.now())
        .options(selectinload(DueLink.facts))
        .execution_options(populate_existing=True)
    )
    live = still_so(link) if link else None
    if link is None or live is None or needs_sign_in({fact.organisation_id for fact in live[1]}):
        return None
    token = secrets.token_urlsafe(32)
    db.session.add(DueLinkKey(token_hash=hash_of(token), due_link_id=link.id))
    return token


@command
def restrict_links(actor: Actor, slug: str, needs_sign_in: bool) -> Organisation:
    """Ask for a sign-in before anything of the organisation is confirmed by link, or no longer. Raises NotAllowed."""
    found = organisation(slug)
    policy.require(actor, Permission.DUE_LINK_RESTRICT, found)
    if bool(found.link_needs_sign_in) != needs_sign_in:
        found.link_needs_sign_in = clock.now() if needs_sign_in else None
        emit(DueLinkRestricted(actor_id=actor.id, organisation_id=found.id, needs_sign_in=needs_sign_in))
    return found
