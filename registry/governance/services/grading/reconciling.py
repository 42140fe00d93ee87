"""Two scores that differ: the reviewers see both and settle with a reason, or a third reviewer decides."""

from collections.abc import Mapping

from registry.core.commands import command
from registry.core.errors import Conflict, WrongState
from registry.governance.events import GradingProposed, GradingReferred
from registry.governance.models import Grading, GradingStep
from registry.governance.queries.grading.subject import Subject, subject
from registry.governance.services.grading.keeping import (
    Scored,
    ScoreDetails,
    add_step,
    due,
    opened,
    read,
    scored_by,
    settle,
    tell,
)
from registry.governance.services.review.words import optional
from registry.rules import policy
from registry.rules.lifecycles import GRADING, GradingState
from registry.rules.policy import Actor, Permission
from registry.rules.words import GradeBasis, GradingCause

FIRST, SECOND = "first", "second"


@command
def propose(actor: Actor, slug: str, claim_id: int, details: ScoreDetails) -> Grading:
    """Propose what to settle on, with the reason; the other of the two agrees, or proposes something else.

    Raises WrongState for who is not one of the two, Invalid without a reason.
    """
    found, grading = _differing(actor, slug, claim_id, Permission.GRADING_PROPOSE)
    scored, words = read(details, offered(found), reasons=True)
    add_step(actor, grading, "propose", words, scored)
    grading.due_on = due()
    tell(GradingProposed, actor, found, grading)
    return grading


@command
def reconcile(actor: Actor, slug: str, claim_id: int, step_id: int) -> Grading:
    """Agree to what the other proposed, which settles the grade.

    Raises Conflict when something else was proposed since, WrongState for one's own proposal.
    """
    found, grading = _differing(actor, slug, claim_id, Permission.GRADING_RECONCILE)
    step = proposal(found)
    if step is None or step.id != step_id:
        raise Conflict("Something else was proposed since you opened the page. Read it again and decide then.")
    if step.person_id == actor.id:
        raise WrongState("You proposed this yourself. The other reviewer agrees to it or proposes something else.")
    add_step(actor, grading, "reconcile")
    basis = GradeBasis.APPEAL if grading.cause is GradingCause.APPEAL else GradeBasis.RECONCILIATION
    settle(actor, found, grading, "reconcile", scored_by(step), basis, step.words or "")
    return grading


@command
def refer(actor: Actor, slug: str, claim_id: int, words: str = "") -> Grading:
    """Put two scores that differ to a third reviewer. For either of the two, and the registrar."""
    found = subject(actor, slug, claim_id, locked=True)
    policy.require(actor, Permission.GRADING_REFER, found)
    grading = opened(found)
    if found.seat_of(actor.id) is None and not policy.allows(actor, Permission.GRADING_ASSIGN, found):
        raise WrongState("You do not have this grade.")
    grading.state, grading.due_on = GRADING.move("refer", grading.state), due()
    add_step(actor, grading, "refer", optional(words, "words"))
    tell(GradingReferred, actor, found, grading)
    return grading


@command
def decide(actor: Actor, slug: str, claim_id: int, details: ScoreDetails) -> Grading:
    """Decide between two scores as the third reviewer, with the reason. Raises WrongState for anybody else."""
    found = subject(actor, slug, claim_id, locked=True)
    policy.require(actor, Permission.GRADING_DECIDE, found)
    grading, seat = opened(found), found.seat_of(actor.id)
    if grading.state is not GradingState.REFERRED or seat is None or not seat.third:
        raise WrongState("You are not the third reviewer of this grade.")
    scored, words = read(details, offered(found), reasons=True)
    add_step(actor, grading, "decide", words, scored)
    basis = GradeBasis.APPEAL if grading.cause is GradingCause.APPEAL else GradeBasis.RECONCILIATION
    settle(actor, found, grading, "decide", scored, basis, words)
    return grading


def offered(found: Subject) -> Mapping[str, Scored]:
    """The two scores, to choose from."""
    return {name: scored_by(step) for name, step in zip((FIRST, SECOND), found.done("score"), strict=False)}


def proposal(found: Subject) -> GradingStep | None:
    """What was proposed last."""
    steps = found.done("propose")
    return steps[-1] if steps else None


def _differing(actor: Actor, slug: str, claim_id: int, permission: Permission) -> tuple[Subject, Grading]:
    found = subject(actor, slug, claim_id, locked=True)
    policy.require(actor, permission, found)
    grading, seat = opened(found), found.seat_of(actor.id)
    if grading.state is not GradingState.RECONCILING:
        raise WrongState("These reviewers do not differ now. Read the page again.")
    if seat is None or seat.third:
        raise WrongState("You are not one of the two reviewers who differ.")
    return found, grading
