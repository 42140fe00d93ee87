"""A benefit carried to the forces that have not adopted a tool, scaled by a driver; number and share together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from registry.catalogue.models import Tool
from registry.organisations.models import Organisation
from registry.replication.queries.adoptions import every_adoption_of
from registry.replication.queries.forces import forces
from registry.rules.benefit import Range
from registry.rules.lifecycles import ADOPTED
from registry.rules.policy import Actor
from registry.rules.words import Standing

OFFICERS, RESIDENTS = "officers", "residents"


@dataclass(frozen=True)
class National:
    """What the forces that have not adopted it might gain together, as far as the reader may see who has."""

    driver: str = OFFICERS
    found: Range | None = None
    own: int = 0  # of the driver, at the reader's force
    others: int = 0  # of the driver, at those that have not adopted
    whole: int = 0  # of the driver, at all territorial forces with a figure
    count: int = 0  # forces that have not adopted and have a figure
    of: int = 0  # territorial forces
    without: Sequence[str] = ()  # forces that have not adopted and have no figure
    dates: Sequence[date] = ()
    sources: Sequence[str] = ()
    disputed: int = 0  # forces that dispute what is reported of them: counted neither way
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """The part of the driver that lies at those that have not adopted, in percent."""
        return 100 * self.others / self.whole if self.whole else 0.0


def national(actor: Actor, tool: Tool, slug: str, driver: str, found: Range) -> National:
    """Scale a force's range by the officers or residents of those that have not adopted: two statements.

    There is no way to multiply it by a number of forces.
    """
    if driver not in (OFFICERS, RESIDENTS):
        return National(wrong={"driver": "Choose what to scale it by: officers or residents."})
    here = [force for force in forces() if force.territorial]
    own = next((force for force in here if force.slug == slug), None)
    if own is None:
        return National(driver, wrong={"force": "Choose the force that these volumes belong to."})
    figure = _figure(own, driver)
    if not figure:
        return National(
            driver, wrong={"force": "The register holds no such figure for this force. Choose the other driver."}
        )
    rows = [row for row in every_adoption_of(actor, tool.id) if row.synthetic == tool.synthetic]
    disputed = {row.organisation_id for row in rows if row.standing is Standing.DISPUTED}
    adopted = {row.organisation_id for row in rows if row.stage in ADOPTED}
    rest = [force for force in here if force.id not in adopted | disputed]
    known = [force for force in rest if _figure(force, driver)]
    others = sum(_figure(force, driver) or 0 for force in known)
    counted = [force for force in here if _figure(force, driver)]
    return National(
        driver,
        found.times(others / figure),
        figure,
        others,
        sum(_figure(force, driver) or 0 for force in counted),
        len(known),
        len(here),
        [force.name for force in rest if not _figure(force, driver)],
        sorted({day for force in known if (day := _dated(force, driver))}),
        sorted({text for force in known if (text := _source(force, driver))}),
        disputed=sum(force.id in disputed for force in here),
    )


def choices() -> Sequence[tuple[str, str]]:
    """The territorial forces of today, for the form: one statement."""
    return [(force.slug, force.name) for force in forces() if force.territorial]


def _figure(force: Organisation, driver: str) -> int | None:
    return force.officers_fte if driver == OFFICERS else force.population


def _dated(force: Organisation, driver: str) -> date | None:
    return force.officers_date if driver == OFFICERS else force.population_date


def _source(force: Organisation, driver: str) -> str | None:
    return force.officers_source if driver == OFFICERS else force.population_source
