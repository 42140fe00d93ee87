"""What is refused, and in which words: proof, dates, reasons and holds."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from registry.catalogue.models import Tool, Version
from registry.core import clock
from registry.core.db import db
from registry.core.errors import Invalid
from registry.core.events import emit
from registry.replication.events import LivePastHold
from registry.replication.models import Adoption, Barrier, Hold, StageEvent
from registry.replication.queries.gates import Missing
from registry.replication.queries.holds import open_holds
from registry.replication.services.steps import Assertion
from registry.rules import gates
from registry.rules.lifecycles import ADOPTED, PATH, Stage
from registry.rules.policy import Actor
from registry.rules.wording import spoken
from registry.rules.words import Precision, label

LONGEST = 2_000
IN_USE = frozenset({Stage.PILOTING, Stage.STOPPED, Stage.SUPERSEDED, *ADOPTED})
PROBLEM = "There is a problem with what you sent."


def last_day(day: date, precision: Precision | None) -> date:
    """The last day that a date known this exactly can mean."""
    if precision is Precision.YEAR:
        return date(day.year, 12, 31)
    if precision is Precision.MONTH:
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return day


def dated(said: Assertion, earlier: StageEvent | None = None, later: StageEvent | None = None) -> dict[str, str]:
    """What is wrong with the date: in the future, before the step before it, or after the one that follows."""
    if said.happened_on > clock.today():
        return {"happened_on": "The date must be today or in the past"}
    if earlier and earlier.happened_on and last_day(said.happened_on, said.precision) < earlier.happened_on:
        day = spoken(earlier.happened_on, earlier.precision)
        return {"happened_on": f"The date must be on or after {day}, when the step before it was taken"}
    if later and later.happened_on and said.happened_on > last_day(later.happened_on, later.precision):
        day = spoken(later.happened_on, later.precision)
        return {"happened_on": f"The date must be on or before {day}, when the step after it was taken"}
    return {}


def first_use(tool_id: int, stage: Stage, said: Assertion) -> dict[str, str]:
    """What is wrong with the date of a use: before the tool was first used anywhere, as its record states it.

    Interest and assessment may come before; the day on which it was registered says nothing.
    """
    if stage not in IN_USE:
        return {}
    stated = db.session.scalar(
        select(Version.content["in_use_since"].as_string())
        .join(Tool, Tool.version_id == Version.id)
        .where(Tool.id == tool_id)
    )
    first = _day(stated)
    if first is None or last_day(said.happened_on, said.precision) >= first:
        return {}
    return {
        "happened_on": f"The record says that it was first used on {spoken(first)}. Enter that day or a later one, or ask "
        "its owner to mend the record"
    }


def _day(stated: str | None) -> date | None:
    try:
        return date.fromisoformat(stated or "")
    except ValueError:
        return None


def reasoned(said: Assertion, *, barriers: bool) -> dict[str, str]:
    """What is wrong with the reason of an end, a correction or a statement that it has already happened."""
    wrong = {}
    if barriers and not said.barriers:
        wrong["barriers"] = "Choose at least one barrier"
    elif said.barriers and _known(said.barriers) != len(set(said.barriers)):
        wrong["barriers"] = "Choose barriers from the list"
    reason = (said.reason or "").strip()
    if not reason:
        wrong["reason"] = "Say why, in a sentence or two"
    elif len(reason) > LONGEST:
        wrong["reason"] = f"The reason must be {LONGEST:,} characters or fewer"
    return wrong


def refuse(wrong: Mapping[str, str]) -> None:
    """Raise Invalid when anything is wrong."""
    if wrong:
        raise Invalid(PROBLEM, wrong)


def gate(place: tuple[int, int], stage: Stage, said: Assertion, papers: Sequence[Missing] = ()) -> Sequence[Hold]:
    """The holds that the move passes; the tool's row must be locked.

    Refuses a move whose proof is missing, that stands under a binding hold, or that lacks a mandatory document of a
    gate, naming each, unless the lead states with a reason that it has already happened.
    """
    missing = gates.lacking(stage, said.proof)
    holds = open_holds(*place, stage) if stage in PATH else []
    if said.already_happened:
        if missing or holds or papers:
            refuse(reasoned(said, barriers=False))
        return holds
    refuse(missing)
    named = [_held(stage, holds)] if holds else []
    named += [_lacking(stage, papers)] if papers else []
    if named:
        raise Invalid(" ".join(named), {"already_happened": " ".join(named)})
    return []


def announce_past_holds(actor: Actor, adoption: Adoption, event: StageEvent, holds: Sequence[Hold]) -> None:
    """Put each hold that a move to live or beyond went past to the board that set it."""
    if event.stage not in ADOPTED:
        return
    for hold in holds:
        emit(
            LivePastHold(
                actor_id=actor.id,
                tool_id=adoption.tool_id,
                organisation_id=adoption.organisation_id,
                adoption_id=adoption.id,
                stage_event_id=event.id,
                hold_id=hold.id,
            )
        )


def _held(stage: Stage, holds: Sequence[Hold]) -> str:
    named = "; ".join(f"{hold.reason.rstrip('.')} ({hold.source_label})" for hold in holds)
    return (
        f"A condition that binds your force stands before {label(stage).lower()}: {named}. Meet it first, or say that "
        "this has already happened, with the date and the reason."
    )


def _lacking(stage: Stage, papers: Sequence[Missing]) -> str:
    named = "; ".join(f"{one.document.title} (gate {one.gate.phase})" for one in papers)
    return (
        f"A mandatory document of your force's gate is missing before {label(stage).lower()}: {named}. Add it first, or "
        "say that this has already happened, with the date and the reason."
    )


def _known(codes: Sequence[str]) -> int:
    return db.session.scalar(select(func.count()).select_from(Barrier).where(Barrier.code.in_(set(codes)))) or 0
