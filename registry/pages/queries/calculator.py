"""What a tool could bring to the reader's own force: from pooled or single results, with what may not carry over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path

from registry.catalogue import queries as catalogue
from registry.catalogue.models import Tool
from registry.evidence.models import Claim, Evidence
from registry.evidence.queries import evidence_of, graded_design
from registry.evidence.queries.results import Pooled, all_pooled_of, effect_of
from registry.measures.models import Measure
from registry.pages.queries.national import National, national
from registry.rules.benefit import Asked, Measured, Needs, Range, check, come_to, needs
from registry.rules.policy import Actor
from registry.rules.pooling import RATIO_UNIT
from registry.rules.units import NotConvertible, convert
from registry.rules.words import Design, EffectKind, Measurer, label

FIELDS = ("volume", "current", "share", "hours_year", "force", "driver")
CODED = "systems_needed"
ANSWERS = ("prerequisites", "systems_needed", "conditions_for_success")
MIXED = 0.5  # of what differs lies between sites: then they differ a good deal


@dataclass(frozen=True)
class Source:
    """A result that can be carried over, with the studies behind it. `basis` says where its range comes from."""

    code: str
    measure: Measure
    measured: Measured
    basis: str  # prediction, interval of the average, interval of one study, or widened
    studies: Sequence[tuple[Evidence, Design]]  # each with the design that its result is graded as
    pooled: Pooled | None = None

    @property
    def needs(self) -> Needs:
        """What must be known of the reader's force."""
        return needs(self.measured)


@dataclass(frozen=True)
class CalculatorPage:
    """Everything the page shows."""

    tool: Tool
    sources: Sequence[Source]
    source: Source | None
    asked: Asked
    found: Range | None = None
    national: National | None = None
    reasons: Sequence[tuple[str, str]] = ()  # why it may not transfer: where it is said, and what

    @property
    def posts(self) -> Range | None:
        """The hours as posts, by the constant that the reader stated."""
        if self.found is None or self.asked.hours_year is None or self.found.unit != "hours":
            return None
        return self.found.times(1 / self.asked.hours_year)


def calculator(actor: Actor, slug: str, given: Mapping[str, str], folder: Path) -> CalculatorPage:
    """The page for what was asked: nothing is stored. Raises Withdrawn and NotFound as the tool's page does."""
    tool = catalogue.tool(actor, slug)
    evidence = evidence_of(tool.id)
    offered = sources(tool, evidence, folder)
    typed = {name: given.get(name, "")[:40] for name in FIELDS}
    chosen = next((source for source in offered if source.code == given.get("source")), None)
    if chosen is None:
        return CalculatorPage(tool, offered, None, Asked(typed))
    reasons = why_not(chosen, catalogue.tool_content(actor, tool))
    if chosen.needs.refusal or "volume" not in given:
        return CalculatorPage(tool, offered, chosen, Asked(typed), reasons=reasons)
    asked = check(typed, chosen.needs, chosen.measure.unit)
    if asked.own is None:
        return CalculatorPage(tool, offered, chosen, asked, reasons=reasons)
    found = come_to(chosen.measured, asked.own)
    everywhere = national(actor, tool, typed["force"], typed["driver"], found) if typed["force"] else None
    if everywhere is not None and everywhere.wrong:
        asked = Asked(typed, asked.own, asked.hours_year, everywhere.wrong)
    return CalculatorPage(tool, offered, chosen, asked, found, everywhere, reasons)


def sources(tool: Tool, evidence: Sequence[Evidence], folder: Path) -> list[Source]:
    """What can be carried over: summaries first, then single results, the owner's before others."""
    summaries = [source for found in all_pooled_of(tool, evidence, folder) if (source := _of_pooled(found))]
    single = [
        source
        for item in sorted(evidence, key=lambda item: item.site_id != tool.owner_id)
        for claim in item.claims
        if (source := _of_claim(item, claim))
    ]
    return [*summaries, *single]


def _of_pooled(found: Pooled) -> Source | None:
    said = found.figures.found if found.figures else None
    if said is None or found.kind is None:
        return None
    summary = said["reml"]
    ahead = summary["next_low"] is not None
    ends = ("next_low", "next_high") if ahead else ("low", "high")
    values = [summary[ends[0]], summary["estimate"], summary[ends[1]]]
    if found.unit == RATIO_UNIT:
        values = [exp(min(value, 30.0)) for value in values]
    measured = _measured(found.measure, found.kind, values)
    members = [member.result for member in found.sorted.members]
    studies = [(found.studies[result.claim_id], result.design) for result in members]
    return Source(
        f"measure-{found.measure.code}", found.measure, measured, "prediction" if ahead else "average", studies, found
    )


def _of_claim(item: Evidence, claim: Claim) -> Source | None:
    """A single measured result on a standard measure. One without an interval is widened: from nothing to all of it."""
    worked, design = effect_of(claim), graded_design(item, claim)
    if claim.measure is None or worked is None or claim.ex_ante or design is Design.ESTIMATE:
        return None
    kind = EffectKind(worked.kind)
    none = 1.0 if kind.is_ratio else 0.0
    known = worked.low is not None and worked.high is not None
    values = [worked.low, worked.effect, worked.high] if known else sorted([none, worked.effect])
    if not known:
        values = [values[0], worked.effect, values[1]]
    factor = _factor(kind, claim.unit, claim.measure.unit)
    if factor is None:
        return None
    measured = _measured(claim.measure, kind, [(value or 0.0) * factor for value in values])
    return Source(f"outcome-{claim.id}", claim.measure, measured, "interval" if known else "widened", [(item, design)])


def _factor(kind: EffectKind, given: str | None, wanted: str) -> float | None:
    """What turns a difference into the measure's unit; nothing where it cannot be turned."""
    if kind is not EffectKind.MEAN_DIFFERENCE or given == wanted:
        return 1.0
    try:
        return convert(1.0, given or "", wanted)
    except NotConvertible:
        return None


def _measured(measure: Measure, kind: EffectKind, values: Sequence[float]) -> Measured:
    low, middle, high = values
    return Measured(kind, low, middle, high, measure.unit, measure.better_when, measure.aggregation == "sum")


def why_not(source: Source, content: Mapping[str, object]) -> list[tuple[str, str]]:
    """Why it may not transfer: as the studies and the record say, and as follows from how it was measured."""
    found: list[tuple[str, str]] = []
    seen: set[str] = set()
    for item, design in source.studies:
        site = (item.site.name if item.site else item.site_words) or item.title
        for text in (item.moderators, _weakness(item, design), _interest(item)):
            if text and text not in seen:
                seen.add(text)
                found.append((site, text))
    summary = source.pooled.figures.found if source.pooled and source.pooled.figures else None
    if summary and summary["reml"]["i2"] >= MIXED:
        found.append(("", f"The sites differ: {summary['reml']['i2']:.0%} of what differs is not chance."))
    for code in ANSWERS:
        said = content.get(code)
        lines = said if isinstance(said, list) else [said]
        found += [(code, label(str(line)) if code == CODED else str(line)) for line in lines if line]
    sites = len(source.studies)
    known = "one site" if sites == 1 else f"{sites} sites"
    found.append(("", f"It was measured at {known}. Yours may differ in ways that nobody wrote down."))
    return found


def _weakness(item: Evidence, design: Design) -> str:
    if item.trend_predates:
        return "It was changing already before the tool went live there."
    if design is Design.BEFORE_AFTER:
        return "There was nothing beside it to compare with: something else may have brought the change."
    return ""


def _interest(item: Evidence) -> str:
    if item.conflicts:
        return item.conflicts
    return "The supplier measured it." if item.measured_by is Measurer.SUPPLIER else ""
