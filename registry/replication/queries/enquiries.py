"""Questions between organisations."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import Page, page_of_rows
from registry.replication.models import Enquiry
from registry.rules import policy
from registry.rules.policy import Actor, Permission

LOADED = (joinedload(Enquiry.tool), joinedload(Enquiry.organisation), joinedload(Enquiry.asker))


def enquiry(actor: Actor, enquiry_id: int) -> Enquiry:
    """One enquiry with its tool and both organisations, for the people of either: one statement."""
    found = db.session.scalar(select(Enquiry).where(Enquiry.id == enquiry_id).options(*LOADED))
    if found is None or not policy.allows(actor, Permission.ENQUIRY_READ, found):
        raise NotFound("No such enquiry.")
    return found


def waiting_for(actor: Actor, number: int | None = 1) -> Page[Enquiry]:
    """Questions to the actor's organisations that wait for an answer, oldest first: two statements."""
    found = select(Enquiry).where(Enquiry.organisation_id.in_(actor.organisations), Enquiry.answered_at.is_(None))
    return page_of_rows(found.options(*LOADED).order_by(Enquiry.asked_at, Enquiry.id), number)


def asked_by(actor: Actor, number: int | None = 1) -> Page[Enquiry]:
    """Questions that the actor's organisations asked, newest first: two statements."""
    found = select(Enquiry).where(Enquiry.asker_id.in_(actor.organisations))
    return page_of_rows(found.options(*LOADED).order_by(Enquiry.asked_at.desc(), Enquiry.id.desc()), number)
