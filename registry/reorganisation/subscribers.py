"""Who is told when organisations change: everybody whose roles moved, and the leads that adoptions wait for them."""

from flask import Flask
from sqlalchemy import select

from registry.accounts.models import Membership
from registry.core.db import db
from registry.core.delivery import on
from registry.core.events import EventRow
from registry.notifications.queries.people import actor_words, reader
from registry.notifications.services.notices import Message, tell
from registry.organisations.models import Organisation
from registry.reorganisation.events import OrganisationChangeUndone, OrganisationsMerged, OrganisationSplit
from registry.reorganisation.models import Rehomed
from registry.rules.words import Role


def init_app(_app: Flask) -> None:
    """The handlers registered as this module was imported."""


@on(OrganisationsMerged, OrganisationSplit, OrganisationChangeUndone, subscriber="notices")
def organisation_changed(event: EventRow) -> None:
    """Everybody who holds a role at the organisation since that change: it is about their own access."""
    organisation = db.session.get_one(Organisation, event.organisation_id)
    leads, others = _people(event)
    asked = f" What came with the change waits for you as lead of {organisation.name}: adoptions to confirm stand in your work."
    for people, more in ((leads, asked), (others, "")):
        message = Message(
            kind="organisation-changed",
            subject=f"A change of organisations: {organisation.name}",
            body=f"Organisations merged, split or stand apart again. Your roles are at {organisation.name} now.{more}",
            link="/my-work",
            actor=actor_words(event.actor_id, [Role.REGISTRAR]),
            reason="It is about your own roles. If you do not know of the change, tell your force's lead.",
            organisation_id=organisation.id,
        )
        for person_id in people:
            tell(reader(person_id), f"event:{event.id}", message)


def _people(event: EventRow) -> tuple[list[int], list[int]]:
    """The leads there, and the others whose role there began with the change."""
    here = (
        select(Membership.person_id)
        .where(Membership.organisation_id == event.organisation_id, Membership.ended_at.is_(None))
        .order_by(Membership.person_id)
        .distinct()
    )
    leads = list(db.session.scalars(here.where(Membership.role == Role.LEAD)))
    begun = db.session.scalars(here.where(Membership.id.in_(_of_change(event))))
    return leads, [person_id for person_id in begun if person_id not in leads]


def _of_change(event: EventRow) -> list[int]:
    rows = select(Rehomed.after).where(
        Rehomed.reorganisation_id == (event.data or {})["reorganisation_id"], Rehomed.subject == "membership"
    )
    return [after["begun_id"] for after in db.session.scalars(rows) if after.get("begun_id")]
