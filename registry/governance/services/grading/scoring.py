"""Scoring a grade: one reviewer confirms it, or two score it blind and agree or differ."""

from registry.core.commands import command
from registry.core.errors import WrongState
from registry.governance.events import GradingDiffered, GradingScored
from registry.governance.models import Grading
from registry.governance.queries.grading.subject import Subject, subject
from registry.governance.services.grading.keeping import (
    Scored,
    ScoreDetails,
    add_step,
    due,
    opened,
    present,
    read,
    scored_by,
    settle,
    stand,
    tell,
)
from registry.rules import policy
from registry.rules.grading import TESTED
from registry.rules.lifecycles import GRADING, GradingState
from registry.rules.policy import Actor, Permission
from registry.rules.words import GradeBasis, GradeStanding, GradingCause

CONFIRM = "confirm"


@command
def score(actor: Actor, slug: str, claim_id: int, details: ScoreDetails) -> Grading:
    """Confirm the grade, or score it otherwise with reasons.

    Where one reviewer suffices, that settles it. Of two, the first score stays hidden until the second is in: if they
    agree it is settled, else the grade is under review. Raises WrongState for who has no place or has scored already,
    NotAllowed for who is not independent of it (any more), Invalid for what is missing.
    """
    found = subject(actor, slug, claim_id, locked=True)
    policy.require(actor, Permission.GRADING_SCORE, found)
    grading = opened(found)
    if found.seat_of(actor.id) is None:
        raise WrongState("You do not have this grade. Take it first.")
    if any(step.person_id == actor.id for step in found.done("score")):
        raise WrongState("Your score is in already. It stays as it is.")
    if grading.state is not GradingState.OPEN:
        raise WrongState("Both scores are in. Read the page again.")
    scored, words = read(details, {CONFIRM: present(found)}, reasons=False)
    others = found.done("score")
    add_step(actor, grading, "score", words, scored)
    tell(GradingScored, actor, found, grading)
    if grading.reviewers == 1 and scored.design.strength >= TESTED:
        # Said nowhere while it is open: that there are two would tell the second what the first scored
        grading.reviewers, grading.cause = 2, GradingCause.STRENGTH
    if len(others) + 1 < grading.reviewers:
        return grading
    _conclude(actor, found, grading, [*(scored_by(step) for step in others), scored], words)
    return grading


def _conclude(actor: Actor, found: Subject, grading: Grading, scores: list[Scored], words: str) -> None:
    first, last = scores[0], scores[-1]
    if (first.direction, first.design) == (last.direction, last.design):
        policy.require(actor, Permission.GRADING_AGREE, found)
        basis = GradeBasis.APPEAL if grading.cause is GradingCause.APPEAL else GradeBasis.REVIEW
        settle(actor, found, grading, "agree", last if last.answers else first, basis, words)
        return
    policy.require(actor, Permission.GRADING_DIFFER, found)
    grading.state, grading.due_on = GRADING.move("differ", grading.state), due()
    if grading.cause is not GradingCause.APPEAL:
        stand(found, present(found), GradeStanding.UNDER_REVIEW, GradeBasis.REVIEW)
    tell(GradingDiffered, actor, found, grading)
