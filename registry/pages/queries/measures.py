"""The page of a measure: what it is, how it was defined, and what has been tried on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from registry.evidence.queries.tried import Tried, on_measure, tried
from registry.measures import queries as catalogue
from registry.measures.models import Measure, MeasureVersion
from registry.rules.policy import Actor, Permission, allows
from registry.rules.units import HOURS_PER_YEAR, TIME, UNITS, Unit, read


@dataclass(frozen=True)
class Chosen:
    """The unit that figures are shown in, and the hours that stand for an officer where that is asked for."""

    unit: str
    hours_per_year: int
    units: Sequence[Unit]

    @property
    def constants(self) -> dict[int, str]:
        """The published constants with where they come from."""
        return HOURS_PER_YEAR


@dataclass(frozen=True)
class MeasurePage:
    """A measure, how it was defined, and what was tried on it."""

    measure: Measure
    versions: Sequence[MeasureVersion]
    tried: Tried
    chosen: Chosen
    may_edit: bool


def measure_page(
    actor: Actor,
    code: str,
    number: int | None = 1,
    unit: str = "",
    hours_per_year: int | None = None,
    *,
    example: bool = False,
) -> MeasurePage:
    """A measure with what has been tried: four statements. Raises NotFound."""
    found = catalogue.measure(code)
    return MeasurePage(
        found,
        catalogue.versions(found.id),
        tried(actor, on_measure(found.id), number, example=example),
        _chosen(found, unit, hours_per_year),
        allows(actor, Permission.MEASURE_EDIT),
    )


def _chosen(measure: Measure, unit: str, hours_per_year: int | None) -> Chosen:
    own = read(measure.unit)
    offered = [one for one in UNITS.values() if own is not None and own.kind == TIME == one.kind]
    wanted = unit if unit in {one.code for one in offered} else measure.unit
    hours = hours_per_year if hours_per_year in HOURS_PER_YEAR else max(HOURS_PER_YEAR)
    return Chosen(wanted, hours or max(HOURS_PER_YEAR), offered)
