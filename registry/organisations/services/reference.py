"""Changing reference data about organisations."""

import re
import unicodedata
from dataclasses import dataclass

from sqlalchemy import func, select

from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid
from registry.core.events import emit
from registry.organisations.events import EmailDomainAdded, SupplierAdded
from registry.organisations.models import EmailDomain, Organisation
from registry.organisations.queries import organisation
from registry.rules.answers import tidy
from registry.rules.policy import Actor
from registry.rules.words import OrganisationKind

DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
COMPANY_NUMBER = re.compile(r"[0-9]{8}|[A-Z]{2}[0-9]{6}")
LEGAL_FORMS = frozenset({"ltd", "limited", "plc", "llp", "inc", "uk", "company", "co", "the", "group", "holdings"})


@command
def add_email_domain(domain: str, slug: str | None = None) -> EmailDomain:
    """Let people with an address in a domain, or beneath it, ask for access; from the terminal.

    Raises Invalid for what is no domain, NotFound for an unknown organisation, Conflict for a known domain.
    """
    domain = domain.strip().lower().removeprefix("@")
    if not DOMAIN.fullmatch(domain):
        raise Invalid(f"{domain} is not a domain. Give one such as force.police.uk.")
    row = EmailDomain(domain=domain, organisation_id=organisation(slug).id if slug else None)
    db.session.add(row)
    db.session.flush()
    emit(EmailDomainAdded(actor_id=None, domain_id=row.id, organisation_id=row.organisation_id))
    return row


@dataclass(frozen=True)
class SupplierDetails:
    """A company that is not yet on the list; `another` says that it is none of those with a like name."""

    name: str
    number: str
    another: bool = False


@command
def add_supplier(actor: Actor, details: SupplierDetails, synthetic: bool = False) -> Organisation:
    """Add a supplier that a contract names. Authorises nobody: it runs inside the recording of the contract.

    Raises Invalid, by field `supplier_name` or `supplier_number`, for a bad number or a supplier that is known already
    or might be.
    """
    name, number = tidy(details.name, lines=False), tidy(details.number, lines=False).upper().replace(" ", "")
    wrong = {}
    if len(name) > 200:
        wrong["supplier_name"] = "Shorten the name to 200 characters or fewer."
    if number and not COMPANY_NUMBER.fullmatch(number):
        wrong["supplier_number"] = (
            "A Companies House number has 8 characters: 8 digits, or 2 letters and 6 digits. Put zeros before a shorter one."
        )
    if not wrong:
        wrong = _known_already(name, number, details.another)
    if wrong:
        raise Invalid("The supplier was not added. Mend what is marked and send it again.", wrong)
    found = Organisation(
        slug=_free_slug(name),
        name=name,
        kind=OrganisationKind.SUPPLIER,
        companies_house_number=number or None,
        synthetic=synthetic,
    )
    db.session.add(found)
    db.session.flush()
    emit(SupplierAdded(actor_id=actor.id, organisation_id=found.id))
    return found


def folded(name: str) -> str:
    """A company's name as it is compared: without case, accents, punctuation and its legal form."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold().replace("&", " and ")
    words = [word for word in re.findall(r"[a-z0-9]+", plain) if word not in LEGAL_FORMS]
    return " ".join(words) or name.casefold()


def _known_already(name: str, number: str, another: bool) -> dict[str, str]:
    if number:
        holder = db.session.scalar(select(Organisation).where(Organisation.companies_house_number == number))
        if holder is not None:
            return {"supplier_number": f"This is the number of {holder.name}. Choose it from the list above."}
    same = select(Organisation.name).where(func.lower(Organisation.name) == name.lower())
    if db.session.scalar(same) is not None:
        return {"supplier_name": f'There is an organisation called "{name}" already. Choose it from the list above.'}
    known = db.session.scalars(select(Organisation.name).where(Organisation.kind == OrganisationKind.SUPPLIER))
    like = [found for found in known if folded(found) == folded(name)]
    if like and not another:
        return {
            "supplier_name": f"Is it {like[0]}? Choose that from the list above, or tick that this is another company."
        }
    return {}


def _free_slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower().replace("'", "")
    base = re.sub(r"[^a-z0-9]+", "-", plain)[:70].strip("-") or "supplier"
    taken = set(
        db.session.scalars(select(Organisation.slug).where(Organisation.slug.startswith(base, autoescape=True)))
    )
    number, slug = 2, base
    while slug in taken:
        number, slug = number + 1, f"{base}-{number}"
    return slug
