"""Invented people with accounts: their passwords are random and kept in a file that only its owner may read."""

import json
import os
import secrets
from datetime import date
from pathlib import Path

from sqlalchemy import select

from config import Settings
from registry.accounts.models import Membership, Person
from registry.accounts.services.passwords import hashed
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict
from registry.core.events import emit
from registry.organisations.models import EmailDomain, Organisation
from registry.rules.words import OrganisationKind, Role
from registry.seeding.events import DemonstrationAccountMade
from registry.seeding.files import Row
from registry.seeding.services.rows import align

FILE = "demo-accounts.json"
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
GROUPS, GROUP = 4, 5  # 20 letters: nobody guesses 99 bits

Passwords = dict[str, str]
COUNTED_ON = date(2026, 3, 31)
INVENTED = "Invented for the demonstration"


def refuse(settings: Settings) -> None:
    """Raise Conflict on a copy where invented accounts would be a way in."""
    if settings.production:
        raise Conflict(
            "Demonstration accounts are not made in production. Set REGISTRY_ENV=development on a copy to try."
        )
    if not settings.loopback:
        raise Conflict(
            f"Demonstration accounts are made only where no other machine can reach the registry, and HOST is {settings.host}. "
            "Set HOST=127.0.0.1, or do without them."
        )
    if db.session.scalar(select(Person.id).where(~Person.synthetic).limit(1)) is not None:
        raise Conflict(
            "A real person has an account in this database, so demonstration accounts are not made in it. "
            "Use a copy of its own (INSTANCE_DIR)."
        )


@command
def settle(rows: list[Row]) -> dict[str, int]:
    """See to it that the invented organisations and their e-mail domains are there; returns their numbers by slug."""
    found = align(Organisation, ["slug"], [_organisation(row) for row in rows]).rows
    ids = {slug: organisation.id for (slug,), organisation in found.items()}
    align(EmailDomain, ["domain"], [{"domain": row["domain"], "organisation_id": ids[row["slug"]]} for row in rows])
    return ids


def _organisation(row: Row) -> Row:
    return {
        "slug": row["slug"],
        "name": row["name"],
        "kind": OrganisationKind(row["kind"]),
        "region": row["region"],
        "territorial": False,  # no map and no coverage of real forces counts it
        "mailbox": f"innovation@{row['domain']}",
        **_size(row),
        "synthetic": True,
    }


def _size(row: Row) -> Row:
    """How large an invented force is said to be, so that forces like it can be shown."""
    told = {"officers_fte": row.get("officers"), "population": row.get("population")}
    dates = {"officers_date": "officers_fte", "population_date": "population"}
    sources = {"officers_source": "officers_fte", "population_source": "population"}
    return {
        **told,
        **{name: COUNTED_ON if told[figure] else None for name, figure in dates.items()},
        **{name: INVENTED if told[figure] else None for name, figure in sources.items()},
    }


def make(people: list[Row], organisations: dict[str, int], folder: Path) -> int:
    """Make the accounts that are missing; returns how many. Passwords that were given before stay.

    The file is written first: a stop between the two leaves a password without an account, which the next run
    makes, and never an account that nobody can open.
    """
    there = set(db.session.scalars(select(Person.email).where(Person.email.in_([row["email"] for row in people]))))
    kept = _kept(folder)
    passwords = {row["email"]: kept.get(row["email"]) or new_password() for row in people}
    _keep(folder, people, passwords)
    hashes = {email: hashed(password) for email, password in passwords.items() if email not in there & set(kept)}
    return _store([row for row in people if row["email"] in hashes], organisations, hashes)


@command
def _store(people: list[Row], organisations: dict[str, int], hashes: Passwords) -> int:
    moment = clock.now()
    for row in people:
        person = db.session.scalar(select(Person).where(Person.email == row["email"]))
        if person is not None:  # the file was lost, and with it the password
            person.password_hash = hashes[row["email"]]
            continue
        person = Person(
            email=row["email"],
            name=row["name"],
            password_hash=hashes[row["email"]],
            created_at=moment,
            synthetic=True,
        )
        db.session.add(person)
        db.session.flush()
        _give_role(person, organisations[row["organisation"]], Role(row["role"]))
    return len(people)


def _give_role(person: Person, organisation_id: int, role: Role) -> None:
    db.session.add(Membership(person_id=person.id, organisation_id=organisation_id, role=role, started_at=clock.now()))
    emit(DemonstrationAccountMade(actor_id=None, person_id=person.id, organisation_id=organisation_id, role=role.value))


def new_password() -> str:
    """Four groups of letters and digits, easy to copy by hand."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def _kept(folder: Path) -> Passwords:
    file = folder / FILE
    return {row["email"]: row["password"] for row in json.loads(file.read_text())} if file.exists() else {}


def _keep(folder: Path, people: list[Row], passwords: Passwords) -> None:
    accounts = [
        {
            "role": row["shown"],
            "organisation": row["organisation_name"],
            "email": row["email"],
            "password": passwords[row["email"]],
        }
        for row in people
    ]
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{FILE}.new"
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(accounts, file, indent=1)
    draft.replace(folder / FILE)
