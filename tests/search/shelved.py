"""Records of the database for the search, as the slices would have left them."""

from dataclasses import dataclass
from typing import Any, ClassVar

from registry.catalogue.models import Tool, ToolTerm
from registry.core import clock
from registry.core.commands import command
from registry.core.events import Event, emit
from registry.estates.models import EstateItem
from registry.evidence.models import Claim, Evidence
from registry.measures.events import MeasureChanged
from registry.measures.models import Measure
from registry.organisations.models import Organisation
from registry.rules.words import Compliance, Design, Direction, Measurer, Standing
from registry.seeding.events import SourcesLoaded
from registry.standards.models import Assessment, Standard, StandardVersion
from tests import factories as f


def a_measure(code: str) -> Measure:
    measure = Measure(code=code, name=code.capitalize(), definition="How many.", unit="count", better_when="lower")
    f.save(measure)
    return measure


def a_standard(code: str) -> StandardVersion:
    standard = Standard(
        code=code,
        title=code.upper(),
        issuer="Somebody",
        kind="guidance",
        shown_by="A link",
        applies_when=[],
        position=1,
    )
    f.save(standard)
    version = StandardVersion(standard_id=standard.id, label="1", position=1)
    f.save(version)
    return version


def a_claim(
    tool: Tool, design: Design, direction: Direction | None, measure: Measure | None = None, **fields: Any
) -> None:
    evidence = Evidence(
        tool_id=tool.id,
        title=fields.pop("title", "A study"),
        design=design,
        measured_by=Measurer.FORCE,
        standing=Standing.CONFIRMED,
        recorded_at=clock.now(),
        withdrawn_at=fields.pop("withdrawn_at", None),
    )
    f.save(evidence)
    values = {"outcome": "Time to answer", "result": "It changed.", "local_measure": "Minutes", **fields}
    f.save(Claim(evidence_id=evidence.id, direction=direction, measure_id=measure.id if measure else None, **values))


def an_assessment(tool: Tool, version: StandardVersion, compliance: Compliance = Compliance.MET, **fields: Any) -> None:
    f.save(
        Assessment(
            tool_id=tool.id,
            version_id=version.id,
            compliance=compliance,
            proof="A page",
            assessor_role="Assurer",
            standing=Standing.CONFIRMED,
            recorded_at=clock.now(),
            **{"happened_on": clock.today(), **fields},
        )
    )


def a_system(force: Organisation, category: str, held: bool = True, **fields: Any) -> EstateItem:
    stated = {"stated_on": clock.today(), "recorded_at": clock.now(), **fields}
    item = EstateItem(organisation_id=force.id, category=category, held=held, **stated)
    f.save(item)
    return item


def a_term(tool: Tool, vocabulary: str, code: str) -> None:
    f.save(ToolTerm(tool_id=tool.id, vocabulary=vocabulary, code=code))


@command
def tell_of(tool: Tool) -> None:
    """An event about a tool, as any change would leave one."""
    emit(SourcesLoaded(actor_id=None, tool_id=tool.id, organisation_id=tool.owner_id, digest="0", added=1, removed=0))


@dataclass(frozen=True, kw_only=True)
class OrganisationRenamed(Event):
    kind: ClassVar[str] = "organisation-renamed"
    organisation_id: int


@command
def tell_of_organisation(organisation_id: int) -> None:
    """An event about an organisation and no tool."""
    emit(OrganisationRenamed(actor_id=None, organisation_id=organisation_id))


@command
def tell_of_measure(measure_id: int) -> None:
    """An event about a measure and no tool."""
    emit(MeasureChanged(actor_id=None, measure_id=measure_id, verb="edit", version=2))
