"""The page of a tool's scorecard: of today or a past day, with how it came to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from registry.catalogue import queries as catalogue
from registry.catalogue.models import Tool
from registry.core.clock import today
from registry.rules.policy import Actor, Permission, allows
from registry.rules.scorecard import LEVELS, Check
from registry.scorecards.charts import Drawing, level_chart
from registry.scorecards.queries import Scorecard
from registry.scorecards.queries.facts import facts_of
from registry.scorecards.queries.history import Change, history
from registry.scorecards.queries.then import scorecard_on


@dataclass(frozen=True)
class ScorecardPage:
    """Everything the page shows."""

    tool: Tool
    day: date | None  # a past one that was asked for
    card: Scorecard | None
    changes: Sequence[Change]  # oldest first
    drawing: Drawing | None
    acts: frozenset[str]  # what the reader may mend

    @property
    def by_level(self) -> list[tuple[str, list[Check]]]:
        """The checks of each level above the first."""
        checks = self.card.checks if self.card else ()
        return [(name, [check for check in checks if check.level == name]) for name in LEVELS[1:]]


def scorecard_page(actor: Actor, slug: str, day: date | None = None) -> ScorecardPage:
    """A tool's scorecard, every check and its history: at most eight statements. Raises as the tool's page does."""
    tool = catalogue.tool(actor, slug)
    told = facts_of(actor, tool)
    changes = history(told)
    acts = {
        "record": allows(actor, Permission.TOOL_EDIT, tool),
        "standard": allows(actor, Permission.STANDARD_ASSESS, tool),
        "evidence": allows(actor, Permission.EVIDENCE_ADD, tool),
    }
    return ScorecardPage(
        tool,
        day,
        scorecard_on(told, day or today()),
        changes,
        level_chart(changes, today()),
        frozenset(name for name, may in acts.items() if may),
    )
