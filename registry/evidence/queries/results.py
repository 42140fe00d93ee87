"""What several sites found on one measure: which results go together, and the summary of those that do."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from registry.analysis.stated import Stated, Worked, worked_out
from registry.catalogue.models import Tool
from registry.core.db import db
from registry.core.errors import NotFound
from registry.evidence.models import Claim, Evidence
from registry.evidence.queries.grades import graded_design
from registry.evidence.queries.studies import evidence_of, readable_tool
from registry.measures.models import Measure
from registry.organisations.models import Succession
from registry.rendering.figures import Figures, figures
from registry.rules.policy import Actor
from registry.rules.pooling import RATIO_UNIT, Result, Scale, Sorted, sort_out
from registry.rules.words import Design, EffectKind


@dataclass(frozen=True)
class Reported:
    """A measure that studies of a tool report, and at how many sites."""

    measure: Measure
    sites: int


@dataclass(frozen=True)
class Pooled:
    """What sites found on one measure of a tool, as far as this reader may read it.

    `figures` is nothing where `sorted` refuses; it may be late or broken, and the page shows everything else.
    """

    tool: Tool
    measure: Measure
    sorted: Sorted
    studies: Mapping[int, Evidence]  # by the number of a claim
    figures: Figures | None

    @property
    def kind(self) -> EffectKind | None:
        """What kind of effect was pooled."""
        return self.sorted.kind

    @property
    def why(self) -> str | None:
        """Why nothing is pooled, in words; nothing where something is, or may be later."""
        if self.sorted.refusal:
            return self.sorted.refusal.why
        return self.figures.refused if self.figures else None

    @property
    def state(self) -> str:
        """Whether it is pooled, refused, to be had later or not to be had."""
        if self.why:
            return "refused"
        if self.figures and self.figures.found:
            return "pooled"
        return "later" if self.figures and self.figures.later else "unavailable"

    @property
    def unit(self) -> str:
        """The unit that the figures of the summary are in."""
        return pooling_unit(self.kind, self.measure)


def reported(evidence: Iterable[Evidence]) -> list[Reported]:
    """The standard measures that two or more sites measured, by name; no statement. Estimates and counts are left out."""
    sites: dict[int, set[object]] = {}
    measures: dict[int, Measure] = {}
    for item in evidence:
        for claim in item.claims:
            if claim.measure is not None and claim.direction and graded_design(item, claim) is not Design.ESTIMATE:
                measures[claim.measure.id] = claim.measure
                sites.setdefault(claim.measure.id, set()).add(item.site_id or item.site_words)
    found = [Reported(measures[key], len(places)) for key, places in sites.items() if len(places) > 1]
    return sorted(found, key=lambda row: row.measure.name)


def pooled(actor: Actor, slug: str, code: str, folder: Path) -> Pooled:
    """What sites found on a measure: three statements, and nothing that the reader may not read goes in.

    Raises Withdrawn and NotFound as the tool's page does, and NotFound for a measure that no study of it reports.
    """
    tool = readable_tool(actor, slug)
    evidence = evidence_of(tool.id)
    measure = next((known for known in _measures(evidence) if known.code == code), None)
    if measure is None:
        raise NotFound("No study of this tool that you may read reports this measure.")
    return _pooled(tool, measure, evidence, families(), folder)


def all_pooled(actor: Actor, slug: str, folder: Path) -> list[Pooled]:
    """The same of every measure that two or more sites report, by name: three statements."""
    tool = readable_tool(actor, slug)
    return all_pooled_of(tool, evidence_of(tool.id), folder)


def all_pooled_of(tool: Tool, evidence: Sequence[Evidence], folder: Path) -> list[Pooled]:
    """The same of evidence that is loaded already: one statement."""
    related = families()
    return [_pooled(tool, row.measure, evidence, related, folder) for row in reported(evidence)]


def _measures(evidence: Iterable[Evidence]) -> list[Measure]:
    return [claim.measure for item in evidence for claim in item.claims if claim.measure]


def _pooled(
    tool: Tool, measure: Measure, evidence: Sequence[Evidence], related: Mapping[int, int], folder: Path
) -> Pooled:
    claims = [(item, claim) for item in evidence for claim in item.claims if claim.measure_id == measure.id]
    found = together(measure, claims, related, tool.synthetic)
    studies = {claim.id: item for item, claim in claims}
    return Pooled(tool, measure, found, studies, None if found.refusal else summary(found, measure, folder))


def together(
    measure: Measure, claims: Sequence[tuple[Evidence, Claim]], family: Mapping[int, int], invented: bool
) -> Sorted:
    """Which of the claims on a measure go together; no statement."""
    scale = Scale(measure.unit, measure.version, measure.aggregation == "sum")
    return sort_out([result(item, claim) for item, claim in claims], scale, family, invented)


def summary(found: Sorted, measure: Measure, folder: Path) -> Figures:
    """The summaries of what goes together, from the warm process."""
    unit = pooling_unit(found.kind, measure)
    effects = [
        {"site": str(member.result.claim_id), "value": member.value, "error": member.error, "unit": unit}
        for member in found.members
    ]
    return figures("pooled", {"effects": effects}, folder)


def pooling_unit(kind: EffectKind | None, measure: Measure) -> str:
    """The unit that effects of a kind are pooled in."""
    if kind is None or kind is EffectKind.MEAN_DIFFERENCE:
        return measure.unit
    return RATIO_UNIT if kind.is_ratio else kind.value


def result(item: Evidence, claim: Claim) -> Result:
    """A claim as the pooling rule sees it."""
    worked = effect_of(claim)
    site = item.site
    return Result(
        claim_id=claim.id,
        evidence_id=item.id,
        site_id=item.site_id,
        site=site.name if site else (item.site_words or ""),
        site_words=item.site_words or "",
        site_kind=site.kind if site else None,
        region=site.region if site else None,
        design=graded_design(item, claim),
        ex_ante=claim.ex_ante,
        is_count=claim.direction is None,
        invented=item.synthetic,
        kind=claim.effect_kind,
        effect=worked.effect if worked else None,
        error=worked.error if worked else None,
        unit=claim.unit,
        version=claim.measure_version,
    )


def effect_of(claim: Claim) -> Worked | None:
    """The effect of a claim with what follows from how it was stated."""
    counts = (claim.treated_events, claim.treated_total, claim.comparison_events, claim.comparison_total)
    events, total, other_events, other_total = counts
    known = None not in counts
    return worked_out(
        Stated(
            kind=claim.effect_kind.value if claim.effect_kind else None,
            effect=claim.effect,
            error=claim.standard_error,
            low=claim.interval_low,
            high=claim.interval_high,
            level=claim.interval_level,
            counts=(events or 0, total or 0, other_events or 0, other_total or 0) if known else None,
            before=claim.before_value,
            after=claim.after_value,
            treated=claim.treated_value,
            comparison=claim.comparison_value,
        )
    )


def families() -> dict[int, int]:
    """The same number for all organisations that took over from one another: one statement."""
    pairs = db.session.execute(
        select(Succession.predecessor_id, Succession.successor_id).where(Succession.undone_at.is_(None))
    ).all()
    head: dict[int, int] = {}

    def first(number: int) -> int:
        while head.get(number, number) != number:
            number = head[number]
        return number

    for one, two in pairs:
        low, high = sorted((first(one), first(two)))
        head.setdefault(low, low)
        head[high] = low
    return {number: first(number) for number in head}
