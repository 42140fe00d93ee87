"""How long adoptions waited: from the dated steps of one adoption to spells in a stage and the time until it was adopted.

A spell in a stage ends with the next dated step to another stage; the present one has not ended yet. A pause is part of
the spell that it interrupts. Time until adopted runs from the first stage before live to live or business as usual.
Declined and stopped are endings of their own. What has no day, or only a year, is left out and counted.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from registry.rules.lifecycles import ADOPTED, FINISHED, PATH, Stage
from registry.rules.words import Precision

MONTH = 365.25 / 12  # days
BEFORE = PATH[:4]  # stages in which a force waits to adopt
ADOPTED_AT_LAST = "adopted"
EXACT = (Precision.DAY, Precision.MONTH)
FOUR_IN_FIVE, FEWEST = 0.8, 3  # as in the curves
OF_ITS_OWN = 10  # moves of a tool, from which on it is compared with itself


@dataclass(frozen=True)
class Dated:
    """A step of an adoption as it holds: the stage it led to, and when."""

    adoption_id: int
    organisation_id: int
    stage: Stage
    happened_on: date | None
    precision: Precision | None
    among: int | str | None = None  # the tool or category that it is compared within


@dataclass(frozen=True)
class Spell:
    """A time in a stage; `next` is none while it lasts."""

    organisation_id: int
    stage: Stage
    months: float
    next: Stage | None
    began: date
    adoption_id: int


@dataclass(frozen=True)
class Usual:
    """By when four in five comparable spells in a stage had ended, and what that rests on."""

    months: float
    watched: int
    moved: int  # of them, to another stage
    at_risk: int  # still being watched at that time
    since: date  # when the first of them began


@dataclass(frozen=True)
class Wait:
    """A time until an adoption ended: in being adopted, in an exit, or not yet."""

    organisation_id: int
    months: float
    ending: str | None


@dataclass(frozen=True)
class Waits:
    """All that the steps tell, and how many adoptions could not be used because they say no day before they were live."""

    spells: tuple[Spell, ...]
    until: tuple[Wait, ...]
    left_out: int


def waits(steps: Iterable[Dated], today: date) -> Waits:
    """What the steps of several adoptions tell; those of one adoption stand together, in the order in which they hold."""
    spells: list[Spell] = []
    until: list[Wait] = []
    left_out = 0
    for taken in _by_adoption(steps):
        path = _path(taken)
        spells += _spells(path, today)
        wait = _wait(path, today)
        if wait is None:
            left_out += any(step.stage in ADOPTED for step in taken)
        else:
            until.append(wait)
    return Waits(tuple(spells), tuple(until), left_out)


def usual(spells: Sequence[Spell]) -> Usual | None:
    """When four in five of these had ended, by Kaplan and Meier; none where fewer than three did, or too few for that."""
    moved = [spell for spell in spells if spell.next is not None]
    if len(moved) < FEWEST:
        return None
    waiting, at_risk = 1.0, len(spells)
    for months, group in groupby(sorted(spells, key=_length), key=_length):
        ends = [spell.next is not None for spell in group]
        waiting *= 1 - sum(ends) / at_risk
        if any(ends) and waiting <= 1 - FOUR_IN_FIVE + 1e-12:
            return Usual(months, len(spells), len(moved), at_risk, min(spell.began for spell in spells))
        at_risk -= len(ends)
    return None


def usuals(comparable: Sequence[Spell]) -> dict[Stage, Usual]:
    """What is usual of each stage before live, where that can be told."""
    known = {stage: usual([spell for spell in comparable if spell.stage is stage]) for stage in BEFORE}
    return {stage: told for stage, told in known.items() if told}


def stalled(own: Iterable[Spell], known: Mapping[Stage, Usual]) -> list[tuple[Spell, Usual]]:
    """Those of one's own that last, before live, longer than is usual; the longest first."""
    lasting = [spell for spell in own if spell.next is None and spell.stage in known]
    found = [(spell, known[spell.stage]) for spell in lasting if _length(spell) > known[spell.stage].months]
    return sorted(found, key=lambda pair: -pair[0].months)


def enough(told: Waits) -> bool:
    """Whether these have moved often enough to be compared among themselves."""
    return sum(spell.next is not None for spell in told.spells) >= OF_ITS_OWN


def _length(spell: Spell) -> float:
    return round(spell.months, 3)  # as the curves are told it


def _by_adoption(steps: Iterable[Dated]) -> list[list[Dated]]:
    found: dict[int, list[Dated]] = {}
    for step in steps:
        found.setdefault(step.adoption_id, []).append(step)
    return list(found.values())


def _path(steps: Sequence[Dated]) -> list[Dated]:
    """The steps that led to another stage, as far as their days are known and in order; pauses are passed over."""
    path: list[Dated] = []
    for step in steps:
        if step.happened_on is None or step.precision not in EXACT:
            return []  # a day is missing in between, so that no length is known
        if step.stage in (Stage.PAUSED, Stage.STAGE_NOT_STATED) or (path and path[-1].stage is step.stage):
            continue
        path.append(step)
    return sorted(path, key=lambda step: step.happened_on or date.min)


def _spells(path: Sequence[Dated], today: date) -> list[Spell]:
    ends: list[Dated | None] = [*path, None][1:]
    return [
        Spell(
            step.organisation_id,
            step.stage,
            _months(step, following.happened_on if following and following.happened_on else today),
            following.stage if following else None,
            step.happened_on or today,
            step.adoption_id,
        )
        for step, following in zip(path, ends, strict=True)
        if step.stage not in FINISHED
    ]


def _wait(path: Sequence[Dated], today: date) -> Wait | None:
    """From the first stage before live; none where the adoption was recorded when it was live already."""
    if not path or path[0].stage not in BEFORE:
        return None
    first = path[0]
    for step in path[1:]:
        if step.stage in ADOPTED:
            return Wait(first.organisation_id, _months(first, step.happened_on or today), ADOPTED_AT_LAST)
        if step.stage in FINISHED:
            return Wait(first.organisation_id, _months(first, step.happened_on or today), step.stage.value)
    return Wait(first.organisation_id, _months(first, today), None)


def _months(step: Dated, until: date) -> float:
    return max(0.0, (until - (step.happened_on or until)).days / MONTH)
