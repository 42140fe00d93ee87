"""A link to set a new password, for somebody who lost theirs: given out from the terminal.

The link is signed and names the password it replaces, so it needs no row of its own, works for an hour
and dies with the first change of the password.
"""

import hashlib

from itsdangerous import BadSignature, URLSafeTimedSerializer

from registry.accounts.models import Person
from registry.accounts.queries.people import person_by_email
from registry.accounts.services.account import store_password
from registry.accounts.services.passwords import acceptable, hashed
from registry.core.db import db
from registry.core.errors import NotFound

SECONDS = 3600
UNUSABLE = "This link cannot be used: it was used before or is more than an hour old. Ask for a new one."


def password_key(email: str, secret: str) -> str:
    """The key of a link that sets a new password for the person with this address.

    Raises NotFound for an unknown address.
    """
    person = person_by_email(email)
    if person is None:
        raise NotFound("No open account has this address.")
    return str(_signer(secret).dumps([person.id, _mark(person)]))


def person_with_key(key: str, secret: str) -> Person:
    """The person whose password a link sets.

    Raises NotFound for a link that is forged, old or used.
    """
    try:
        number, mark = _signer(secret).loads(key, max_age=SECONDS)
    except (BadSignature, ValueError, TypeError) as error:
        raise NotFound(UNUSABLE) from error
    person = db.session.get(Person, number)
    if person is None or person.closed_at is not None or mark != _mark(person):
        raise NotFound(UNUSABLE)
    return person


def set_password(key: str, new: str, secret: str, hours: int) -> str:
    """Set the new password, end the person's sessions and return the token of a new one.

    Raises Invalid for a weak password, NotFound for a link that cannot be used.
    """
    person = person_with_key(key, secret)
    acceptable(new, person.name, person.email.partition("@")[0], field="new")
    return store_password(person.id, hashed(new), hours)


def _mark(person: Person) -> str:
    return hashlib.sha256(person.password_hash.encode()).hexdigest()[:16]


def _signer(secret: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(secret, salt="new-password")
