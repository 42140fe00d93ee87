"""Questions between organisations."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.paging import Page, page_of_rows
from registry.replication.models import Adoption, Enquiry
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


def queried() -> ColumnElement[bool]:
    """Adoptions of which somebody asks whether what is held is so, and that nobody answered yet."""
    return exists().where(
        Enquiry.adoption_id.is_not(None),
        Enquiry.tool_id == Adoption.tool_id,
        Enquiry.organisation_id == Adoption.organisation_id,
        Enquiry.answered_at.is_(None),
    )


def open_queries(organisation_ids: Collection[int]) -> dict[tuple[int, int], Enquiry]:
    """What is asked of adoptions at these organisations and waits for an answer, by tool and organisation: one statement."""
    found = select(Enquiry).where(
        Enquiry.adoption_id.is_not(None),
        Enquiry.organisation_id.in_(organisation_ids),
        Enquiry.answered_at.is_(None),
    )
    return {(row.tool_id, row.organisation_id): row for row in db.session.scalars(found.order_by(Enquiry.id.desc()))}
