"""Along the path: record where a force stands, advance, resume, begin again."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select

from registry.catalogue.models import Tool
from registry.catalogue.queries import scope as tools
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotFound, WrongState
from registry.core.events import emit
from registry.organisations.models import Organisation
from registry.organisations.queries import standing
from registry.replication.events import AdoptionMoved
from registry.replication.models import Adoption, Hold, StageEvent
from registry.replication.queries.gates import Missing, missing_before
from registry.replication.queries.rows import STILL
from registry.replication.services import checks
from registry.replication.services.gates import hold_for
from registry.replication.services.steps import (
    Assertion,
    Place,
    lock_tool,
    opened,
    readable_tool,
    refuse_older,
    step,
    story_of,
)
from registry.rules import gates, policy
from registry.rules.lifecycles import ADOPTION, EXITS, FINISHED, PATH, Stage, may_advance
from registry.rules.policy import Actor, Permission
from registry.rules.wording import spoken
from registry.rules.words import POLICING_KINDS, Standing, Visibility, label

CHOOSE = {"stage": "Choose a stage"}


@command
def record(actor: Actor, tool_id: int, organisation_id: int, said: Assertion, revision: int | None = None) -> Adoption:
    """Enter the actor's force at any stage that is already true; a row reported by a source is taken over.

    Only the adopter's lead may. Refuses missing proof, an end without barrier and reason, an open binding hold,
    and a second record: an adoption of one's own is moved, an ended one begun again.
    """
    tool = readable_tool(actor, tool_id)
    policy.require(actor, Permission.ADOPTION_RECORD, Place(tool_id, organisation_id))
    stage = said.stage
    if stage is None or stage is Stage.STAGE_NOT_STATED:
        raise Invalid(checks.PROBLEM, CHOOSE)
    lock_tool(tool_id)
    adopter = _adopter(organisation_id)
    adoption = _present(tool_id, organisation_id)
    _refuse_second(adoption, revision)
    wrong = checks.dated(said) | (checks.reasoned(said, barriers=True) if stage in EXITS else {})
    return _enter(actor, "record", stage, said, adoption or _blank(tool, adopter, stage, said), wrong)


@command
def advance(actor: Actor, adoption_id: int, revision: int, said: Assertion) -> Adoption:
    """Move forward along the path; stages may be skipped.

    Refuses a step back, missing proof, an open binding hold, and a form begun on an older state.
    """
    adoption = opened(actor, Permission.ADOPTION_ADVANCE, adoption_id, revision)
    if adoption.stage not in PATH:
        raise WrongState(_not_on_path(adoption.stage))
    if said.stage is None or not may_advance(adoption.stage, said.stage):
        later = [label(stage).lower() for stage in PATH if may_advance(adoption.stage, stage)]
        raise WrongState(
            f"From {label(adoption.stage).lower()} you can advance to {', '.join(later)}."
            if later
            else "Business as usual is the last stage. You can pause, stop or supersede it, or correct a slip."
        )
    return _enter(actor, "advance", said.stage, said, adoption, checks.dated(said, _last(adoption)))


@command
def resume(actor: Actor, adoption_id: int, revision: int, said: Assertion) -> Adoption:
    """Go on at the stage that was paused. Refuses what is not paused, and live again under an open binding hold."""
    adoption = opened(actor, Permission.ADOPTION_RESUME, adoption_id, revision)
    ADOPTION.move("resume", adoption.stage)
    stage = adoption.paused_from
    if stage is None:
        raise WrongState("The source does not say what was paused. Record the stage where your force stands now.")
    proof = _proof_of(adoption, stage) | dict(said.proof)
    said = _with_proof(said, proof)
    return _enter(actor, "resume", stage, said, adoption, checks.dated(said, _last(adoption)))


@command
def reopen(actor: Actor, adoption_id: int, revision: int, said: Assertion) -> Adoption:
    """Begin a new episode after an end, at any stage of the path; the old episode stays as it was."""
    old = opened(actor, Permission.ADOPTION_REOPEN, adoption_id, revision)
    ADOPTION.move("reopen", old.stage)
    stage = said.stage
    if stage not in PATH:
        raise Invalid(checks.PROBLEM, CHOOSE)
    wrong = checks.dated(said, _last(old))
    tool = readable_tool(actor, old.tool_id)
    adopter = _adopter(old.organisation_id)
    old.is_current = False
    db.session.flush()
    new = _blank(tool, adopter, stage, said, visibility=said.visibility or old.visibility)
    return _enter(actor, "reopen", stage, said, new, wrong)


def _enter(
    actor: Actor, verb: str, stage: Stage, said: Assertion, adoption: Adoption, wrong: dict[str, str]
) -> Adoption:
    """Check date, proof and holds together, then store the step."""
    wrong = checks.first_use(adoption.tool_id, stage, said) | wrong
    if not said.already_happened:
        wrong = wrong | gates.lacking(stage, said.proof)
    checks.refuse(wrong)
    papers = missing_before(adoption, stage, entering=verb in ("record", "reopen"))
    holds = [*checks.gate((adoption.tool_id, adoption.organisation_id), stage, said, papers)]
    if adoption not in db.session:
        db.session.add(adoption)
        db.session.flush()
    holds += hold_for(adoption, _not_held(papers, holds), actor)
    proof = gates.kept(stage, said.proof)
    if stage is Stage.PAUSED and said.paused_from:
        proof["paused_from"] = said.paused_from.value
    event = step(
        adoption,
        actor,
        verb,
        stage,
        said,
        proof=proof,
        past_hold_id=holds[0].id if holds else None,
        replaced_by_tool_id=replacement(actor, said, adoption.tool_id) if stage is Stage.SUPERSEDED else None,
    )
    moved(actor, adoption, event)
    checks.announce_past_holds(actor, adoption, event, holds)
    return adoption


def _not_held(papers: Sequence[Missing], holds: Sequence[Hold]) -> list[Missing]:
    """Missing documents that no hold stands for yet."""
    known = {hold.document for hold in holds}
    return [one for one in papers if f"{one.gate.code}:{one.document.code}" not in known]


def moved(actor: Actor, adoption: Adoption, event: StageEvent) -> None:
    """Say that an adoption moved."""
    emit(
        AdoptionMoved(
            actor_id=actor.id,
            tool_id=adoption.tool_id,
            organisation_id=adoption.organisation_id,
            adoption_id=adoption.id,
            stage_event_id=event.id,
            verb=event.verb,
            stage=event.stage,
        )
    )


def replacement(actor: Actor, said: Assertion, tool_id: int) -> int:
    """The tool that took this one's place; refuses none, an unknown one, and the tool itself."""
    text = (said.replaced_by or "").strip().lower()
    named = or_(Tool.slug == text, func.lower(Tool.name) == text)
    found = db.session.scalar(select(Tool).where(named, tools.visible_to(actor)).order_by(Tool.id).limit(1))
    if found is None or found.id == tool_id:
        raise Invalid(checks.PROBLEM, {"replaced_by": "Choose the tool that took its place"})
    return found.id


def _adopter(organisation_id: int) -> Organisation:
    found = db.session.scalar(standing(organisation_id))
    if found is None:
        raise NotFound("No such organisation.")
    if found.kind not in POLICING_KINDS:
        raise Invalid("Only forces, regional and national organisations can be adopters.")
    if found.valid_to and found.valid_to < clock.today():
        raise WrongState(f"{found.name} ended on {spoken(found.valid_to)}. Its successor records what goes on.")
    return found


def _present(tool_id: int, organisation_id: int) -> Adoption | None:
    return db.session.scalar(
        select(Adoption)
        .where(Adoption.tool_id == tool_id, Adoption.organisation_id == organisation_id, Adoption.is_current)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _refuse_second(adoption: Adoption | None, revision: int | None) -> None:
    if adoption is None:
        return
    if revision is not None:
        refuse_older(adoption, revision)
    if adoption.standing in (Standing.REPORTED, Standing.DISPUTED):
        return
    if adoption.stage in FINISHED:
        raise WrongState(f"Your force's adoption is {label(adoption.stage).lower()}. Begin it again instead.")
    raise Conflict(
        f"Your force has already recorded this tool, as {label(adoption.stage).lower()}. Move it on or correct it instead."
    )


def _blank(
    tool: Tool,
    adopter: Organisation,
    stage: Stage,
    said: Assertion,
    visibility: Visibility | None = None,
) -> Adoption:
    """An adoption without steps yet; the first step sets everything below its visibility."""
    if stage is Stage.PAUSED and said.paused_from not in PATH[1:]:
        raise Invalid(checks.PROBLEM, {"paused_from": "Choose the stage that was paused"})
    return Adoption(
        tool_id=tool.id,
        organisation_id=adopter.id,
        episode=_next_episode(tool.id, adopter.id),
        visibility=visibility or said.visibility or Visibility.POLICING,
        synthetic=tool.synthetic or adopter.synthetic,
        stage=stage,
        paused_from=said.paused_from if stage is Stage.PAUSED else None,
        standing=Standing.CONFIRMED,
        confirmed_at=clock.now(),
        changed_at=clock.now(),
        revision=0,
    )


def _next_episode(tool_id: int, organisation_id: int) -> int:
    known = select(func.max(Adoption.episode)).where(
        Adoption.tool_id == tool_id, Adoption.organisation_id == organisation_id
    )
    return 1 + (db.session.scalar(known) or 0)


def _last(adoption: Adoption) -> StageEvent | None:
    steps = [event for event in story_of(adoption.id) if event.verb not in STILL]
    return steps[-1] if steps else None


def _proof_of(adoption: Adoption, stage: Stage) -> dict[str, object]:
    """The proof that is held for a stage from before."""
    return next((dict(event.proof) for event in reversed(story_of(adoption.id)) if event.stage is stage), {})


def _with_proof(said: Assertion, proof: dict[str, object]) -> Assertion:
    return Assertion(
        happened_on=said.happened_on,
        precision=said.precision,
        proof=proof,
        reason=said.reason,
        already_happened=said.already_happened,
    )


def _not_on_path(stage: Stage) -> str:
    if stage is Stage.PAUSED:
        return "This adoption is paused. Resume it first."
    if stage is Stage.STAGE_NOT_STATED:
        return "A source names your force and gives no stage. Record the stage where your force stands."
    return f"This adoption is {label(stage).lower()}. Begin it again instead."
