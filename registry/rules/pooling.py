"""Which results may be set together: what is left out of a summary and why, and when none may be made at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log

from registry.rules.units import NotConvertible, convert
from registry.rules.words import Design, EffectKind, OrganisationKind, label

FEWEST = 2
RATIO_UNIT = "log-ratio"
SUFFIXES = (" police", " constabulary", " police service", " (example)")


@dataclass(frozen=True)
class Scale:
    """The measure that results are set together on."""

    unit: str
    version: int
    is_total: bool  # a sum, which depends on how large a place is and over how long it was counted


@dataclass(frozen=True)
class Result:
    """One outcome at one site, as far as pooling asks."""

    claim_id: int
    evidence_id: int
    site_id: int | None
    site: str
    site_words: str
    site_kind: OrganisationKind | None
    region: str | None
    design: Design
    ex_ante: bool
    is_count: bool
    invented: bool
    kind: EffectKind | None = None
    effect: float | None = None
    error: float | None = None  # of the logarithm, for a ratio
    unit: str | None = None
    version: int | None = None


@dataclass(frozen=True)
class Member:
    """A result on the scale of the summary: its logarithm for a ratio, the measure's unit for a difference in it."""

    result: Result
    value: float
    error: float


@dataclass(frozen=True)
class LeftOut:
    """A result that is never pooled, and why."""

    result: Result
    why: str


@dataclass(frozen=True)
class Refusal:
    """Why no summary is made. `code` is for programs."""

    code: str
    why: str


@dataclass(frozen=True)
class Sorted:
    """What goes in, what does not, and whether a summary may be made."""

    fitting: Sequence[Result]
    left_out: Sequence[LeftOut]
    members: Sequence[Member] = ()
    refusal: Refusal | None = None

    @property
    def kind(self) -> EffectKind | None:
        """The kind of effect that the members share."""
        return self.members[0].result.kind if self.members else None


def sort_out(results: Iterable[Result], scale: Scale, families: Mapping[int, int], invented: bool = False) -> Sorted:
    """Sort the results on one measure.

    `families` gives organisations that took over from one another the same number; `invented` says whether the tool
    is an example, so that real and invented results are never set together.
    """
    fitting: list[Result] = []
    left_out: list[LeftOut] = []
    for result in results:
        why = _never(result, scale, invented)
        if why:
            left_out.append(LeftOut(result, why))
        else:
            fitting.append(result)
    refusal = _refused(fitting, scale, families)
    if refusal:
        return Sorted(fitting, left_out, refusal=refusal)
    try:
        members = [_member(result, scale) for result in fitting]
    except NotConvertible as different:
        return Sorted(fitting, left_out, refusal=Refusal("units", f"The sites report in different units. {different}"))
    return Sorted(fitting, left_out, members)


def _never(result: Result, scale: Scale, invented: bool) -> str:
    """Why a result is left out of every summary; nothing for one that fits."""
    if result.invented != invented:
        return "It is an example, and real results are not set together with examples."
    if result.is_count:
        return "It is a count and not an effect."
    if result.ex_ante or result.design is Design.ESTIMATE:
        return "It was estimated, not measured. Estimates are never pooled."
    if result.version is not None and result.version != scale.version:
        return f"It was measured by definition {result.version}; the measure is now defined by {scale.version}."
    if result.kind is None or result.effect is None:
        return "It states no effect in figures, such as a difference or a ratio."
    if result.site_id is None:
        return "It names no organisation of the register, so nobody can tell whether it overlaps with another site."
    return ""


def _refused(fitting: Sequence[Result], scale: Scale, families: Mapping[int, int]) -> Refusal | None:
    if len(fitting) < FEWEST:
        return Refusal("too-few", "At least two sites must have measured this before results can be pooled.")
    kinds = list(dict.fromkeys(result.kind for result in fitting if result.kind))
    if len(kinds) > 1:
        named = " and ".join(f"“{label(kind)}”" for kind in kinds)
        return Refusal("kinds", f"The sites state effects of different kinds, which cannot be compared: {named}.")
    overlap = next((why for one, two in combinations(fitting, 2) if (why := _overlap(one, two, families))), "")
    if overlap:
        return Refusal("overlap", overlap)
    if kinds[0] is EffectKind.MEAN_DIFFERENCE and scale.is_total:
        return Refusal(
            "kinds",
            "The measure is a total, which depends on how large a force is and over how long it was counted. Totals "
            "can be compared as percentages or ratios, not as differences.",
        )
    without = next((result for result in fitting if result.error is None), None)
    if without:
        return Refusal(
            "no-error",
            f"{without.site} gives no standard error, nor an interval or counts that it could be worked out from.",
        )
    return None


def _overlap(one: Result, two: Result, families: Mapping[int, int]) -> str:
    """Why two results may rest on the same events; nothing for sites apart."""
    if one.site_id == two.site_id:
        return f"{one.site} is there more than once, so the results are not independent."
    if families.get(one.site_id or 0, one.site_id) == families.get(two.site_id or 0, two.site_id):
        return f"{one.site} and {two.site} follow one another, so the same place would count twice."
    for wide, other in ((one, two), (two, one)):
        if _contains(wide, other):
            return f"{wide.site} may hold {other.site} within it, so the same events could count twice."
        if _names(wide.site_words, other.site):
            return f"The study at {wide.site} names {other.site} as well, so the same events could count twice."
    return ""


def _contains(wide: Result, other: Result) -> bool:
    if wide.site_kind is OrganisationKind.NATIONAL:
        return True
    within = other.site_kind is OrganisationKind.FORCE
    return wide.site_kind is OrganisationKind.REGIONAL and within and wide.region in (other.region, None)


def _names(words: str, site: str) -> bool:
    stem = site.casefold()
    for _ in SUFFIXES:
        for suffix in SUFFIXES:
            stem = stem.removesuffix(suffix)
    return bool(stem) and stem in words.casefold()


def _member(result: Result, scale: Scale) -> Member:
    effect, error = result.effect or 0.0, result.error or 0.0
    if result.kind is not None and result.kind.is_ratio:
        return Member(result, log(effect), error)
    if result.kind is EffectKind.MEAN_DIFFERENCE:
        if not result.unit:
            raise NotConvertible(f"{result.site} states none.")
        factor = 1.0 if result.unit == scale.unit else convert(1.0, result.unit, scale.unit)
        return Member(result, effect * factor, error * factor)
    return Member(result, effect, error)
