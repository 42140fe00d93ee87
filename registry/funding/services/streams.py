"""Recording money behind a tool or an adoption. A row never changes: a new one takes its place."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from registry.catalogue.queries.drafts import locked_tool
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid
from registry.core.events import emit
from registry.funding.events import FundingConfirmed, FundingRecorded, FundingReleased, FundingWithdrawn
from registry.funding.models import FundingStream, Purpose
from registry.funding.queries.streams import Choices, choices, old, standing, stream_to
from registry.rules.answers import tidy
from registry.rules.policy import Actor, Permission, require
from registry.rules.words import Visibility

EARLIEST = date(1990, 1, 1)
FURTHEST = timedelta(days=366 * 30)
LONGEST = 200
MOST = 10**12
CURRENCY = re.compile(r"[A-Z]{3}")
SAID = ("tool_id", "organisation_id", "purpose", "name", "funder", "amount", "currency", "starts_on", "ends_on")
NOT_SAVED = "The funding was not saved. Mend what is marked and send it again."


@dataclass(frozen=True)
class Details:
    """The facts of a stream as they are typed."""

    organisation: str  # whose money; the slug
    purpose: str = Purpose.ADOPTION.value
    name: str = ""
    funder: str = ""
    amount: str = ""
    currency: str = "GBP"
    starts_on: date | None = None
    ends_on: date | None = None


@command
def record(actor: Actor, slug: str, details: Details, stream_id: int | None = None) -> FundingStream:
    """Record a stream, or replace one; policing alone reads it until it is released.

    The same facts sent twice are one stream: the one that stands is returned unchanged, unless what it says is too old
    to be shown; then the new row takes its place. Raises NotAllowed
    to all but contributors and leads of the organisation whose money it is, NotFound when it was replaced or taken back
    meanwhile, and Invalid, field by field, for what cannot be.
    """
    choices(actor, slug, stream_id)
    tool = locked_tool(slug)
    offered = choices(actor, slug, stream_id)
    home = next((one for one in offered.homes if one.slug == details.organisation), None)
    wrong = _problems(offered, details)
    if wrong or home is None:
        raise Invalid(NOT_SAVED, wrong)
    amount = _amount(details.amount)
    row = FundingStream(
        tool_id=tool.id,
        organisation_id=home.id,
        purpose=Purpose(details.purpose),
        name=tidy(details.name, lines=False),
        funder=tidy(details.funder, lines=False) or None,
        amount=amount,
        currency=details.currency.strip().upper() or "GBP",
        starts_on=details.starts_on,
        ends_on=details.ends_on,
        visibility=Visibility.POLICING,
        stated_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
        synthetic=tool.synthetic,
    )
    require(actor, Permission.FUNDING_RECORD, row)
    replaced, known = offered.stream, _like_it(row)
    if known is not None and replaced is None and not old(known):
        return known
    if known is not None and replaced is not None and known.id != replaced.id:
        raise Invalid(NOT_SAVED, {"name": "Another funding of this tool says the same. Take back the one too many."})
    replaced = replaced or known
    _put_in_place(row, replaced)
    emit(FundingRecorded(**_facts(actor, row), replaces_id=replaced.id if replaced else None))
    return row


@command
def confirm(actor: Actor, slug: str, stream_id: int) -> FundingStream:
    """Say that the facts of a stream are still true. Raises as `record` does, for leads alone."""
    before = _locked(Permission.FUNDING_CONFIRM, actor, slug, stream_id)
    row = _like(before, actor, stated_on=clock.today())
    _put_in_place(row, before)
    emit(FundingConfirmed(**_facts(actor, row), replaces_id=before.id))
    return row


@command
def release(actor: Actor, slug: str, stream_id: int, visibility: Visibility, role: str) -> FundingStream:
    """Release a stream to everybody, saying in which role, or keep it to policing again; a new row says so.

    Raises NotAllowed to all but leads and assurers of the organisation whose money it is, Invalid without a role.
    """
    before = _locked(Permission.FUNDING_RELEASE, actor, slug, stream_id)
    role = tidy(role, lines=False)
    wrong = {}
    if visibility not in (Visibility.PUBLIC, Visibility.POLICING):
        wrong["visibility"] = "Choose who may see it."
    if not role or len(role) > LONGEST:
        wrong["role"] = "Say which role released it, for example Head of finance, in 200 characters or fewer."
    if wrong:
        raise Invalid("Nothing was released. Mend what is marked and send it again.", wrong)
    row = _like(before, actor, visibility=visibility, released_by_role=role)
    _put_in_place(row, before)
    emit(FundingReleased(**_facts(actor, row), visibility=visibility.value, replaces_id=before.id))
    return row


@command
def take_back(actor: Actor, slug: str, stream_id: int) -> FundingStream:
    """Take a stream back: nobody is shown it any more, and its row stays. Raises as `record` does."""
    row = _locked(Permission.FUNDING_RECORD, actor, slug, stream_id)
    row.withdrawn_at = clock.now()
    emit(FundingWithdrawn(**_facts(actor, row)))
    return row


def _locked(permission: Permission, actor: Actor, slug: str, stream_id: int) -> FundingStream:
    stream_to(permission, actor, slug, stream_id)
    locked_tool(slug)
    return stream_to(permission, actor, slug, stream_id)


def _facts(actor: Actor, row: FundingStream) -> dict[str, Any]:
    return {
        "actor_id": actor.id,
        "tool_id": row.tool_id,
        "organisation_id": row.organisation_id,
        "stream_id": row.id,
    }


def _like(before: FundingStream, actor: Actor, **changed: Any) -> FundingStream:
    kept = (*SAID, "visibility", "released_by_role", "stated_on", "synthetic")
    facts = {name: getattr(before, name) for name in kept}
    return FundingStream(**{**facts, **changed}, recorded_at=clock.now(), recorded_by_id=actor.id)


def _like_it(row: FundingStream) -> FundingStream | None:
    """The standing stream that says the same, if there is one; the tool's lock keeps two from being recorded at once."""
    same = (getattr(FundingStream, name).is_not_distinct_from(getattr(row, name)) for name in SAID)
    return db.session.scalar(select(FundingStream).where(standing(), *same).order_by(FundingStream.id).limit(1))


def _put_in_place(row: FundingStream, before: FundingStream | None) -> None:
    db.session.add(row)
    db.session.flush()
    if before is not None:
        before.replaced_by_id = row.id
        db.session.flush()


def _amount(typed: str) -> int | None:
    digits = re.sub(r"[£,\s]", "", typed)
    return int(digits) if digits.isdecimal() and len(digits) < 15 else None


def _problems(offered: Choices, details: Details) -> dict[str, str]:
    wrong = {}
    home = next((one for one in offered.homes if one.slug == details.organisation), None)
    if home is None:
        wrong["organisation"] = "Choose whose money it is."
    if details.purpose not in set(Purpose):
        wrong["purpose"] = "Choose what it pays for."
    elif home and details.purpose == Purpose.TOOL and home.id != offered.tool.owner_id:
        wrong["purpose"] = "Only the organisation that answers for the tool has money for the tool itself."
    elif home and details.purpose == Purpose.ADOPTION and home.id not in offered.adopters:
        wrong["purpose"] = "Record first that your organisation has the tool; then say what pays for that."
    if not tidy(details.name, lines=False):
        wrong["name"] = "Say what the money is called, for example Contact centre budget."
    for name, text in (("name", details.name), ("funder", details.funder)):
        if len(tidy(text, lines=False)) > LONGEST:
            wrong[name] = "Shorten this to 200 characters or fewer."
    amount = _amount(details.amount)
    if details.amount.strip() and (amount is None or amount > MOST):
        wrong["amount"] = "Enter whole pounds, or whole units of the currency, for example 120,000."
    if not CURRENCY.fullmatch(details.currency.strip().upper() or "GBP"):
        wrong["currency"] = "Enter the three letters of the currency, for example GBP."
    return wrong | _dates(details)


def _dates(details: Details) -> dict[str, str]:
    wrong = {}
    last = clock.today() + FURTHEST
    for name, day in (("starts_on", details.starts_on), ("ends_on", details.ends_on)):
        if day is not None and not EARLIEST <= day <= last:
            wrong[name] = f"Check the year: it must be between {EARLIEST.year} and {last.year}."
    if not wrong and details.starts_on and details.ends_on and details.ends_on < details.starts_on:
        wrong["ends_on"] = "The end date must be on or after the start date."
    return wrong
