"""Exemptions: asked for with a reason that everybody may read, approved or refused by somebody else, over on their day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from registry.assurance.events import ExemptionApproved, ExemptionAsked, ExemptionEvent, ExemptionRefused
from registry.assurance.queries.standing import at, exemption, exemptions_of
from registry.assurance.queries.subjects import Subject, subject, subject_to
from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, WrongState
from registry.core.events import emit
from registry.rules import policy
from registry.rules.assessing import months_after
from registry.rules.lifecycles import EXEMPTION, ExemptionState
from registry.rules.policy import Actor, Permission
from registry.standards.models import Exemption, Standard
from registry.standards.queries import standard

LONGEST_MONTHS = 24


@dataclass(frozen=True)
class ExemptionDetails:
    """An exemption as it is asked for."""

    requirement: str
    reason: str
    expires_on: date | None

    def wrong(self, against: Standard) -> dict[str, str]:
        """What may not be kept, by field."""
        wrong = {}
        asked = against.versions[-1].requirements if against.versions else []
        if self.requirement not in {row.code for row in asked}:
            wrong["requirement"] = "Choose the requirement."
        if not self.reason or len(self.reason) > 2_000:
            wrong["reason"] = "Say why, in up to 2,000 characters that everybody may read."
        today, latest = clock.today(), months_after(clock.today(), LONGEST_MONTHS)
        if self.expires_on is None or not today < self.expires_on <= latest:
            wrong["expires_on"] = (
                f"Choose a day after today, within {LONGEST_MONTHS} months. It can be asked for again."
            )
        return wrong


@command
def ask_exemption(
    actor: Actor, slug: str, code: str, details: ExemptionDetails, organisation: str | None = None
) -> Exemption:
    """Ask that a requirement need not be met until a day. Raises NotAllowed, Invalid, and Conflict for a second request."""
    about = subject_to(Permission.EXEMPTION_ASK, actor, slug, organisation)
    against = standard(code)
    if against.judged_on != about.judged_on:
        raise Invalid("This standard is not judged here, so there is nothing to be exempt from.")
    wrong = details.wrong(against)
    if wrong:
        raise Invalid("Nothing was asked for. Mend what is marked.", wrong)
    db.session.execute(select(Tool.id).where(Tool.id == about.tool.id).with_for_update())
    requirement = next(row for row in against.versions[-1].requirements if row.code == details.requirement)
    if any(
        row.state is ExemptionState.ASKED and row.requirement.code == requirement.code
        for row in exemptions_of(about, against.id)
    ):
        raise Conflict("An exemption from this requirement is asked for already, and waits for an answer.")
    made = Exemption(
        tool_id=about.tool.id,
        adoption_id=about.adoption_id,
        requirement_id=requirement.id,
        reason=details.reason,
        expires_on=details.expires_on,
        state=ExemptionState.ASKED,
        asked_at=clock.now(),
        asked_by_id=actor.id,
    )
    db.session.add(made)
    db.session.flush()
    emit(_event(ExemptionAsked, actor, about, made))
    return made


@command
def approve_exemption(
    actor: Actor, slug: str, code: str, exemption_id: int, role: str, organisation: str | None = None
) -> Exemption:
    """Approve it until its day. Raises NotAllowed, and WrongState to whoever asked and for one that is settled."""
    about, found = _open(Permission.EXEMPTION_APPROVE, actor, (slug, code, organisation), exemption_id)
    if found.expires_on < clock.today():
        raise WrongState("The day until which it was asked for is over. It has to be asked for again.")
    _settle(actor, found, "approve", role)
    emit(_event(ExemptionApproved, actor, about, found))
    return found


@command
def refuse_exemption(
    actor: Actor, slug: str, code: str, exemption_id: int, role: str, note: str, organisation: str | None = None
) -> Exemption:
    """Refuse it, saying why. Raises as `approve_exemption` does."""
    about, found = _open(Permission.EXEMPTION_REFUSE, actor, (slug, code, organisation), exemption_id)
    if not note or len(note) > 2_000:
        raise Invalid("Nothing was recorded. Mend what is marked.", {"note": "Say why not, in up to 2,000 characters."})
    found.note = note
    _settle(actor, found, "refuse", role)
    emit(_event(ExemptionRefused, actor, about, found))
    return found


def _open(
    permission: Permission, actor: Actor, place: tuple[str, str, str | None], exemption_id: int
) -> tuple[Subject, Exemption]:
    slug, code, organisation = place
    about = subject(actor, slug, organisation)
    against = standard(code)
    found = exemption(about, against.id, exemption_id)
    current = against.versions[-1]
    policy.require(actor, permission, at(about, found, current))
    db.session.execute(select(Exemption.id).where(Exemption.id == found.id).with_for_update())
    db.session.refresh(found, ["state"])
    if found.asked_by_id is not None and found.asked_by_id == actor.id:
        raise WrongState("You asked for this yourself. Somebody else decides on it.")
    return about, found


def _settle(actor: Actor, found: Exemption, verb: str, role: str) -> None:
    if not role or len(role) > 200:
        raise Invalid("Nothing was recorded. Mend what is marked.", {"role": "Say in which role you decide."})
    found.state = EXEMPTION.move(verb, found.state)
    found.decided_at, found.decided_by_id, found.decided_role = clock.now(), actor.id, role
    db.session.flush()


def _event(kind: type[ExemptionEvent], actor: Actor, about: Subject, found: Exemption) -> ExemptionEvent:
    return kind(
        actor_id=actor.id,
        tool_id=about.tool.id,
        organisation_id=about.owner_id,
        adoption_id=about.adoption_id,
        exemption_id=found.id,
        requirement_id=found.requirement_id,
    )
