"""Who reviews records: people of police organisations who hold the role."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, select

from registry.accounts.models import Membership, Person
from registry.core.db import db
from registry.organisations.models import Organisation
from registry.rules.words import POLICING_KINDS, Role


def reviewers() -> Select[*tuple[Any, ...]]:
    """Each reviewer with an open account, once: id, name, and one organisation where they hold the role."""
    return (
        select(
            Person.id.label("id"),
            func.min(Person.name).label("name"),
            func.min(Organisation.name).label("organisation"),
        )
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Membership.role == Role.REVIEWER,
            Membership.ended_at.is_(None),
            Person.closed_at.is_(None),
            Organisation.kind.in_(POLICING_KINDS),
        )
        .group_by(Person.id)
    )


def called(person_ids: Collection[int | None]) -> dict[int, str]:
    """Reviewers by name and organisation, for their colleagues' pages alone: one statement, none for nobody."""
    wanted = {person_id for person_id in person_ids if person_id is not None}
    if not wanted:
        return {}
    rows = db.session.execute(reviewers().where(Person.id.in_(wanted)))
    return {row.id: f"{row.name}, {row.organisation}" for row in rows}


def in_role(person_id: int | None) -> str:
    """Who it is, for everybody: a role and an organisation, never a name."""
    row = db.session.execute(reviewers().where(Person.id == person_id)).first()
    return f"A reviewer of {row.organisation}" if row else "A former reviewer"
