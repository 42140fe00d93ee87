"""Saying which systems an organisation has, and whether others may be told what fits. Rows are only ever replaced."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid
from registry.core.events import emit
from registry.core.replacing import put_in_place
from registry.estates.events import EstateShared, EstateStated
from registry.estates.models import EstateItem, EstateSharing
from registry.estates.queries.estate import Estate, Line, estate
from registry.organisations.models import Organisation
from registry.rules.answers import tidy
from registry.rules.compatibility import version_in
from registry.rules.policy import Actor, Permission

LONGEST = 200
OLDER = (
    "Somebody of your force changed this after you opened the page, or the page was sent twice. Nothing of what you sent "
    "was saved. Look at what stands now, and send yours again if it is still needed."
)


@dataclass(frozen=True)
class Said:
    """What is said of one kind of system: "yes", "no", or nothing; and the family of products."""

    held: str = ""
    family: str = ""

    @property
    def answer(self) -> bool | None:
        """As it is stored."""
        return {"yes": True, "no": False}.get(self.held)


@command
def state_estate(
    actor: Actor, slug: str, read_at: int, said: Mapping[str, Said], still_true: bool = False
) -> list[EstateItem]:
    """State the kinds of system that an organisation has; only what changed is written, unless all is still true.

    Raises NotAllowed to all but its contributors and leads, Conflict on a page begun on an older state, and Invalid,
    field by field, for what cannot be.
    """
    found = estate(actor, slug, Permission.ESTATE_EDIT)
    _lock(found.organisation.id)
    found = estate(actor, slug, Permission.ESTATE_EDIT)
    if found.read_at != read_at:
        raise Conflict(OLDER)
    _refuse(found, said)
    changed = [line for line in found.lines if _changes(line, said.get(line.code), still_true)]
    rows = [_put(actor, found, line, said.get(line.code, Said())) for line in changed]
    if rows:
        emit(
            EstateStated(
                actor_id=actor.id, organisation_id=found.organisation.id, rows=len(rows), newest_id=rows[-1].id
            )
        )
    return rows


@command
def confirm_estate(actor: Actor, slug: str, read_at: int) -> list[EstateItem]:
    """Say that all that an organisation states of its systems is still true. Raises as `state_estate` does."""
    found = estate(actor, slug, Permission.ESTATE_EDIT)
    answers = {True: "yes", False: "no"}
    said = {line.code: Said(answers[line.held], line.family) for line in found.lines if line.held is not None}
    return state_estate(actor, slug, read_at, said, still_true=True)


@command
def share(actor: Actor, slug: str, agreed: bool) -> EstateSharing:
    """Let policing be told which tools fit an organisation's systems, or let it be told no more.

    Raises NotAllowed to all but its leads.
    """
    found = estate(actor, slug, Permission.ESTATE_SHARE)
    _lock(found.organisation.id)
    old = db.session.scalar(
        select(EstateSharing).where(
            EstateSharing.organisation_id == found.organisation.id, EstateSharing.replaced_by_id.is_(None)
        )
    )
    row = EstateSharing(
        organisation_id=found.organisation.id, agreed=agreed, recorded_at=clock.now(), recorded_by_id=actor.id
    )
    put_in_place(row, old)
    emit(EstateShared(actor_id=actor.id, organisation_id=row.organisation_id, agreed=agreed))
    return row


def _lock(organisation_id: int) -> None:
    """One at a time says something of an organisation's systems."""
    db.session.execute(
        select(Organisation.id).where(Organisation.id == organisation_id).with_for_update(key_share=True)
    )


def _refuse(found: Estate, said: Mapping[str, Said]) -> None:
    wrong = {}
    for line in found.lines:
        one = said.get(line.code, Said())
        family = tidy(one.family, lines=False)
        if one.held not in ("", "yes", "no"):
            wrong[f"held-{line.code}"] = f"{line.label}: choose whether your force has it."
        if len(family) > LONGEST:
            wrong[f"family-{line.code}"] = (
                f"{line.label}: shorten the family of products to {LONGEST} characters or fewer."
            )
        elif family != line.family and (version := version_in(family)):
            wrong[f"family-{line.code}"] = (
                f"{line.label}: leave out the version ({version}). The family of products is enough to say what fits, and "
                "a version would tell an attacker what is out of date."
            )
        elif family and one.held != "yes":
            wrong[f"held-{line.code}"] = (
                f"{line.label}: say that your force has it, or leave out the family of products."
            )
    if wrong:
        raise Invalid("Nothing was saved. Mend what is marked and send it again.", wrong)


def _changes(line: Line, said: Said | None, still_true: bool) -> bool:
    if said is None:
        return False
    same = (said.answer, tidy(said.family, lines=False)) == (line.held, line.family)
    return not same or (still_true and line.held is not None)


def _put(actor: Actor, found: Estate, line: Line, said: Said) -> EstateItem:
    old = db.session.scalar(
        select(EstateItem).where(
            EstateItem.organisation_id == found.organisation.id,
            EstateItem.category == line.code,
            EstateItem.replaced_by_id.is_(None),
        )
    )
    row = EstateItem(
        organisation_id=found.organisation.id,
        category=line.code,
        held=said.answer,
        family=tidy(said.family, lines=False) or None,
        stated_on=clock.today(),
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    put_in_place(row, old)
    return row
