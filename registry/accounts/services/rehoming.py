"""What of people's access goes with an organisation: roles, invitations and requests."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from registry.accounts.models import AccessRequest, Invitation, Membership, Person
from registry.core.db import db
from registry.organisations.services.rehoming import Act, Column, Found, Kind, Moved, Pairs, loaded
from registry.rules.words import Role, label


class Memberships:
    """Open roles: ended at the old organisation, begun at the new one, so that everybody keeps their access."""

    subject = "membership"

    def found(self, homes: Collection[int], _on: date) -> list[Found]:
        """The open roles of these organisations, with whose they are."""
        rows = (
            select(Membership.id, Membership.organisation_id, Membership.role, Person.name)
            .join(Person, Person.id == Membership.person_id)
            .where(Membership.organisation_id.in_(homes), Membership.ended_at.is_(None))
            .order_by(Membership.id)
        )
        return [
            Found(self.subject, row.id, row.organisation_id, f"{row.name}: {label(row.role).lower()}")
            for row in db.session.execute(rows)
        ]

    def move(self, act: Act, pairs: Pairs) -> list[Moved]:
        """End each role and begin it at the new organisation, where the person does not hold it already."""
        to = {found.id: target for found, target in pairs}
        old = list(loaded(Membership, to))
        held = self._held(set(to.values()))
        moved = []
        for row in old:
            stands = held.get((row.person_id, to[row.id], row.role))
            begun = self._begin(act, row, to[row.id], held)
            row.ended_at = act.moment
            before = {"organisation_id": row.organisation_id, "ended": False}
            moved.append(Moved(self.subject, row.id, before, {"begun_id": begun, "stands_id": begun or stands}))
        return moved

    def back(self, act: Act, rows: Sequence[Moved]) -> list[Moved]:
        """Begin each role anew at the old organisation, unless the one that stands for it has ended since.

        What the change began ends; a role that its holder had there already stays.
        """
        stands = {row.id: row.after.get("stands_id") or row.after.get("begun_id") for row in rows}
        now = {row.id: row for row in loaded(Membership, {number for number in stands.values() if number})}
        ended = {number for number, row in now.items() if row.ended_at is not None}
        first = {row.id: row for row in loaded(Membership, [row.id for row in rows])}
        held = self._held({first[row.id].organisation_id for row in rows})
        back = []
        for row in rows:
            if stands[row.id] in ended:
                back.append(Moved(row.subject, row.id, row.before, row.after, left=True))
                continue
            again = self._begin(act, first[row.id], first[row.id].organisation_id, held)
            if row.after.get("begun_id"):
                now[row.after["begun_id"]].ended_at = act.moment
            back.append(Moved(row.subject, row.id, row.after, {"begun_id": again}))
        return back

    def _held(self, homes: set[int]) -> dict[tuple[int, int, Role], int]:
        """The open roles there, and the row that each stands in."""
        rows = db.session.execute(
            select(Membership.id, Membership.person_id, Membership.organisation_id, Membership.role).where(
                Membership.organisation_id.in_(homes), Membership.ended_at.is_(None)
            )
        )
        return {(row.person_id, row.organisation_id, row.role): row.id for row in rows}

    def _begin(self, act: Act, row: Membership, to: int, held: dict[tuple[int, int, Role], int]) -> int | None:
        key = (row.person_id, to, row.role)
        if key in held:
            return None
        begun = Membership(
            person_id=row.person_id,
            organisation_id=to,
            role=row.role,
            granted_by_id=act.actor_id,
            started_at=act.moment,
        )
        db.session.add(begun)
        db.session.flush()
        held[key] = begun.id
        return begun.id


def _invitations(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    return select(
        Invitation.id, Invitation.organisation_id.label("home"), Invitation.email.label("label"), Invitation.role
    ).where(Invitation.organisation_id.in_(homes), Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))


def _requests(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    return select(
        AccessRequest.id, AccessRequest.organisation_id.label("home"), AccessRequest.name.label("label")
    ).where(AccessRequest.organisation_id.in_(homes), AccessRequest.outcome.is_(None))


KINDS: tuple[Kind, ...] = (
    Memberships(),
    Column("invitation", Invitation.organisation_id, _invitations),
    Column("access-request", AccessRequest.organisation_id, _requests),
)
