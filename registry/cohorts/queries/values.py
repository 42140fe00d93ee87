"""What the members of a cohort measured: site by site, and together where that may be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from registry.cohorts.models import Cohort
from registry.cohorts.queries.cohorts import Group, group
from registry.evidence.charts.forest import Forest, forest
from registry.evidence.charts.forest import Line as Drawn
from registry.evidence.models import Claim, Evidence
from registry.evidence.queries.results import Pooled, families, summary, together
from registry.evidence.queries.studies import evidence_of
from registry.measures.models import Measure
from registry.rules.policy import Actor

NO_DATES = "The study does not state from when on it measured, so nobody can tell whether that was during the pilot."
TOO_EARLY = "It began to measure before the cohort started."
TOO_LATE = "It began to measure after the cohort ended."


@dataclass(frozen=True)
class SiteValue:
    """One outcome at a member; `why` says why it is no part of the pooled value, and is empty where it is."""

    site: str
    study: Evidence
    claim: Claim
    drawn: Drawn | None = None  # as the picture has it
    why: str = ""


@dataclass(frozen=True)
class Values:
    """What the members found on one measure."""

    measure: Measure
    rows: Sequence[SiteValue]
    pooled: Pooled
    forest: Forest | None

    @property
    def state(self) -> str:
        """Whether it is pooled, refused, to be had later or not to be had."""
        return self.pooled.state

    @property
    def why(self) -> str | None:
        """Why nothing is pooled, in words; nothing where something is, or may be later."""
        return self.pooled.why


@dataclass(frozen=True)
class CohortPage:
    """Everything the page shows."""

    group: Group
    values: Sequence[Values]

    def results_at(self, site: str) -> int:
        """How many results on the shared measures a member has, pooled or not."""
        return sum(1 for found in self.values for row in found.rows if row.site == site)


def cohort_page(actor: Actor, slug: str, cohort_id: int, folder: Path) -> CohortPage:
    """A cohort, its members and what they measured: at most nine statements. Raises as `known_cohort` does.

    Only members that the reader is shown go in, so that no figure tells of another.
    """
    found = group(actor, slug, cohort_id)
    related = families()
    evidence = [item for item in evidence_of(found.tool.id) if _site(item) in found.sites]
    return CohortPage(found, [_values(found, one, evidence, related, folder) for one in found.measures])


def _values(
    found: Group, measure: Measure, evidence: Sequence[Evidence], related: dict[int, int], folder: Path
) -> Values:
    names = {one.place.organisation_id: one.place.organisation.name for one in found.members}
    claims = [(item, claim) for item in evidence for claim in item.claims if claim.measure_id == measure.id]
    sites = {claim.id: names[_site(item) or 0] for item, claim in claims}
    claims.sort(key=lambda pair: (sites[pair[1].id], pair[1].id))
    outside = {claim.id: _outside(item, found.cohort) for item, claim in claims}
    fitting = [(item, claim) for item, claim in claims if not outside[claim.id]]
    sorted_out = together(measure, fitting, related, found.tool.synthetic)
    studies = {claim.id: item for item, claim in fitting}
    asked = None if sorted_out.refusal else summary(sorted_out, measure, folder)
    pooled = Pooled(found.tool, measure, sorted_out, studies, asked)
    picture = None
    if asked and asked.found:
        picture = forest(sorted_out, asked.found["reml"], pooled.unit, sites)
    drawn = {line.claim_id: line for line in picture.lines} if picture else {}
    left = {one.result.claim_id: one.why for one in sorted_out.left_out}
    rows = [
        SiteValue(sites[claim.id], item, claim, drawn.get(claim.id), outside[claim.id] or left.get(claim.id, ""))
        for item, claim in claims
    ]
    return Values(measure, rows, pooled, picture)


def _site(item: Evidence) -> int | None:
    return item.site_today_id or item.site_id


def _outside(item: Evidence, cohort: Cohort) -> str:
    """Why a study is not one of the pilot; nothing for one that is."""
    if item.starts_on is None:
        return NO_DATES
    if item.starts_on < cohort.starts_on:
        return TOO_EARLY
    return TOO_LATE if item.starts_on > cohort.ends_on else ""
