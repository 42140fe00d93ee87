"""Putting right what was recorded wrongly; the wrong step stays beside the right one."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Invalid, NotFound, WrongState
from registry.replication.models import Adoption, StageEvent
from registry.replication.queries.as_at.states import REVERTED
from registry.replication.queries.rows import STILL
from registry.replication.services import checks
from registry.replication.services.moves import moved, replacement
from registry.replication.services.steps import Assertion, opened, step, story_of
from registry.rules import gates
from registry.rules.lifecycles import ADOPTION, EXITS, PATH, Stage, may_advance
from registry.rules.policy import Actor, Permission
from registry.rules.words import label


@command
def correct(actor: Actor, adoption_id: int, revision: int, wrong_id: int, said: Assertion) -> Adoption:
    """Put a step right, with a reason; the wrong step is superseded and kept, and the adoption follows.

    Refuses a step that was put right before, a stage or date that does not fit the steps around it, missing
    proof, and live under an open binding hold.
    """
    adoption = opened(actor, Permission.ADOPTION_CORRECT, adoption_id, revision)
    stage = said.stage
    if stage is None or stage is Stage.STAGE_NOT_STATED:
        raise Invalid(checks.PROBLEM, {"stage": "Choose a stage"})
    story = [event for event in story_of(adoption.id) if event.verb not in STILL]
    earlier, later = _around(story, wrong_id, adoption.id)
    wrong = _misfit(earlier, stage, later) | checks.first_use(adoption.tool_id, stage, said)
    wrong |= checks.dated(said, earlier or _ended_before(adoption), later) | checks.reasoned(
        said, barriers=stage in EXITS
    )
    if not said.already_happened:
        wrong |= gates.lacking(stage, said.proof)
    checks.refuse(wrong)
    holds = checks.gate((adoption.tool_id, adoption.organisation_id), stage, said)
    event = step(
        adoption,
        actor,
        "correct",
        stage,
        said,
        corrects_id=wrong_id,
        proof=gates.kept(stage, said.proof) | _paused_from(earlier, stage, said),
        past_hold_id=holds[0].id if holds else None,
        replaced_by_tool_id=replacement(actor, said, adoption.tool_id) if stage is Stage.SUPERSEDED else None,
    )
    moved(actor, adoption, event)
    checks.announce_past_holds(actor, adoption, event, holds)
    return adoption


def _around(
    story: Sequence[StageEvent], wrong_id: int, adoption_id: int
) -> tuple[StageEvent | None, StageEvent | None]:
    """The steps before and after the wrong one."""
    ids = [event.id for event in story]
    if wrong_id not in ids:
        known = db.session.scalar(
            select(StageEvent.id).where(StageEvent.id == wrong_id, StageEvent.adoption_id == adoption_id)
        )
        if known:
            raise WrongState("That step was put right before. Correct the step that took its place.")
        raise NotFound("No such step.")
    at = ids.index(wrong_id)
    return (story[at - 1] if at else None), (story[at + 1] if at + 1 < len(story) else None)


def _ended_before(adoption: Adoption) -> StageEvent | None:
    """The last step of the episode that this one began again after; one that was taken back is as if it had not been."""
    again = exists().where(StageEvent.adoption_id == adoption.id, StageEvent.verb == "reopen")
    taken_back = exists().where(StageEvent.adoption_id == Adoption.id, StageEvent.verb.in_(REVERTED))
    ended = db.session.scalar(
        select(Adoption.id)
        .where(
            Adoption.tool_id == adoption.tool_id,
            Adoption.organisation_id == adoption.organisation_id,
            Adoption.episode < adoption.episode,
            again,
            ~taken_back.correlate(Adoption),
        )
        .order_by(Adoption.episode.desc())
        .limit(1)
    )
    story = [event for event in story_of(ended) if event.verb not in STILL] if ended else []
    return story[-1] if story else None


def _misfit(earlier: StageEvent | None, stage: Stage, later: StageEvent | None) -> dict[str, str]:
    """What is wrong with the stage beside the steps around it. No field of the form asks for it, so it is told above."""
    if earlier and not follows(earlier.stage, stage):
        return {"": f"{label(stage)} cannot follow {label(earlier.stage).lower()}. Correct that step first."}
    if later and not follows(stage, later.stage):
        return {"": f"{label(later.stage)} cannot follow {label(stage).lower()}. Correct that step first."}
    return {}


def follows(before: Stage, after: Stage) -> bool:
    """Whether one stage may come directly after another in a story."""
    if before is Stage.STAGE_NOT_STATED or before is Stage.PAUSED:
        return after in PATH or after in EXITS
    if before not in PATH:
        return after in PATH or after in EXITS  # a report that the force took over with a step of its own
    return may_advance(before, after) or any(
        target is after and before in sources for sources, target in ADOPTION.moves.values()
    )


def _paused_from(earlier: StageEvent | None, stage: Stage, said: Assertion) -> dict[str, str]:
    if stage is not Stage.PAUSED:
        return {}
    source = said.paused_from or (earlier.stage if earlier else None)
    if source not in PATH[1:]:
        raise Invalid(checks.PROBLEM, {"paused_from": "Choose the stage that was paused"})
    return {"paused_from": source.value}
