"""Asking for two reviewers, appealing against a settled grade, and ending a review without one."""

from registry.core import clock
from registry.core.commands import command
from registry.core.errors import WrongState
from registry.governance.events import GradingAppealed, GradingAsked, GradingWithdrawn
from registry.governance.models import Grading
from registry.governance.queries.grading.subject import Subject, subject
from registry.governance.services.grading.keeping import add_step, opened, present, stand, tell
from registry.governance.services.grading.taking import begin
from registry.governance.services.review.words import required
from registry.rules import policy
from registry.rules.lifecycles import GRADING, GradingState
from registry.rules.policy import Actor, Permission
from registry.rules.words import GradeBasis, GradeStanding, GradingCause, Role

ASKED = (GradingCause.OWNER, GradingCause.BOARD, GradingCause.APPEAL)


@command
def ask(actor: Actor, slug: str, claim_id: int, words: str) -> Grading:
    """Ask that two reviewers grade a result, blind to one another, with the reason.

    For the owner's lead and a board's chair or secretary. Raises WrongState when two do already, or it is settled.
    """
    found = subject(actor, slug, claim_id, locked=True)
    policy.require(actor, Permission.GRADING_ASK, found)
    cause = GradingCause.OWNER if (found.owner_id, Role.LEAD) in actor.roles else GradingCause.BOARD
    text = required(words, "reason")
    grading = found.open
    if grading is not None and (grading.cause in ASKED or found.asks_two):
        raise WrongState("Two reviewers grade this result already.")
    if grading is None and found.claim.grade_standing not in (None, GradeStanding.PROVISIONAL):
        raise WrongState(
            "This grade is confirmed. The lead of the owner or of the site may appeal while the time runs."
        )
    if grading is None:
        grading = begin(found, cause, 2)
    grading.reviewers, grading.cause = 2, cause
    add_step(actor, grading, "ask", text)
    tell(GradingAsked, actor, found, grading)
    return grading


@command
def appeal(actor: Actor, slug: str, claim_id: int, words: str) -> Grading:
    """Appeal against a settled grade, with the reason: two fresh reviewers grade it, and what comes of it stands.

    For the owner's lead and the site's, within 60 London days. Raises WrongState outside them, or for a second appeal.
    """
    found = subject(actor, slug, claim_id, locked=True)
    policy.require(actor, Permission.GRADING_APPEAL, found)
    settled = _appealable(found)
    text = required(words, "reason")
    settled.state = GRADING.move("appeal", settled.state)
    grading = begin(found, GradingCause.APPEAL, 2, settled)
    add_step(actor, grading, "appeal", text)
    stand(found, present(found), GradeStanding.APPEALED, GradeBasis.APPEAL)
    tell(GradingAppealed, actor, found, grading, against_id=settled.id)
    return grading


@command
def withdraw(actor: Actor, slug: str, claim_id: int, words: str) -> Grading:
    """End a review without a grade, with the reason: the grade stands as it did before. For the registrar."""
    found = subject(actor, slug, claim_id, locked=True)
    policy.require(actor, Permission.GRADING_WITHDRAW, found)
    grading = opened(found)
    end_without_grade(actor, found, grading, required(words, "reason"))
    return grading


def end_without_grade(actor: Actor, found: Subject, grading: Grading, words: str | None = None) -> None:
    """End a review and let the grade stand as it did before, within the running action."""
    for seat in found.open_seats:
        seat.ended_at = clock.now()
    was = grading.state
    grading.state = GRADING.move("withdraw", was)
    grading.due_on = None
    add_step(actor, grading, "withdraw", words)
    if grading.cause is GradingCause.APPEAL:
        stand(found, present(found), GradeStanding.CONFIRMED, GradeBasis.APPEAL)
    elif was is not GradingState.OPEN:
        stand(found, present(found), GradeStanding.PROVISIONAL, GradeBasis.RULE)
    tell(GradingWithdrawn, actor, found, grading)


def _appealable(found: Subject) -> Grading:
    settled = found.settled
    if found.open is not None and found.open.cause is GradingCause.APPEAL:
        raise WrongState("An appeal is under way. What comes of it stands.")
    if settled is None or found.open is not None or found.claim.grade_standing is not GradeStanding.CONFIRMED:
        raise WrongState("No review of this grade is settled, so there is nothing to appeal against.")
    if settled.cause is GradingCause.APPEAL:
        raise WrongState("This grade is what came of an appeal, and stands.")
    if not found.may_be_appealed:
        raise WrongState("The 60 days in which this grade could be appealed against are over.")
    return settled
