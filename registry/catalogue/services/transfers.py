"""Handing a record to another organisation: offered, then accepted, declined, taken back or lapsed."""

from datetime import datetime, timedelta

from sqlalchemy import select

from registry.catalogue.events import (
    TransferAccepted,
    TransferDeclined,
    TransferEvent,
    TransferLapsed,
    TransferOffered,
    TransferWithdrawn,
)
from registry.catalogue.models import Tool, Transfer
from registry.catalogue.queries.drafts import locked_tool
from registry.catalogue.queries.transfers import offered_to, receivers, refuse_keeper, still_open, tool_to_hand_over
from registry.catalogue.services.loading import add_step
from registry.catalogue.services.opening import open_to_suppliers
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, WrongState
from registry.core.events import emit
from registry.core.states import words
from registry.organisations.models import Organisation
from registry.rules import policy
from registry.rules.answers import tidy
from registry.rules.lifecycles import TRANSFER, ToolState, TransferState
from registry.rules.policy import Actor, Permission
from registry.rules.words import Role

VALID = timedelta(days=30)
LONGEST = 2_000


@command
def offer_transfer(actor: Actor, slug: str, organisation_slug: str, reason: str) -> Transfer:
    """Offer a record to another policing organisation; it stands for 30 days.

    Raises NotAllowed to others than the owner's lead, and the registrar for an orphan; Invalid for an organisation
    that cannot take it or a missing reason; WrongState while another offer stands.
    """
    tool = locked_tool(tool_to_hand_over(actor, slug).slug)
    policy.require(actor, Permission.TRANSFER_OFFER, tool)
    refuse_keeper(actor, tool)
    if tool.from_sources or tool.state is ToolState.RETIRED:
        raise WrongState(
            "A record that is held from published sources is claimed, and a retired one stays where it is."
        )
    receiver = next((found for found in receivers(tool) if found.slug == organisation_slug), None)
    message = _refuse_wrong(receiver, reason)
    _refuse_second(tool)
    moment = clock.now()
    transfer = Transfer(
        tool_id=tool.id,
        from_id=tool.owner_id,
        to_id=receiver.id if receiver else 0,
        reason=message,
        offered_by_id=actor.id,
        offered_at=moment,
        expires_at=moment + VALID,
    )
    db.session.add(transfer)
    db.session.flush()
    add_step(actor, tool, "offer", receiver.name if receiver else "")
    _emit(TransferOffered, actor, transfer)
    return transfer


@command
def accept_transfer(actor: Actor, transfer_id: int) -> Tool:
    """Take a record over: the owner changes; versions, events, adoptions, drafts, helpers and access stay.

    Raises NotFound to others than the receiver's leads, WrongState when it was answered, lapsed or overtaken.
    """
    tool, transfer = _taken(actor, transfer_id, "accept")
    policy.require(actor, Permission.TRANSFER_ACCEPT, transfer)
    receiver = transfer.receiver
    if receiver.valid_to is not None and receiver.valid_to < clock.today():
        raise WrongState(f"{receiver.name} has ended, so it cannot take over a record.")
    if receiver.synthetic != tool.synthetic:
        raise WrongState("An example record stays with example organisations, and a real one with real ones.")
    giver = transfer.giver.name
    transfer.state = TRANSFER.move("accept", transfer.state)
    _answered(actor, transfer)
    tool.owner_id = receiver.id
    tool.owner = receiver
    add_step(actor, tool, "transfer", giver)
    _emit(TransferAccepted, actor, transfer)
    open_to_suppliers(tool, actor.id)
    return tool


@command
def decline_transfer(actor: Actor, transfer_id: int, reason: str) -> Transfer:
    """Say no to a record, with a reason. Raises as `accept_transfer` does, and Invalid without a reason."""
    tool, transfer = _taken(actor, transfer_id, "decline")
    policy.require(actor, Permission.TRANSFER_DECLINE, transfer)
    transfer.answer = _said(reason, "Say why, so that the owner can look for another.")
    transfer.state = TRANSFER.move("decline", transfer.state)
    _answered(actor, transfer)
    add_step(actor, tool, "decline-transfer").actor_role = f"Lead, {transfer.receiver.name}"[:200]
    _emit(TransferDeclined, actor, transfer)
    return transfer


@command
def withdraw_transfer(actor: Actor, slug: str) -> Transfer:
    """Take an offer back while nobody has answered it.

    Raises WrongState when there is none any more, NotAllowed to others than the giver's lead and the registrar.
    """
    tool = locked_tool(tool_to_hand_over(actor, slug).slug)
    transfer = _newest(tool)
    if transfer is None:
        raise WrongState("This record is offered to nobody.")
    policy.require(actor, Permission.TRANSFER_WITHDRAW, transfer)
    _refuse_over(transfer, "withdraw")
    add_step(actor, tool, "take-back-offer")
    if (transfer.from_id, Role.LEAD) in actor.roles:
        transfer.state = TRANSFER.move("withdraw", transfer.state)
        _answered(actor, transfer)
        _emit(TransferWithdrawn, actor, transfer)
    else:  # the registrar ends what nobody of the owner can
        policy.require(actor, Permission.TRANSFER_LAPSE, transfer)
        _lapse(transfer, actor)
    return transfer


def lapse_transfers(moment: datetime) -> int:
    """Lapse every offer whose time is over; returns how many. For the worker's timer."""
    over = select(Transfer.id).where(Transfer.state == TransferState.OFFERED, Transfer.expires_at <= moment)
    return sum(_lapse_one(number, moment) for number in db.session.scalars(over.limit(1_000)).all())


@command
def _lapse_one(transfer_id: int, moment: datetime) -> int:
    transfer = db.session.get_one(Transfer, transfer_id, with_for_update=True, populate_existing=True)
    if transfer.state is not TransferState.OFFERED or transfer.expires_at > moment:
        return 0
    _lapse(transfer)
    return 1


def _lapse(transfer: Transfer, actor: Actor | None = None) -> None:
    transfer.state = TRANSFER.move("lapse", transfer.state)
    transfer.answered_at = clock.now()
    db.session.flush()
    _emit(TransferLapsed, actor, transfer)


def _day(moment: datetime) -> str:
    day = moment.astimezone(clock.LONDON)
    return f"{day.day} {day:%B %Y}"


def _taken(actor: Actor, transfer_id: int, verb: str) -> tuple[Tool, Transfer]:
    """The record, locked, and then the offer as it is now; refused when it is over."""
    slug = offered_to(actor, transfer_id).tool.slug
    locked_tool(slug)
    transfer = offered_to(actor, transfer_id)
    tool = locked_tool(slug)  # whole again: reading the offer afresh read its tool in part
    _refuse_over(transfer, verb)
    if tool.owner_id != transfer.from_id:
        raise WrongState("The record has another owner by now, so this offer no longer holds.")
    return tool, transfer


def _refuse_over(transfer: Transfer, verb: str) -> None:
    if still_open(transfer):
        return
    if transfer.state in (TransferState.OFFERED, TransferState.LAPSED):
        raise WrongState(f"This offer lapsed on {_day(transfer.expires_at)}, because nobody answered it in 30 days.")
    when = f" on {_day(transfer.answered_at)}" if transfer.answered_at else ""
    raise WrongState(
        f"You cannot {verb} this offer: it was {words(transfer.state)}{when}. Somebody else was first, or it was sent twice."
    )


def _refuse_second(tool: Tool) -> None:
    """Raise WrongState while an offer stands; lapse one whose time is over."""
    standing = db.session.scalar(
        select(Transfer).where(Transfer.tool_id == tool.id, Transfer.state == TransferState.OFFERED)
    )
    if standing is None:
        return
    if still_open(standing):
        raise WrongState("This record is offered to an organisation already. Take that offer back first.")
    _lapse(standing)


def _newest(tool: Tool) -> Transfer | None:
    found = select(Transfer).where(Transfer.tool_id == tool.id, Transfer.from_id == tool.owner_id)
    return db.session.scalar(found.order_by(Transfer.id.desc()).limit(1))


def _refuse_wrong(receiver: Organisation | None, reason: str) -> str:
    wrong = {}
    if receiver is None:
        wrong["organisation"] = "Choose the police organisation that it is offered to."
    message = ""
    try:
        message = _said(reason, "Say why you offer it, so that they can decide.")
    except Invalid as refusal:
        wrong.update(refusal.fields)
    if wrong:
        raise Invalid("The record was not offered. Mend what is marked and send it again.", wrong)
    return message


def _said(reason: str, asked: str) -> str:
    message = tidy(reason)
    if not message or len(message) > LONGEST:
        asked = f"Shorten the reason to {LONGEST:,} characters or fewer." if message else asked
        raise Invalid(asked, {"reason": asked})
    return message


def _answered(actor: Actor, transfer: Transfer) -> None:
    transfer.answered_by_id = actor.id
    transfer.answered_at = clock.now()
    db.session.flush()


def _emit(kind: type[TransferEvent], actor: Actor | None, transfer: Transfer) -> None:
    emit(
        kind(
            actor_id=actor.id if actor else None,
            tool_id=transfer.tool_id,
            organisation_id=transfer.from_id,
            transfer_id=transfer.id,
            to_id=transfer.to_id,
        )
    )
