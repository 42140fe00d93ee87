"""Disputing what a source reports, and settling it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import WrongState
from registry.core.events import emit
from registry.replication.events import AdoptionDisputed, AdoptionSettled
from registry.replication.models import Adoption, StageEvent
from registry.replication.services import checks
from registry.replication.services.steps import Assertion, opened, step
from registry.rules.lifecycles import EXITS, PATH, Stage
from registry.rules.policy import Actor, Permission
from registry.rules.words import Standing


class Settling(StrEnum):
    """What becomes of a report that its force disputes."""

    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    STANDS = "stands"


STATED = (*PATH, *EXITS, Stage.STAGE_NOT_STATED)


@dataclass(frozen=True)
class Settlement:
    """How a dispute is settled; `said` carries the reason, and the stage and date of a corrected report.

    Where the source gives no day, the corrected report has none either.
    """

    outcome: Settling | None
    said: Assertion
    undated: bool = False


@command
def dispute(actor: Actor, adoption_id: int, revision: int, said: Assertion) -> Adoption:
    """Say that what a source reports of one's own force is not so; from then on it is counted only as disputed.

    Refuses what no source reported, a dispute without a reason, and a second one of what was settled.
    """
    adoption = opened(actor, Permission.ADOPTION_DISPUTE, adoption_id, revision)
    disputable(adoption.id, adoption.standing)
    checks.refuse(checks.reasoned(said, barriers=False))
    event = step(adoption, actor, "dispute", adoption.stage, said, standing=Standing.DISPUTED)
    emit(AdoptionDisputed(**_named(actor, adoption, event)))
    return adoption


def disputable(adoption_id: int, standing: Standing) -> None:
    """Raise WrongState for what no source reports, and for what was disputed and settled before."""
    if standing is not Standing.REPORTED:
        raise WrongState("Only what a source reports can be disputed. Correct or move what your own force recorded.")
    if _settled(adoption_id):
        raise WrongState("This was disputed and settled before. Record what is true: it takes the place of the report.")


@command
def settle(actor: Actor, adoption_id: int, revision: int, settlement: Settlement) -> Adoption:
    """Settle a dispute, with a reason: the report is withdrawn, corrected, or stands as reported.

    The registrar's, never of an own force. Refuses what nobody disputes, and a settlement without a reason.
    """
    adoption = opened(actor, Permission.ADOPTION_SETTLE, adoption_id, revision)
    if adoption.standing is not Standing.DISPUTED:
        raise WrongState("Nobody disputes this now: it was settled, or the force recorded what is true.")
    said, outcome = settlement.said, settlement.outcome
    wrong = checks.reasoned(said, barriers=False)
    if outcome is None:
        wrong["outcome"] = "Choose what becomes of the report"
    if outcome is Settling.CORRECTED:
        wrong |= _misstated(adoption.tool_id, settlement)
    checks.refuse(wrong)
    if outcome is Settling.CORRECTED:
        _correct(actor, adoption, settlement)
    event = _end(actor, adoption, said) if outcome is Settling.WITHDRAWN else _stand(actor, adoption, said)
    emit(AdoptionSettled(**_named(actor, adoption, event), outcome=str(outcome)))
    return adoption


def _misstated(tool_id: int, settlement: Settlement) -> dict[str, str]:
    """What is wrong with the stage and the day that the source is said to give."""
    said = settlement.said
    if said.stage is None or said.stage not in STATED:
        return {"stage": "Choose the stage that the source gives"} | ({} if settlement.undated else checks.dated(said))
    return {} if settlement.undated else checks.first_use(tool_id, said.stage, said) | checks.dated(said)


def _correct(actor: Actor, adoption: Adoption, settlement: Settlement) -> None:
    """The source's step, put right; the wrong one stays beside it."""
    wrong, said = _reported(adoption.id), settlement.said
    undated = {"happened_on": None, "precision": None} if settlement.undated else {}
    step(
        adoption,
        actor,
        "correct",
        said.stage or Stage.STAGE_NOT_STATED,
        said,
        standing=Standing.REPORTED,
        corrects_id=wrong.id,
        **undated,
        **_source(wrong),
    )


def _stand(actor: Actor, adoption: Adoption, said: Assertion) -> StageEvent:
    today = Assertion(clock.today(), reason=said.reason)
    source = _source(_reported(adoption.id))
    return step(adoption, actor, "settle", adoption.stage, today, standing=Standing.REPORTED, **source)


def _end(actor: Actor, adoption: Adoption, said: Assertion) -> StageEvent:
    """The row is no present adoption any more; its story is kept."""
    today = Assertion(clock.today(), reason=said.reason)
    event = step(adoption, actor, "withdraw", adoption.stage, today, standing=Standing.DISPUTED)
    adoption.is_current = False
    db.session.flush()
    return event


def _reported(adoption_id: int) -> StageEvent:
    """The step of the source that holds: the newest that was not put right."""
    later = aliased(StageEvent)
    put_right = select(later.id).where(later.corrects_id == StageEvent.id).correlate(StageEvent).exists()
    found = db.session.scalar(
        select(StageEvent)
        .where(StageEvent.adoption_id == adoption_id, StageEvent.source.is_not(None), ~put_right)
        .order_by(StageEvent.id.desc())
        .limit(1)
    )
    if found is None:
        raise WrongState("No published source stands behind this. The force records what is true.")
    return found


def _settled(adoption_id: int) -> bool:
    told = select(StageEvent.id).where(StageEvent.adoption_id == adoption_id, StageEvent.verb == "settle")
    return db.session.scalar(told.limit(1)) is not None


def _source(said: StageEvent) -> dict[str, Any]:
    return {name: getattr(said, name) for name in ("source", "source_url", "source_words", "source_dated")}


def _named(actor: Actor, adoption: Adoption, event: StageEvent) -> dict[str, Any]:
    return {
        "actor_id": actor.id,
        "tool_id": adoption.tool_id,
        "organisation_id": adoption.organisation_id,
        "adoption_id": adoption.id,
        "stage_event_id": event.id,
    }
