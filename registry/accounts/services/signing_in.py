"""Signing in with an address and a password."""

from dataclasses import dataclass

from registry.accounts.events import SignedIn
from registry.accounts.models import Person
from registry.accounts.queries.people import person_by_email
from registry.accounts.services.attempts import PER_ACCOUNT, PER_NETWORK, attempt, forget_failures
from registry.accounts.services.passwords import matches
from registry.accounts.services.sessions import start_session
from registry.core.commands import command
from registry.core.errors import Invalid
from registry.core.events import emit

WRONG = "The e-mail address or the password is not right."


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """What somebody signs in with, and from which network. `replaces` is the session they had before."""

    email: str
    password: str
    network: str
    replaces: int | None = None


def sign_in(credentials: Credentials, secret: str, hours: int) -> str:
    """Open a session and return its token; a session it replaces ends.

    Raises Invalid, the same for an unknown address as for a wrong password, and TooMany after several of
    either. Not one transaction: a failure must stay counted, and the slow check holds no lock.
    """
    email = credentials.email.strip().lower()
    account = f"account:{email}"
    with attempt(secret, {account: PER_ACCOUNT, f"network:{credentials.network}": PER_NETWORK}):
        person = person_by_email(email)
        known = matches(person.password_hash if person else None, credentials.password)
        if person is None or not known:
            raise Invalid(WRONG, {"email": WRONG})
    forget_failures(secret, account)
    return _open(person, hours, credentials.replaces)


@command
def _open(person: Person, hours: int, replaces: int | None) -> str:
    emit(SignedIn(actor_id=person.id))
    return start_session(person.id, hours, replaces)
