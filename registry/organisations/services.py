"""Changing reference data about organisations."""

import re

from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid
from registry.core.events import emit
from registry.organisations.events import EmailDomainAdded
from registry.organisations.models import EmailDomain
from registry.organisations.queries import organisation

DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


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
