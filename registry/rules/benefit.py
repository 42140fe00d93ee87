"""What an effect would come to with somebody's own volumes: always a range, never one figure, and never more than was measured."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import floor, isfinite, log10

from registry.rules.units import COUNT, MONEY, SHARE, TIME, convert, read
from registry.rules.words import EffectKind

HOURS, POUNDS, CASES = "hours", "pounds", "cases"
MOST_VOLUME, MOST_CURRENT = 1_000_000_000, 1_000_000.0
FEWEST_HOURS, MOST_HOURS = 1_000, 2_500  # that may stand for a post in a year
WHOLE = 100.0  # percent


@dataclass(frozen=True)
class Measured:
    """An effect with its range, ratios as ratios; `unit` is that of the measure."""

    kind: EffectKind
    low: float
    middle: float
    high: float
    unit: str
    better_when: str
    is_total: bool = False


@dataclass(frozen=True)
class Needs:
    """What must be known of the reader's own force; or why nothing can be worked out."""

    current: bool = False  # the present level in each case, besides the volume
    is_total: bool = False  # the volume is the present total, in the measure's unit
    refusal: str = ""


@dataclass(frozen=True)
class Own:
    """The reader's own figures, checked."""

    volume: float
    current: float | None = None
    share: float = 100.0  # of the volume that the tool would touch, in percent


@dataclass(frozen=True)
class Range:
    """What it would come to in a year; more is better. Where the measure has no better side it is the change as it is."""

    low: float
    middle: float
    high: float
    unit: str  # hours, pounds or cases

    def times(self, factor: float) -> "Range":
        """The same for something so much larger."""
        return Range(self.low * factor, self.middle * factor, self.high * factor, self.unit)


def needs(effect: Measured) -> Needs:
    """What to ask of the reader."""
    known = read(effect.unit)
    if effect.kind is EffectKind.STANDARDISED_DIFFERENCE:
        return Needs(refusal="A standardised difference has no unit that a volume could be multiplied with.")
    if effect.is_total:
        if effect.kind in (EffectKind.MEAN_DIFFERENCE, EffectKind.PERCENTAGE_POINTS):
            return Needs(
                refusal="The result is a total at the place where it was measured. Carried over as it is, it would be a "
                "flat multiplication; a change in percent is needed."
            )
        return Needs(is_total=True)
    if effect.kind is EffectKind.MEAN_DIFFERENCE:
        if known is None or known.kind not in (TIME, MONEY, COUNT):
            return Needs(refusal="The unit of the measure is none that a volume could be multiplied with.")
        return Needs()
    if effect.kind is EffectKind.PERCENTAGE_POINTS:
        return Needs()
    if known is None or known.kind not in (TIME, MONEY, SHARE, COUNT):
        return Needs(refusal="The unit of the measure is none that a volume could be multiplied with.")
    if effect.kind is EffectKind.ODDS_RATIO and known.kind is not SHARE:
        return Needs(refusal="A ratio of odds can be carried over only where the measure is a share.")
    return Needs(current=known.kind != COUNT)


def come_to(effect: Measured, own: Own) -> Range:
    """The yearly change that the effect would come to: its volume times its share, at each end of the range."""
    known = read(effect.unit)
    sign = -1.0 if effect.better_when == "lower" else 1.0
    ends = sorted(
        sign * _change(effect.kind, value, own, effect) * own.share / 100 for value in (effect.low, effect.high)
    )
    middle = sign * _change(effect.kind, effect.middle, own, effect) * own.share / 100
    unit = {TIME: HOURS, MONEY: POUNDS}.get(known.kind if known else "", CASES)
    if effect.kind is EffectKind.PERCENTAGE_POINTS:
        unit = CASES
    return Range(ends[0], middle, ends[1], unit)


def _change(kind: EffectKind, value: float, own: Own, effect: Measured) -> float:
    """The change in a year, in hours, pounds or cases."""
    known = read(effect.unit)
    in_hours = known is not None and known.kind == TIME
    scale = convert(1.0, effect.unit, HOURS) if in_hours else 1.0
    if kind is EffectKind.MEAN_DIFFERENCE:
        return value * own.volume * scale
    if kind is EffectKind.PERCENTAGE_POINTS:
        return value / 100 * own.volume
    if kind is EffectKind.ODDS_RATIO:
        share = (own.current or 0.0) / 100
        return (value * share / (1 - share + value * share) - share) * own.volume
    part = value / 100 if kind is EffectKind.PERCENT_CHANGE else value - 1
    each = 1.0 if own.current is None else own.current
    if known is not None and known.kind == SHARE and own.current is not None:
        each = own.current * (known.size or 1.0) / 100
    return part * own.volume * each * scale


@dataclass(frozen=True)
class Asked:
    """What was typed, as it was typed, and what is wrong with it, by field."""

    typed: Mapping[str, str]
    own: Own | None = None
    hours_year: int | None = None
    wrong: Mapping[str, str] = field(default_factory=dict)


def check(typed: Mapping[str, str], wanted: Needs, unit: str) -> Asked:
    """Read the reader's own figures, with a message for each that cannot be used."""
    wrong: dict[str, str] = {}
    known = read(unit)
    bounded = known is not None and known.kind == SHARE
    volume = _figure(typed, "volume", wrong, lambda n: 0 < n <= MOST_VOLUME, "Enter a number from 1 to 1,000,000,000.")
    current = None
    if wanted.current:
        most = (known.most if known else None) if bounded else MOST_CURRENT
        why = f"Enter a number above 0 and up to {most or MOST_CURRENT:,.0f}."
        current = _figure(typed, "current", wrong, lambda n: 0 < n <= (most or MOST_CURRENT), why)
    share = 100.0
    if typed.get("share", "").strip():
        share = _figure(typed, "share", wrong, lambda n: 0 < n <= WHOLE, "Enter a percentage from 1 to 100.") or 0.0
    hours = None
    if typed.get("hours_year", "").strip():
        why = f"Enter the hours that stand for one post in a year, from {FEWEST_HOURS:,} to {MOST_HOURS:,}."
        hours = _figure(typed, "hours_year", wrong, lambda n: FEWEST_HOURS <= n <= MOST_HOURS, why)
    if wrong or volume is None:
        return Asked(typed, wrong=wrong)
    return Asked(typed, Own(volume, current, share), int(hours) if hours else None)


def _figure(
    typed: Mapping[str, str], name: str, wrong: dict[str, str], fits: Callable[[float], bool], why: str
) -> float | None:
    text = typed.get(name, "").strip().replace(",", "").removesuffix("%")
    try:
        number = float(text)
    except ValueError:
        wrong[name] = why
        return None
    if not isfinite(number) or not fits(number):
        wrong[name] = why
        return None
    return number


def rounded(value: float) -> float:
    """Two figures that count: no more is known than that."""
    if not value or not isfinite(value):
        return 0.0
    return round(value, 1 - floor(log10(abs(value))))
