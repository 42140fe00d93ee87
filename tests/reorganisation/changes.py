"""Changes of organisations as a registrar would ask for them."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from registry.core import clock
from registry.core.db import db
from registry.organisations.models import Organisation
from registry.reorganisation import services
from registry.reorganisation.models import Reorganisation
from registry.reorganisation.services import Details, NewOrganisation
from registry.rules.policy import Actor
from registry.rules.words import OrganisationKind, ReorganisationKind, Role
from tests import factories as f

SOURCE = "https://www.legislation.gov.uk/uksi/2026/1"


def yesterday() -> date:
    return clock.today() - timedelta(days=1)


def a_registrar() -> Actor:
    return f.AnActor(Role.REGISTRAR, f.AForce(kind=OrganisationKind.NATIONAL, territorial=False))


def merger(
    *before: Organisation, into: Organisation | None = None, name: str = "Marches Police", **fields: Any
) -> Details:
    values: dict[str, Any] = {
        "kind": ReorganisationKind.MERGE,
        "on": clock.today(),
        "reason": "An order of the Home Secretary",
        "source_url": SOURCE,
        "before": tuple(one.slug for one in before),
        "into": (into.slug,) if into else (),
        "new": () if into else (NewOrganisation(name),),
    }
    return Details(**{**values, **fields})


def split(before: Organisation, *names: str, **fields: Any) -> Details:
    values: dict[str, Any] = {
        "kind": ReorganisationKind.SPLIT,
        "on": clock.today(),
        "reason": "An order of the Home Secretary",
        "source_url": SOURCE,
        "before": (before.slug,),
        "new": tuple(NewOrganisation(name) for name in names),
    }
    return Details(**{**values, **fields})


def renaming(before: Organisation, name: str, **fields: Any) -> Details:
    values: dict[str, Any] = {
        "kind": ReorganisationKind.RENAME,
        "on": clock.today(),
        "reason": "A new name",
        "source_url": SOURCE,
        "before": (before.slug,),
        "name": name,
    }
    return Details(**{**values, **fields})


def made(actor: Actor, details: Details) -> Reorganisation:
    """Shown, and carried out as shown."""
    return services.change(actor, details, services.plan(actor, details).digest)


def undone(actor: Actor, entry: Reorganisation, rest: str = "") -> Reorganisation:
    plan = services.undo_plan(actor, entry.id)
    return services.undo(actor, entry.id, "It was a mistake", rest, plan.digest)


def called(name: str) -> Organisation:
    """The organisation of that name."""
    return db.session.scalars(select(Organisation).where(Organisation.name == name)).one()
