"""What the API tells of a tool on a day: how far it had spread, and how its record scored."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.api.queries import stages_of
from registry.catalogue.models import Tool
from registry.catalogue.queries import tool
from registry.core import clock
from registry.replication.queries.figures import Figures, figures
from registry.rules.policy import Actor
from registry.scorecards.queries import Scorecard
from registry.scorecards.queries.facts import facts_of
from registry.scorecards.queries.then import scorecard_on


@dataclass(frozen=True)
class SpreadRecord:
    """How far a tool has spread, with its counts as rows."""

    figures: Figures

    @property
    def by_stage(self) -> list[dict[str, Any]]:
        """The territorial forces, by stage."""
        return stages_of(self.figures.counts)

    @property
    def beyond(self) -> list[dict[str, Any]]:
        """Other adopters, by stage."""
        return stages_of(self.figures.beyond)


def spread(actor: Actor, slug: str, day: date | None) -> SpreadRecord:
    """How far a tool has spread today or on a past day: six statements. Raises as the tool's page does."""
    return SpreadRecord(figures(actor, slug, day))


@dataclass(frozen=True)
class ScorecardOn:
    """A tool's scorecard at the end of a day; none before its first version."""

    tool: Tool
    on: date
    card: Scorecard | None


def scorecard_of_day(actor: Actor, slug: str, day: date | None) -> ScorecardOn:
    """The scorecard of today or a past day: eight statements. Raises as the tool's page does."""
    found, on = tool(actor, slug), day or clock.today()
    return ScorecardOn(found, on, scorecard_on(facts_of(actor, found), on))
