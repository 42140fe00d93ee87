"""The page on which the results of several sites stand together."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry.evidence.charts.forest import Forest, forest
from registry.evidence.queries.results import Pooled, pooled
from registry.rules.policy import Actor

FEW = 5  # sites below which even the widest interval is to be taken with care


@dataclass(frozen=True)
class Without:
    """The summary when one site is left out."""

    site: str
    figure: str
    span: str
    crosses: bool  # whether it then holds no difference as well


@dataclass(frozen=True)
class ResultsPage:
    """Everything the page shows; without `forest` it shows why there is none and lists the studies all the same."""

    pooled: Pooled
    forest: Forest | None
    without: Sequence[Without] = ()
    moments: tuple[str, str] = ("", "")  # the summary by the other method
    summary: dict[str, Any] | None = None
    small: dict[str, Any] | None = None

    @property
    def refusal(self) -> str:
        """Why nothing is pooled, in words; nothing where something is."""
        return self.pooled.why or ""

    @property
    def few(self) -> bool:
        """Whether there are so few sites that the interval itself is uncertain."""
        return len(self.pooled.sorted.members) < FEW

    @property
    def settled(self) -> bool:
        """Whether the interval leaves no difference out."""
        return self.summary is not None and self.summary["low"] * self.summary["high"] > 0

    @property
    def better(self) -> bool | None:
        """Whether the summary lies on the better side; nothing where the measure has none."""
        wanted = {"higher": 1, "lower": -1}.get(self.pooled.measure.better_when)
        if wanted is None or self.summary is None or self.summary["estimate"] == 0:
            return None
        return bool(self.summary["estimate"] * wanted > 0)


def results_page(actor: Actor, slug: str, code: str, folder: Path) -> ResultsPage:
    """What sites found on one measure of a tool: four statements. Raises as `pooled` does."""
    found = pooled(actor, slug, code, folder)
    said = found.figures.found if found.figures else None
    if said is None:
        return ResultsPage(found, None)
    names = {member.result.claim_id: member.result.site for member in found.sorted.members}
    drawn = forest(found.sorted, said["reml"], found.unit, names)
    numbers = drawn.numbers
    without = [
        Without(
            names[int(row["site"])],
            numbers.figure(row["estimate"]),
            numbers.span(row["low"], row["high"]),
            row["low"] * row["high"] <= 0,
        )
        for row in said["without"]
    ]
    other = said["moments"]
    moments = (numbers.figure(other["estimate"]), numbers.span(other["low"], other["high"]))
    return ResultsPage(found, drawn, without, moments, said["reml"], said["small"])
