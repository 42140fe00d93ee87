"""Invented organisations and records in great number, marked as such on every row."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from registry.accounts.models import Person
from registry.catalogue.models import Tool
from registry.core.audit import verify
from registry.core.db import db
from registry.core.errors import Conflict, Invalid
from registry.core.events import head
from registry.core.progress import Progress
from registry.seeding.synthetic import plan
from registry.seeding.synthetic.load import Part, load, slug
from registry.seeding.synthetic.world import World, settle

BATCH = 250
FEWEST_FORCES = 48


@dataclass(frozen=True)
class Wanted:
    """How many records, and the seed that they are made from."""

    tools: int
    adoptions: int
    seed: int = 1
    force: bool = False


def seed_synthetic(wanted: Wanted, progress: Progress) -> int:
    """Add invented tools with evidence, assessments and adoptions; returns how many were added.

    Each batch is an action of its own: a stopped run goes on with the next. Refused in a database that holds
    real records unless forced, and when the audit trail does not verify afterwards.
    """
    _refuse(wanted)
    forces = max(FEWEST_FORCES, -(-3 * wanted.adoptions // (2 * wanted.tools)))
    world = settle(forces)
    added = _add(wanted, world, progress)
    _verify(progress)
    return added


def _add(wanted: Wanted, world: World, progress: Progress) -> int:
    spread = plan.shares(wanted.seed, wanted.tools, wanted.adoptions, len(world.organisations))
    parts = [Part(wanted.seed, first, spread[first : first + BATCH]) for first in range(0, wanted.tools, BATCH)]
    there = _stored(parts)
    progress.start("Invented records", wanted.tools)
    added = 0
    for part in parts:
        if part.first not in there:
            added += load(part, world)
            db.session.expunge_all()
        progress.advance(len(part.numbers))
    progress.finish()
    return added


def _stored(parts: list[Part]) -> set[int]:
    """The batches that an earlier run stored, by their first tool."""
    wanted = {slug(part.seed, part.first): part.first for part in parts}
    found: set[int] = set()
    for some in _by_hundreds(list(wanted)):
        found |= {wanted[name] for name in db.session.scalars(select(Tool.slug).where(Tool.slug.in_(some)))}
    return found


def _by_hundreds(slugs: list[str]) -> Iterator[list[str]]:
    return (slugs[start : start + 100] for start in range(0, len(slugs), 100))


def _refuse(wanted: Wanted) -> None:
    real = select(Tool.id).where(~Tool.synthetic).limit(1), select(Person.id).where(~Person.synthetic).limit(1)
    if not wanted.force and any(db.session.scalar(statement) is not None for statement in real):
        raise Conflict(
            "This database holds real records, and invented ones would stand among them. "
            "Use a database of its own (DATABASE_URL), or say --force if you mean it."
        )
    if wanted.adoptions > wanted.tools * 100:
        raise Invalid("That is more than 100 adoptions for each tool. Ask for more tools, or for fewer adoptions.")


def _verify(progress: Progress) -> None:
    progress.start("Audit trail", head(db.session)[0])
    done = 0

    def tick(count: int) -> None:
        nonlocal done
        progress.advance(count - done)
        done = count

    finding = verify(db.session, tick=tick)
    progress.finish()
    if finding.fault:
        raise Conflict(f"The audit trail does not hold: {finding.fault}")
