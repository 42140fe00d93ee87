"""How long adopting a tool takes and how far it may spread, as pictures of the page's width."""

from dataclasses import dataclass

from registry.replication.charts.waiting import Fan, Stairs, fan, stairs
from registry.replication.queries.adopting import Adopting, years

HIGH = 300


@dataclass(frozen=True)
class Pictures:
    """What is drawn of the figures, for each width anew; none where they are refused."""

    of: Adopting

    def curve(self, width: int) -> Stairs | None:
        """The share that had not adopted by a time."""
        until = self.of.until
        if not until or "refused" in until:
            return None
        return stairs(until["steps"], until["longest"], width, HIGH)

    def forecast(self, width: int) -> Fan | None:
        """Counts and ranges."""
        model = self.of.model
        if not model or "refused" in model:
            return None
        counts = [(years(day), number) for day, number in self.of.counts]
        return fan(counts, model["ranges"], self.of.whole, width, HIGH)
