"""Who reviews a grade: taken, given back or assigned. Nobody has a place who is not independent of it."""

from datetime import date

from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, NotFound, WrongState
from registry.governance.events import GradingGivenBack, GradingTaken, GradingWithdrawn
from registry.governance.models import Grading, GradingSeat
from registry.governance.queries.actors import actor as load_actor
from registry.governance.queries.grading.subject import Subject, around, subject
from registry.governance.services.grading.keeping import add_step, due, opened, tell
from registry.rules import policy
from registry.rules.lifecycles import GRADING, GradingState
from registry.rules.policy import ANONYMOUS, Actor, Permission
from registry.rules.words import GradeStanding, GradingCause

FULL = "Other reviewers have this grade already. Choose another from the queue."
UNFIT = (
    "Choose a reviewer who is of neither the owner's nor the site's force, has declared no interest in the record, does not help "
    "to write it, and had no part in the review that an appeal is against."
)


@command
def take(actor: Actor, slug: str, claim_id: int) -> Grading:
    """Take a place in the review of a grade, which begins it where nobody did.

    Raises NotAllowed to all who are not independent of it, WrongState when others have it already.
    """
    found = subject(actor, slug, claim_id, locked=True)
    policy.require(actor, Permission.GRADING_TAKE, found)
    return _seat(actor, found, actor)


@command
def assign(actor: Actor, slug: str, claim_id: int, person_id: int, due_on: date | None) -> Grading:
    """Give a reviewer a place, and say by when. For the registrar; Invalid for who is not independent."""
    found = subject(actor, slug, claim_id, locked=True)
    policy.require(actor, Permission.GRADING_ASSIGN, found)
    reviewer = known(person_id)
    if not policy.allows(reviewer, Permission.GRADING_TAKE, found):
        raise Invalid(UNFIT, {"person": UNFIT})
    if due_on is None or due_on < clock.today():
        message = "Say by which day, today or later, it is to be graded."
        raise Invalid(message, {"due_on": message})
    grading = _seat(actor, found, reviewer)
    grading.due_on = due_on
    return grading


@command
def give_back(actor: Actor, slug: str, claim_id: int) -> Grading:
    """Give back a place in which nothing was scored yet. Raises WrongState where there is none, or it was."""
    found = subject(actor, slug, claim_id, locked=True)
    policy.require(actor, Permission.GRADING_GIVE_BACK, found)
    grading, seat = opened(found), found.seat_of(actor.id)
    if seat is None:
        raise WrongState("You do not have this grade.")
    if any(step.person_id == actor.id for step in found.done("score")):
        raise WrongState("Your score is in, so it stays on record and the grade stays with you.")
    end(actor, found, grading, seat)
    return grading


def end(actor: Actor, found: Subject, grading: Grading, seat: GradingSeat) -> None:
    """A place is free again, within the running action."""
    seat.ended_at = clock.now()
    tell(GradingGivenBack, actor, found, grading, person_id=seat.person_id)


def begin(found: Subject, cause: GradingCause, reviewers: int, against: Grading | None = None) -> Grading:
    """Open a review of the claim's grade, within the running action."""
    grading = Grading(
        claim_id=found.claim.id,
        tool_id=found.tool.id,
        state=GradingState.OPEN,
        reviewers=reviewers,
        cause=cause,
        against_id=against.id if against else None,
        opened_at=clock.now(),
        due_on=due(),
    )
    db.session.add(grading)
    db.session.flush()
    return grading


def let_go_the_unfit(actor: Actor, found: Subject) -> Subject:
    """Free the places of those who may not review this grade any more and have not scored it; returns what is left."""
    scored = {step.person_id for step in found.done("score")}
    idle = [seat for seat in found.open_seats if seat.third or seat.person_id not in scored]
    unfit = [seat for seat in idle if not policy.allows(known(seat.person_id), Permission.GRADING_SCORE, found)]
    for seat in unfit:
        end(actor, found, opened(found), seat)
    if not unfit:
        return found
    db.session.flush()
    return around(found.tool, found.item, found.claim)


def end_overtaken(found: Subject) -> None:
    """The evidence is gone, or was graded anew, so its grade needs no further standing."""
    grading = found.open
    if grading is None:
        return
    for seat in found.open_seats:
        seat.ended_at = clock.now()
    grading.state, grading.due_on = GRADING.move("withdraw", grading.state), None
    add_step(ANONYMOUS, grading, "withdraw")
    tell(GradingWithdrawn, ANONYMOUS, found, grading)


def known(person_id: int) -> Actor:
    """Somebody as the policy sees them; a visitor for a closed account."""
    try:
        return load_actor(person_id)
    except NotFound:
        return policy.ANONYMOUS


def _seat(actor: Actor, found: Subject, reviewer: Actor) -> Grading:
    if found.overtaken:
        end_overtaken(found)
        db.session.flush()
        found = around(found.tool, found.item, found.claim)
    if found.open is None and found.claim.grade_standing not in (None, GradeStanding.PROVISIONAL):
        raise WrongState("This grade is confirmed. Its owner or its site may appeal against it while the time runs.")
    if found.open is None:
        cause = GradingCause.STRENGTH if found.asks_two else GradingCause.PROVISIONAL
        begin(found, cause, 2 if found.asks_two else 1)
        found = around(found.tool, found.item, found.claim)
    found = let_go_the_unfit(actor, found)
    grading = opened(found)
    if found.seat_of(reviewer.id) is not None:
        raise WrongState("This reviewer has this grade already.")
    if not found.has_room:
        raise WrongState(FULL)
    third = grading.state is GradingState.REFERRED
    db.session.add(GradingSeat(grading_id=grading.id, person_id=reviewer.id, third=third, taken_at=clock.now()))
    add_step(actor, grading, "take" if actor.id == reviewer.id else "assign")
    tell(GradingTaken, actor, found, grading, person_id=reviewer.id)
    return grading
