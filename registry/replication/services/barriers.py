"""Barriers that are met on the way: opened, seen to by somebody, got past."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotFound, WrongState
from registry.core.events import emit
from registry.organisations.models import Organisation
from registry.replication.events import BarrierAssigned, BarrierOpened, BarrierResolved
from registry.replication.models import Adoption, Barrier, BarrierMet
from registry.replication.queries.scope import released_to
from registry.replication.services import checks
from registry.replication.services.steps import Place, lock_tool, readable_tool
from registry.rules import policy
from registry.rules.lifecycles import PATH, Stage
from registry.rules.markings import marking
from registry.rules.policy import Actor, Permission
from registry.rules.wording import spoken
from registry.rules.words import Standing

SHORT = 200
IN_PROGRESS = (*PATH, Stage.PAUSED)


@dataclass(frozen=True)
class BarrierDetails:
    """What stands in the way, since when, and who sees to it: a role, of this organisation or another."""

    code: str
    opened_on: date | None
    note: str = ""
    owner: str = ""  # the slug of an organisation
    owner_role: str = ""


@command
def open_barrier(actor: Actor, tool_id: int, organisation_id: int, details: BarrierDetails) -> BarrierMet:
    """Name a barrier that the actor's organisation meets with a tool while it goes along.

    Refuses what is not in progress there, a barrier that is open already, a day in the future and a marked text.
    """
    readable_tool(actor, tool_id)
    policy.require(actor, Permission.BARRIER_OPEN, Place(tool_id, organisation_id))
    lock_tool(tool_id)
    adoption = _in_progress(tool_id, organisation_id)
    barrier = db.session.scalar(select(Barrier).where(Barrier.code == details.code))
    owner = _organisation(details.owner)
    wrong = {} if barrier else {"code": "Choose a barrier from the list"}
    wrong |= _day("opened_on", details.opened_on) | _prose("note", details.note) | _owned(details, owner)
    checks.refuse(wrong)
    if barrier is None or details.opened_on is None:
        raise Invalid(checks.PROBLEM)
    if _is_open(tool_id, organisation_id, barrier.id):
        raise Conflict("This barrier is open already. See to it, or say how you got past it.")
    met = BarrierMet(
        tool_id=tool_id,
        organisation_id=organisation_id,
        barrier_id=barrier.id,
        stage=adoption.stage,
        note=details.note.strip() or None,
        opened_on=details.opened_on,
        opened_at=clock.now(),
        opened_by_id=actor.id,
        owner_id=owner.id if owner else None,
        owner_role=details.owner_role.strip() or None,
        synthetic=adoption.synthetic,
    )
    db.session.add(met)
    db.session.flush()
    emit(BarrierOpened(**_named(actor, met, barrier)))
    return met


@command
def assign_barrier(actor: Actor, met_id: int, owner: str, owner_role: str) -> BarrierMet:
    """Say who sees to an open barrier. Refuses one that was got past, and an unknown organisation."""
    met, barrier = _opened(actor, Permission.BARRIER_ASSIGN, met_id)
    found = _organisation(owner)
    checks.refuse(_owned(BarrierDetails(barrier.code, None, owner=owner, owner_role=owner_role), found))
    met.owner_id, met.owner_role = found.id if found else None, owner_role.strip() or None
    emit(BarrierAssigned(**_named(actor, met, barrier), owner_id=met.owner_id))
    return met


@command
def resolve_barrier(actor: Actor, met_id: int, resolved_on: date | None, how: str) -> BarrierMet:
    """Say since when it is got past, and how: that helps the next force most. Refuses it without either."""
    met, barrier = _opened(actor, Permission.BARRIER_RESOLVE, met_id)
    wrong = _day("resolved_on", resolved_on) | _prose("how", how)
    if not how.strip():
        wrong["how"] = "Say how you got past it, in a sentence or two"
    if resolved_on and resolved_on < met.opened_on:
        wrong["resolved_on"] = f"The date must be on or after {spoken(met.opened_on)}, when it was met"
    checks.refuse(wrong)
    met.resolved_on, met.how = resolved_on, how.strip()
    met.resolved_at, met.resolved_by_id = clock.now(), actor.id
    emit(BarrierResolved(**_named(actor, met, barrier)))
    return met


def _opened(actor: Actor, permission: Permission, met_id: int) -> tuple[BarrierMet, Barrier]:
    met = db.session.get(BarrierMet, met_id, with_for_update=True, populate_existing=True)
    if met is None or not _known(actor, met):
        raise NotFound("No such barrier.")
    readable_tool(actor, met.tool_id)
    policy.require(actor, permission, met)
    if met.resolved_at is not None:
        raise WrongState("It is recorded already how this barrier was got past.")
    return met, db.session.get_one(Barrier, met.barrier_id)


def _known(actor: Actor, met: BarrierMet) -> bool:
    """Whether the actor may read the organisation's present adoption of the tool, or belongs there."""
    present = select(Adoption.id).where(
        Adoption.tool_id == met.tool_id, Adoption.organisation_id == met.organisation_id, Adoption.is_current
    )
    return met.organisation_id in actor.organisations or bool(db.session.scalar(present.where(released_to(actor))))


def _in_progress(tool_id: int, organisation_id: int) -> Adoption:
    adoption = db.session.scalar(
        select(Adoption).where(
            Adoption.tool_id == tool_id, Adoption.organisation_id == organisation_id, Adoption.is_current
        )
    )
    own = adoption is not None and adoption.standing in (Standing.CONFIRMED, Standing.UNCONFIRMED)
    if adoption is None or not own or adoption.stage not in IN_PROGRESS:
        raise WrongState("Record first where your force stands. An end names its own barriers.")
    return adoption


def _is_open(tool_id: int, organisation_id: int, barrier_id: int) -> bool:
    known = select(BarrierMet.id).where(
        BarrierMet.tool_id == tool_id,
        BarrierMet.organisation_id == organisation_id,
        BarrierMet.barrier_id == barrier_id,
        BarrierMet.resolved_at.is_(None),
    )
    return db.session.scalar(known) is not None


def _organisation(slug: str) -> Organisation | None:
    return db.session.scalar(select(Organisation).where(Organisation.slug == slug)) if slug else None


def _owned(details: BarrierDetails, owner: Organisation | None) -> dict[str, str]:
    wrong = {"owner": "Choose an organisation on the list"} if details.owner and owner is None else {}
    if len(details.owner_role) > SHORT:
        wrong["owner_role"] = f"Use {SHORT} characters or fewer"
    return wrong


def _day(field: str, day: date | None) -> dict[str, str]:
    if day is None:
        return {field: "Enter the date"}
    return {field: "The date must be today or in the past"} if day > clock.today() else {}


def _prose(field: str, text: str) -> dict[str, str]:
    if len(text) > checks.LONGEST:
        return {field: f"Use {checks.LONGEST:,} characters or fewer"}
    found = marking(text)
    return {field: f"Take out what is marked {found}: OFFICIAL at most"} if found else {}


def _named(actor: Actor, met: BarrierMet, barrier: Barrier) -> dict[str, Any]:
    return {
        "actor_id": actor.id,
        "tool_id": met.tool_id,
        "organisation_id": met.organisation_id,
        "barrier_met_id": met.id,
        "barrier": barrier.code,
    }
