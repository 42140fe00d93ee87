"""How long adopting a tool takes, where it stands still, and how far it may spread: what is asked of the statistics, and their answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from registry.catalogue.models import Tool
from registry.catalogue.queries import tools
from registry.core import clock
from registry.rendering.figures import Figures, figures
from registry.replication.models import Adoption
from registry.replication.queries.forces import forces
from registry.replication.queries.rows import may_read_narrative
from registry.replication.queries.spread import named_counts, points
from registry.replication.queries.stalls import Stall, Stalls, comparable_with
from registry.replication.queries.waits import steps_of
from registry.rules.lifecycles import ADOPTED, Stage
from registry.rules.policy import Actor
from registry.rules.spread import Point
from registry.rules.waits import ADOPTED_AT_LAST, BEFORE, Dated, Waits, stalled, usuals, waits
from registry.rules.words import Precision

YEAR = 365.25
AHEAD = 3  # years, at the end of each a range is told
MODELS = ("bass", "logistic")


@dataclass(frozen=True)
class Adopting:
    """Everything the page shows."""

    tool: Tool
    waits: Waits
    comparable: str  # whose stages the stalls are measured by
    whole: int
    counts: Sequence[tuple[date, int]]
    published: bool  # whether the counts are published ones
    figures: Figures
    ahead: Sequence[date]
    day: date | None

    @property
    def until(self) -> Mapping[str, Any]:
        """Until adopted: the curve, or why there is none."""
        return self._part("until")

    @property
    def model(self) -> Mapping[str, Any]:
        """The first model that could be fitted, else why the first could not."""
        models = self._part("models")
        fitted = [{"name": name, **models[name]} for name in MODELS if name in models and "refused" not in models[name]]
        return fitted[0] if fitted else models.get(MODELS[0], {})

    @property
    def models(self) -> Sequence[tuple[str, Mapping[str, Any]]]:
        """Each model with its ranges or its refusal."""
        return [(name, self._part("models")[name]) for name in MODELS if name in self._part("models")]

    @property
    def ceiling(self) -> Mapping[str, Any]:
        """Where the counts head for if no number of forces is assumed."""
        return self._part("ceiling")

    @property
    def stages(self) -> Sequence[tuple[Stage, Mapping[str, Any]]]:
        """Time in each stage before live."""
        found = self._part("stages")
        return [(stage, found[stage.value]) for stage in BEFORE if stage.value in found]

    def _part(self, name: str) -> Mapping[str, Any]:
        return self.figures.found.get(name, {}) if self.figures.found else {}


def adopting(actor: Actor, slug: str, folder: Path, day: date | None = None) -> tuple[Adopting, Stalls]:
    """The page of a tool that the actor may read, from adoptions that the actor may read: at most six statements.

    Stages are compared with those of the same tool, or of its whole category where it has too few of its own. Which
    forces stand still is told to policing and to their own people alone.
    """
    tool, until = tools.tool(actor, slug), day or clock.today()
    own = Adoption.synthetic == tool.synthetic
    steps = steps_of(actor, Adoption.tool_id == tool.id, own, day=day)
    told = waits(steps, until)
    beside, comparable = comparable_with(actor, tool, told, day)
    here = {force.id: force for force in forces(example=tool.synthetic, day=day)}
    whole = [force for force in here.values() if force.territorial or tool.synthetic]
    counts, published = _counts(actor, tool, steps, {force.id for force in whole}, day)
    ahead = [date(until.year + add, 12, 31) for add in range(AHEAD)]
    yearly = [] if published else _yearly(counts)
    found = figures("spread_figures", _question(told, beside, counts, yearly, len(whole), ahead), folder)
    page = Adopting(tool, told, comparable, len(whole), counts, published, found, ahead, day)
    still = [one for one in stalled(told.spells, usuals(beside.spells)) if one[0].organisation_id in here]
    named = [
        Stall(tool.slug, tool.name, force.slug, force.name, spell, usual, comparable)
        for spell, usual in still
        if (force := here[spell.organisation_id]) and may_read_narrative(actor, force.id)
    ]
    return page, Stalls(named, len(still))


def years(day: date) -> float:
    """A day as a number of years."""
    return day.year + (day - date(day.year, 1, 1)).days / YEAR


def _question(
    told: Waits,
    beside: Waits,
    counts: Sequence[tuple[date, int]],
    yearly: Sequence[int],
    whole: int,
    ahead: Sequence[date],
) -> dict[str, Any]:
    spells = {stage: [spell for spell in beside.spells if spell.stage is stage] for stage in BEFORE}
    return {
        "until": {
            "times": [round(wait.months, 3) for wait in told.until],
            "endings": [wait.ending for wait in told.until],
            "adopted": ADOPTED_AT_LAST,
        },
        "stages": {
            stage.value: {
                "times": [round(spell.months, 3) for spell in found],
                "moved": [spell.next is not None for spell in found],
            }
            for stage, found in spells.items()
        },
        "counts": [[round(years(day), 4), number] for day, number in counts],
        "whole": whole,
        "ahead": [round(years(day), 4) for day in ahead],
        "yearly": list(yearly),
    }


def _counts(
    actor: Actor, tool: Tool, steps: Sequence[Dated], whole: set[int], day: date | None
) -> tuple[list[tuple[date, int]], bool]:
    """Counts by day: what was published where that says more, else when each force first had it, as far as it is known."""
    until = day or clock.today()
    named = points(tools.unnamed_claims(tool, day), named_counts(actor, tool.id, day))
    told = [point for point in named if point.happened_on <= until]
    firsts = _firsts(steps, whole)
    if len(told) > 2 and told[-1].number > len(firsts):
        return _rising([(_middle(point), point.number) for point in told]), True
    found: list[tuple[date, int]] = []
    for number, day in enumerate(sorted(firsts), start=1):
        if found and found[-1][0] == day:
            found.pop()
        found.append((day, number))
    if found and found[-1][0] < until:
        found.append((until, found[-1][1]))  # that nobody has joined since is known too
    return found, False


def _firsts(steps: Sequence[Dated], whole: set[int]) -> list[date]:
    """The day on which each force first had it; those of which only a year is known are left out."""
    found: dict[int, date] = {}
    for step in steps:
        if step.stage in ADOPTED and step.happened_on and step.precision is not Precision.YEAR:
            known = found.get(step.organisation_id, step.happened_on)
            found[step.organisation_id] = min(known, step.happened_on)
    return [day for force, day in found.items() if force in whole]


def _middle(point: Point) -> date:
    """The middle of what a date can mean."""
    add = {Precision.YEAR: 182, Precision.MONTH: 14}.get(point.precision, 0)
    return point.happened_on.replace(day=1) + timedelta(days=add) if add else point.happened_on


def _rising(counts: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """One count for each day, in order."""
    return sorted(dict(sorted(counts)).items())


def _yearly(counts: Sequence[tuple[date, int]]) -> list[int]:
    """New adopters in each whole year from the first adoption on."""
    last = {day.year: number for day, number in counts}
    if not last:
        return []
    span = range(min(last), max(last))
    ends = [max((number for year, number in last.items() if year <= at), default=0) for at in span]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]
