"""Records that are offered to another organisation, and who owned them before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Tool, Transfer, Version
from registry.catalogue.queries.orphans import is_orphaned
from registry.catalogue.queries.tools import known_tool
from registry.core import clock
from registry.core.db import db
from registry.core.errors import NotAllowed, NotFound
from registry.organisations.models import Organisation
from registry.organisations.queries import of_kinds
from registry.rules.lifecycles import TransferState
from registry.rules.policy import Actor, Permission, allows, require
from registry.rules.words import POLICING_KINDS, Role

NO_OFFER = "There is no such offer, or it was not made to your organisation."


@dataclass(frozen=True)
class Former:
    """Who owned a record, and until when."""

    name: str
    slug: str
    until: datetime


@dataclass(frozen=True)
class OfferPage:
    """A record as its owner hands it over: the open offer, or the organisations it can be offered to."""

    tool: Tool
    offer: Transfer | None
    choices: Sequence[Organisation]
    former: Sequence[Former]


@dataclass(frozen=True)
class AnswerPage:
    """An offer as the leads of the other organisation see it."""

    transfer: Transfer
    open: bool
    versions: int


def offer_page(actor: Actor, slug: str) -> OfferPage:
    """A record with its open offer, for the owner's lead, or for the registrar while nobody leads its owner.

    Raises NotFound to those who may not know of it, NotAllowed to those who may not hand it over.
    """
    tool = tool_to_hand_over(actor, slug)
    offer = open_offer(tool.id)
    return OfferPage(tool, offer, [] if offer else receivers(tool), former_owners(tool.id))


def tool_to_hand_over(actor: Actor, slug: str) -> Tool:
    """The record, if the actor may offer it to somebody."""
    tool = db.session.scalar(select(Tool).where(Tool.slug == slug).options(joinedload(Tool.owner)))
    if tool is None or not allows(actor, Permission.TRANSFER_OFFER, tool):
        tool = known_tool(actor, slug)
        require(actor, Permission.TRANSFER_OFFER, tool)
    refuse_keeper(actor, tool)
    return tool


def refuse_keeper(actor: Actor, tool: Tool) -> None:
    """Raise NotAllowed to a registrar while the owner can speak for itself."""
    if (tool.owner_id, Role.LEAD) in actor.roles or is_orphaned(tool):
        return
    message = (
        "This record is held from published sources. The lead of a force that they name as its origin claims it."
        if tool.from_sources
        else "This record has an owner with a lead, who alone can hand it over. Ask that organisation."
    )
    raise NotAllowed(message, permission=Permission.TRANSFER_OFFER, subject=f"tool:{tool.id}", actor_id=actor.id)


def receivers(tool: Tool) -> list[Organisation]:
    """Policing organisations that stand today and are invented, or real, as the record is; the owner left out."""
    return [
        found for found in of_kinds(*POLICING_KINDS) if found.synthetic == tool.synthetic and found.id != tool.owner_id
    ]


def open_offer(tool_id: int) -> Transfer | None:
    """The offer of a tool that can still be answered; one that ran out counts as lapsed."""
    return db.session.scalar(
        select(Transfer)
        .where(
            Transfer.tool_id == tool_id,
            Transfer.state == TransferState.OFFERED,
            Transfer.expires_at > clock.now(),
        )
        .options(joinedload(Transfer.receiver), joinedload(Transfer.giver))
    )


def answer_page(actor: Actor, transfer_id: int) -> AnswerPage:
    """An offer for the leads of the organisation that it was made to: two statements. Raises NotFound to others."""
    transfer = offered_to(actor, transfer_id)
    versions = select(func.count()).select_from(Version).where(Version.tool_id == transfer.tool_id)
    return AnswerPage(transfer, still_open(transfer), db.session.scalar(versions) or 0)


def offered_to(actor: Actor, transfer_id: int) -> Transfer:
    """The offer, answered or not, for a lead of the organisation that it was made to. Raises NotFound to others."""
    found = db.session.scalar(
        select(Transfer)
        .where(Transfer.id == transfer_id)
        .options(
            joinedload(Transfer.tool),
            joinedload(Transfer.giver),
            joinedload(Transfer.receiver),
        )
        .execution_options(populate_existing=True)
    )
    if found is None or not allows(actor, Permission.TRANSFER_ACCEPT, found):
        raise NotFound(NO_OFFER)
    return found


def still_open(transfer: Transfer) -> bool:
    """Whether it can be answered: offered, and not yet lapsed."""
    return transfer.state is TransferState.OFFERED and transfer.expires_at > clock.now()


def offers_to(actor: Actor) -> Sequence[Transfer]:
    """What is offered to the organisations that the actor leads, soonest to lapse first: one statement."""
    led = actor.at(Role.LEAD)
    if not led:
        return []
    return db.session.scalars(
        select(Transfer)
        .where(Transfer.to_id.in_(led), Transfer.state == TransferState.OFFERED, Transfer.expires_at > clock.now())
        .options(joinedload(Transfer.tool), joinedload(Transfer.giver))
        .order_by(Transfer.expires_at, Transfer.id)
        .limit(100)
    ).all()


def former_owners(tool_id: int) -> list[Former]:
    """The organisations that owned a tool before, the latest first: one statement. Public, as organisations are."""
    rows = db.session.execute(
        select(Organisation.name, Organisation.slug, Transfer.answered_at)
        .join(Transfer, Transfer.from_id == Organisation.id)
        .where(Transfer.tool_id == tool_id, Transfer.state == TransferState.ACCEPTED)
        .order_by(Transfer.answered_at.desc(), Transfer.id.desc())
        .limit(20)
    )
    return [Former(row.name, row.slug, row.answered_at) for row in rows if row.answered_at]
