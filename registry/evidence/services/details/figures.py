"""Whether the figures of an outcome can be: each message stands at the field that it is about."""

from collections.abc import Iterable
from typing import Any

from registry.analysis.stated import POINTS, Stated, worked_out
from registry.evidence.services.details.numbers import number, whole
from registry.rules.units import COUNT, SHARE, TIME, convertible, named, read
from registry.rules.words import EffectKind

LEVELS = ("before_value", "after_value", "treated_value", "comparison_value")
STATED = ("effect", "standard_error", "interval_low", "interval_high")
COUNTS = ("treated_events", "treated_total", "comparison_events", "comparison_total")
ENDS = ("interval_low", "interval_high")
BOUNDED: dict[EffectKind, tuple[float, float | None]] = {
    EffectKind.PERCENTAGE_POINTS: (-100, 100),
    EffectKind.PERCENT_CHANGE: (-100, None),  # nothing falls by more than all of it
}
LEAST_LEVEL, MOST_LEVEL = 50, 99.9
Wrong = dict[str, str]
Figures = Any  # an outcome as typed


def stated(claim: Figures) -> Stated:
    """The figures as numbers; those that cannot be read are left out."""
    counts = [whole(getattr(claim, name)) for name in COUNTS]
    a, n, c, m = counts
    return Stated(
        kind=claim.kind,
        effect=number(claim.effect),
        error=number(claim.standard_error),
        low=number(claim.interval_low),
        high=number(claim.interval_high),
        level=number(claim.interval_level),
        counts=None if a is None or n is None or c is None or m is None else (a, n, c, m),
        before=number(claim.before_value),
        after=number(claim.after_value),
        treated=number(claim.treated_value),
        comparison=number(claim.comparison_value),
    )


def wrong_figures(claim: Figures, measure_unit: str | None) -> Wrong:
    """What cannot be among the figures, by field; `measure_unit` is that of the standard measure, where there is one."""
    wrong = _unreadable(claim)
    if wrong:
        return wrong  # what follows from a figure that cannot be read would only confuse
    found = stated(claim)
    wrong |= _wrong_counts(claim, found)
    wrong |= _wrong_effect(claim, found)
    wrong |= _wrong_interval(claim, found)
    wrong |= _wrong_unit(claim, measure_unit)
    wrong |= _wrong_levels(claim, measure_unit)
    return wrong or _does_not_follow(claim, found)


def _unreadable(claim: Figures) -> Wrong:
    wrong = {}
    for name in ("value", *STATED, "interval_level", *LEVELS):
        if getattr(claim, name) and number(getattr(claim, name)) is None:
            wrong[name] = "Enter a number in digits, such as 7.1 or 1,240. Words go into the result."
    for name in COUNTS:
        if getattr(claim, name) and whole(getattr(claim, name)) is None:
            wrong[name] = "Enter a whole number in digits, such as 1,240."
    if claim.effect_kind and claim.kind is None:
        wrong["effect_kind"] = "Choose one of the kinds on the list."
    if claim.net_of_cost not in ("", "net", "gross", "not-stated"):
        wrong["net_of_cost"] = "Choose one of the answers."
    return wrong


def _wrong_counts(claim: Figures, found: Stated) -> Wrong:
    given = [name for name in COUNTS if getattr(claim, name)]
    if not given:
        return {}
    if found.counts is None:
        return {name: "Give all four counts, or none of them." for name in COUNTS if name not in given}
    wrong = {}
    for group, events, total in (("treated", *found.counts[:2]), ("comparison", *found.counts[2:])):
        if total == 0:
            wrong[f"{group}_total"] = "A group has at least one case."
        elif events > total:
            wrong[f"{group}_events"] = f"There cannot be more of them than the {total:,} cases of the group."
    return wrong


def _wrong_effect(claim: Figures, found: Stated) -> Wrong:
    wrong = {}
    if claim.kind is None and any(getattr(claim, name) for name in (*STATED, *COUNTS, "interval_level")):
        wrong["effect_kind"] = "Choose which kind of effect these figures are."
    if found.error is not None and found.error <= 0:
        wrong["standard_error"] = "A standard error is more than nought."
    if claim.kind is not None and claim.kind.is_ratio:
        ratios = (("effect", found.effect), ("interval_low", found.low), ("interval_high", found.high))
        wrong |= {
            name: "A ratio is more than nought. One stands for no difference."
            for name, given in ratios
            if given is not None and given <= 0
        }
    if claim.kind in BOUNDED:
        wrong |= _outside(("effect", *ENDS), claim, *BOUNDED[claim.kind])
    return wrong


def _wrong_interval(claim: Figures, found: Stated) -> Wrong:
    wrong = {}
    if found.level is not None and not LEAST_LEVEL <= found.level <= MOST_LEVEL:
        wrong["interval_level"] = f"The level of an interval lies between {LEAST_LEVEL} and {MOST_LEVEL} percent."
    for name, other in (ENDS, ENDS[::-1]):
        if not getattr(claim, name) and getattr(claim, other):
            wrong[name] = "Give both ends of the interval, or neither."
    if found.low is None or found.high is None:
        return wrong
    worked = worked_out(found)
    if found.low >= found.high:
        wrong["interval_low"] = "The lower end must be below the upper end."
    elif worked is not None and not found.low <= worked.effect <= found.high:
        wrong["effect"] = f"The effect, {worked.effect:,.6g}, lies outside its interval. Check all three figures."
    return wrong


def _wrong_unit(claim: Figures, measure_unit: str | None) -> Wrong:
    levels = any(getattr(claim, name) for name in LEVELS)
    difference = claim.kind is EffectKind.MEAN_DIFFERENCE
    if not claim.unit and (claim.value or levels):
        return {"unit": "Say what the number counts, such as minutes or percent."}
    if not claim.unit and difference:
        return {"unit": "A difference needs a unit. Say what it counts, such as minutes."}
    if (levels or difference) and measure_unit and not convertible(claim.unit, measure_unit):
        return {
            "unit": f"This measure is counted in {named(measure_unit)}. Give the values in a unit that turns into it, "
            "and only the unit: the period has a field of its own."
        }
    return {}


def _wrong_levels(claim: Figures, measure_unit: str | None) -> Wrong:
    """A level of a standard measure lies within what its unit can be."""
    unit = read(claim.unit)
    if measure_unit is None or unit is None or unit.kind not in (SHARE, TIME, COUNT):
        return {}
    return _outside(LEVELS, claim, 0, unit.most)


def _outside(names: Iterable[str], claim: Figures, least: float, most: float | None) -> Wrong:
    wrong = {}
    for name in names:
        given = number(getattr(claim, name))
        if given is not None and (given < least or (most is not None and given > most)):
            wrong[name] = f"Enter {f'{least:g} to {most:,g}' if most is not None else f'{least:g} or more'}."
    return wrong


def _does_not_follow(claim: Figures, found: Stated) -> Wrong:
    """A kind of effect, an error or an interval without the effect that it belongs to."""
    if claim.kind is None or worked_out(found) is not None:
        return {}
    follows = "the values before and after, or of the two groups" if claim.kind == POINTS else "the values or counts"
    return {"effect": f"Give the effect itself, or {follows} that it follows from."}
