"""What people change about their own account, and closing it."""

from dataclasses import dataclass

from sqlalchemy import select, update

from registry.accounts.events import AccountClosed, PasswordChanged, PersonRenamed, RoleRevoked
from registry.accounts.models import Membership, Person, SignIn
from registry.accounts.queries.people import person_by_email
from registry.accounts.services.attempts import PER_ACCOUNT, attempt
from registry.accounts.services.passwords import acceptable, hashed, matches
from registry.accounts.services.roles import keep_a_registrar
from registry.accounts.services.sessions import start_session
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, NotFound
from registry.core.events import emit
from registry.rules.policy import Actor
from registry.rules.words import Role


@dataclass(frozen=True, kw_only=True)
class PasswordDetails:
    """The password that holds, and the one that is to."""

    current: str
    new: str


@command
def rename(actor: Actor, name: str) -> Person:
    """Change how the actor's own name is written.

    Raises Invalid for an empty name.
    """
    if not name.strip():
        raise Invalid("Give your name.", {"name": "Enter your name."})
    person = db.session.get_one(Person, actor.id)
    person.name = name.strip()
    emit(PersonRenamed(actor_id=actor.id))
    return person


def change_password(actor: Actor, details: PasswordDetails, secret: str, hours: int) -> str:
    """Change the actor's own password, end all their sessions and return the token of a new one.

    Raises Invalid for a wrong present password or a weak new one, TooMany after several wrong ones. The
    slow hashes hold no lock.
    """
    person = db.session.get_one(Person, actor.id)
    with attempt(secret, {f"account:{person.email}": PER_ACCOUNT}):
        if not matches(person.password_hash, details.current):
            raise Invalid("That is not your present password.", {"current": "That is not your present password."})
    acceptable(details.new, person.name, person.email.partition("@")[0], field="new")
    return store_password(person.id, hashed(details.new), hours)


@command
def close_account(email: str) -> Person:
    """Close an account from the terminal: its sessions and roles end, its name stays on what it did.

    Raises NotFound for an unknown address, WrongState for the last registrar.
    """
    person = person_by_email(email)
    if person is None:
        raise NotFound("No open account has this address.")
    moment = clock.now()
    held = db.session.scalars(
        select(Membership).where(Membership.person_id == person.id, Membership.ended_at.is_(None))
    ).all()
    if any(one.role is Role.REGISTRAR for one in held):
        keep_a_registrar(person.id)
    for one in held:
        one.ended_at = moment
        emit(RoleRevoked(actor_id=None, person_id=person.id, organisation_id=one.organisation_id, role=one.role.value))
    person.closed_at = moment
    _end_sessions(person.id)
    emit(AccountClosed(actor_id=None, person_id=person.id))
    return person


@command
def store_password(person_id: int, password_hash: str, hours: int) -> str:
    """Replace a password that was checked and hashed before, end the person's sessions and open a new one."""
    person = db.session.get_one(Person, person_id)
    person.password_hash = password_hash
    _end_sessions(person.id)
    emit(PasswordChanged(actor_id=person.id))
    return start_session(person.id, hours)


def _end_sessions(person_id: int) -> None:
    db.session.execute(
        update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None)).values(ended_at=clock.now())
    )
