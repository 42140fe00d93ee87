"""The invented organisations, and what invented records refer to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from sqlalchemy import select

from registry.catalogue.models import Term
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import NotFound
from registry.core.events import emit
from registry.measures.models import Measure
from registry.organisations.models import Organisation
from registry.replication.models import Barrier
from registry.rules.words import OrganisationKind
from registry.seeding.events import ReferenceLoaded
from registry.seeding.files import Row, digest
from registry.seeding.services.rows import align
from registry.seeding.synthetic.plan import MAILBOX, Codes
from registry.seeding.synthetic.words import lists, places
from registry.standards.models import StandardVersion

COUNTED_ON = date(2025, 1, 1)
SOURCE = "Invented, to try the registry with"


@dataclass(frozen=True)
class World:
    """Numbers and codes that invented records refer to, each in a fixed order."""

    organisations: list[tuple[int, str]]  # number and name
    measures: list[tuple[int, str]]  # number and unit
    standards: list[int]  # versions
    barriers: list[int]
    codes: Codes


@command
def settle(count: int) -> World:
    """See to it that so many invented forces are there. Raises NotFound before the reference data are."""
    names = places()
    if count > len(names):
        raise NotFound(
            f"There are names for {len(names)} invented forces only. Ask for fewer adoptions, or more tools."
        )
    changes = align(Organisation, ["slug"], [_force(place, name) for place, name in enumerate(names[:count])])
    if changes:
        emit(
            ReferenceLoaded(
                actor_id=None,
                subject="invented-organisations",
                digest=digest("synthetic/words.yaml"),
                added=changes.added,
                changed=changes.changed,
            )
        )
    forces = [changes.rows[(_slug(name),)] for name in names[:count]]
    measures = db.session.execute(select(Measure.id, Measure.unit).order_by(Measure.code))
    return World(
        organisations=[(force.id, force.name) for force in forces],
        measures=[(row.id, row.unit) for row in measures],
        standards=list(db.session.scalars(select(StandardVersion.id).order_by(StandardVersion.id))),
        barriers=list(db.session.scalars(select(Barrier.id).order_by(Barrier.position))),
        codes=_codes(),
    )


def _codes() -> Codes:
    terms: dict[str, list[str]] = {"problem": [], "category": [], "technique": [], "user-group": []}
    wanted = select(Term.vocabulary, Term.code).where(Term.vocabulary.in_(terms)).order_by(Term.position)
    for vocabulary, code in db.session.execute(wanted):
        terms[vocabulary].append(code)
    if not all(terms.values()):
        raise NotFound("There are no vocabularies yet. Load the reference data first: flask seed reference")
    barriers: Sequence[str] = db.session.scalars(select(Barrier.code).order_by(Barrier.position)).all()
    return Codes(terms["problem"], terms["category"], terms["technique"], terms["user-group"], barriers)


def _force(place: int, name: str) -> Row:
    rng = Random(name)  # noqa: S311
    words = lists()
    return {
        "slug": _slug(name),
        "name": f"{name} {words['bodies'][place % len(words['bodies'])]} (example)",
        "kind": OrganisationKind.FORCE,
        "region": words["regions"][place % len(words["regions"])],
        "territorial": False,  # no map and no coverage of real forces counts it
        "officers_fte": rng.randint(800, 6_000),
        "officers_date": COUNTED_ON,
        "officers_source": SOURCE,
        "population": rng.randint(300_000, 2_500_000),
        "population_date": COUNTED_ON,
        "population_source": SOURCE,
        "mailbox": MAILBOX,
        "synthetic": True,
    }


def _slug(name: str) -> str:
    return f"example-{name.lower()}"
