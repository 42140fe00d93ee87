"""What the forms offer: who opens a cohort, which measures it may share, and who may be invited."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from registry.catalogue.models import Access, Tool
from registry.catalogue.queries.tools import tool as readable_tool
from registry.cohorts.models import Cohort
from registry.cohorts.queries.cohorts import homes, known_cohort, measures_of, places_of
from registry.core.db import db
from registry.core.errors import NotAllowed
from registry.measures.models import Measure
from registry.measures.queries import all_measures
from registry.organisations.models import Organisation
from registry.organisations.queries import forces
from registry.rules.lifecycles import COHORT
from registry.rules.policy import Actor, Permission
from registry.rules.words import Visibility


@dataclass(frozen=True)
class Choices:
    """What the form of a cohort offers, and the one that is changed."""

    tool: Tool
    homes: Sequence[Organisation]
    measures: Sequence[Measure]
    cohort: Cohort | None = None
    shared: Sequence[str] = ()  # the codes of its measures


@dataclass(frozen=True)
class Invitable:
    """A cohort, and the forces that may be invited to it."""

    cohort: Cohort
    forces: Sequence[Organisation]


def choices(actor: Actor, slug: str, cohort_id: int | None = None) -> Choices:
    """What is offered to whoever opens or changes a cohort: at most six statements.

    Raises as the tool's page does, NotAllowed to all but leads of forces and of the tool's owner.
    """
    if cohort_id is not None:
        cohort = known_cohort(actor, slug, cohort_id, Permission.COHORT_CHANGE)
        codes = [one.code for one in measures_of(cohort.id)]
        return Choices(cohort.tool, [cohort.organisation], all_measures(), cohort, codes)
    tool = readable_tool(actor, slug)
    own = homes(actor, tool)
    if not own:
        raise NotAllowed(
            "Only the lead of a force, or of the police organisation that answers for the tool, opens a cohort.",
            permission=Permission.COHORT_OPEN,
            subject=f"tool:{tool.id}",
            actor_id=actor.id,
        )
    return Choices(tool, own, all_measures())


def invitable(actor: Actor, slug: str, cohort_id: int) -> Invitable:
    """The forces that may be invited: those that may read the tool and were not asked, or may be asked again.

    At most six statements. Raises as `known_cohort` does.
    """
    cohort = known_cohort(actor, slug, cohort_id, Permission.COHORT_INVITE)
    taken = {one.organisation_id for one in places_of(cohort.id) if "invite" not in COHORT.allowed(one.state)}
    readers = _readers(cohort.tool)
    return Invitable(
        cohort,
        [
            one
            for one in forces(synthetic=cohort.synthetic)
            if one.id not in taken and (readers is None or one.id in readers)
        ],
    )


def _readers(tool: Tool) -> frozenset[int] | None:
    """The organisations that a record is named to; nothing where all of policing reads it."""
    if tool.visibility is not Visibility.NAMED:
        return None
    found = db.session.scalars(select(Access.organisation_id).where(Access.tool_id == tool.id))
    return frozenset({tool.owner_id, *(number for number in found if number is not None)})
