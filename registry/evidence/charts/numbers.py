"""Figures of one kind of effect in words, with as many digits in the picture as in its table."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import exp

from registry.rules.units import named
from registry.rules.words import EffectKind

MINUS = "\N{MINUS SIGN}"
LARGEST = 1e15


@dataclass(frozen=True)
class Numbers:
    """How figures are written: ratios are turned back from their logarithm, differences carry their sign."""

    kind: EffectKind | None
    unit: str
    digits: int

    @property
    def is_ratio(self) -> bool:
        """Whether one stands for no difference."""
        return self.kind is not None and self.kind.is_ratio

    @property
    def after(self) -> str:
        """The unit as it follows a figure; nothing after a ratio."""
        if self.is_ratio or self.kind is EffectKind.STANDARDISED_DIFFERENCE:
            return ""
        if self.kind is EffectKind.PERCENT_CHANGE:
            return "%"
        if self.kind is EffectKind.PERCENTAGE_POINTS:
            return " percentage points"
        return f" {named(self.unit)}" if self.unit else ""

    def figure(self, value: float) -> str:
        """A figure of the summary's scale without its unit."""
        if self.is_ratio:
            return plain(exp(min(value, 30.0)), max(2, self.digits))
        return signed(value, self.digits)

    def whole(self, value: float) -> str:
        """A figure with its unit."""
        return self.figure(value) + self.after

    def span(self, low: float, high: float) -> str:
        """Two ends without their unit."""
        return f"{self.figure(low)} to {self.figure(high)}"

    def spread(self, value: float) -> str:
        """A standard error or a variance: on the scale of the summary, without a sign."""
        return plain(value, max(self.digits, 2) + 1)


def numbers_for(kind: EffectKind | None, unit: str, values: Iterable[float]) -> Numbers:
    """How figures as large as these are written."""
    most = max((abs(value) for value in values), default=0.0)
    return Numbers(kind, unit, 2 if most < 10 else 1 if most < 100 else 0)


def plain(value: float, digits: int) -> str:
    """A figure with a comma at each thousand."""
    if abs(value) >= LARGEST:
        return f"{value:.3g}".replace("-", MINUS)
    return f"{value:,.{digits}f}".replace("-", MINUS)


def signed(value: float, digits: int) -> str:
    """A figure with its sign; nought has none."""
    text = plain(value, digits)
    is_nought = not text.strip(MINUS + "0.,")
    if is_nought:
        return text.lstrip(MINUS)
    return text if value < 0 else f"+{text}"
