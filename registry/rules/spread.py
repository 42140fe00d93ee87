"""A published count of adopters: what the register holds of how a tool spread."""

from dataclasses import dataclass
from datetime import date

from registry.rules.words import Precision


@dataclass(frozen=True)
class Point:
    """A published number of adopters on a day."""

    happened_on: date
    dated: str | None  # as the source puts it
    number: int
    of: int | None
    named: bool  # every force is named
    words: str
    source: str
    source_url: str | None

    @property
    def precision(self) -> Precision:
        """How exactly the day is known, from the source's own date."""
        return {4: Precision.YEAR, 7: Precision.MONTH}.get(len(self.dated or ""), Precision.DAY)
