"""What is said of one outcome of a study, and whether it may be kept."""

from collections.abc import Mapping
from dataclasses import dataclass

from registry.evidence.services.details.figures import wrong_figures
from registry.evidence.services.details.numbers import number
from registry.evidence.services.details.texts import too_long
from registry.rules.words import Direction, EffectKind, Recurrence

COUNT = "count"


@dataclass(frozen=True)
class ClaimDetails:
    """One outcome of a study, as typed. Numbers are texts until they are read."""

    outcome: str = ""
    measure: str = ""
    local_measure: str = ""
    result: str = ""
    value: str = ""
    unit: str = ""
    claim_period: str = ""
    basis: str = ""
    direction: str = ""
    ex_ante: str = ""
    effect_kind: str = ""
    effect: str = ""
    standard_error: str = ""
    interval_low: str = ""
    interval_high: str = ""
    interval_level: str = ""
    treated_events: str = ""
    treated_total: str = ""
    comparison_events: str = ""
    comparison_total: str = ""
    before_value: str = ""
    after_value: str = ""
    treated_value: str = ""
    comparison_value: str = ""
    recurrence: str = ""
    cashable: str = ""
    net_of_cost: str = ""

    def wrong(self, measures: Mapping[str, str]) -> dict[str, str]:
        """What may not be kept, by field; `measures` are the codes of the standard ones with their units."""
        wrong = {**too_long(self), **wrong_figures(self, measures.get(self.measure))}
        if not self.outcome:
            wrong["outcome"] = "Say what changed or was counted, for example: Waiting time on 101."
        if self.measure and self.measure not in measures:
            wrong["measure"] = "Choose a measure on the list, or name a local one."
        if not self.measure and not self.local_measure:
            wrong["local_measure"] = "Choose a standard measure, or name the local one that was used."
        if not self.result:
            wrong["result"] = "Say what was found, with figures and their units."
        if self.direction != COUNT and self.direction not in set(Direction):
            wrong["direction"] = "Choose what was found, or say that it is a count."
        if self.ex_ante not in ("measured", "ex-ante"):
            wrong["ex_ante"] = "Say whether it was measured or estimated beforehand."
        if self.recurrence and self.recurrence not in set(Recurrence):
            wrong["recurrence"] = "Choose one of the answers."
        return wrong

    @property
    def number(self) -> float | None:
        """The value as a number; nothing where it is none."""
        return number(self.value)

    @property
    def kind(self) -> EffectKind | None:
        """The kind of effect; nothing where none was chosen."""
        return EffectKind(self.effect_kind) if self.effect_kind in set(EffectKind) else None
