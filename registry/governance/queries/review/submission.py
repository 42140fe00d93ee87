"""What the page that submits a record needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.catalogue import queries as catalogue
from registry.catalogue.models import Tool
from registry.catalogue.queries import Answer, Thread, Unsaved
from registry.rules.policy import Actor, Permission, require
from registry.rules.questions import Section
from registry.rules.readiness import Missing
from registry.rules.words import Role


@dataclass(frozen=True)
class Submission:
    """A draft that is to be submitted."""

    tool: Tool
    missing: tuple[Missing, ...]
    visibility: str
    in_person: bool  # the actor is an assurer of the owner and releases by submitting
    sheet: list[tuple[Section, list[Answer]]]
    unaddressed: Sequence[Thread]  # comments that submitting leaves open
    places: Mapping[str, Missing]  # section and label of each question
    unsaved: Sequence[Unsaved]  # typed and not saved, so not part of it


def submission(actor: Actor, slug: str) -> Submission:
    """A draft that is to be submitted, for those who may.

    Raises NotFound to those who may not read it, NotAllowed to those who read it and may not submit it.
    """
    tool = catalogue.draft(actor, slug)
    require(actor, Permission.TOOL_SUBMIT, tool)
    copy = catalogue.copy_of(tool)
    return Submission(
        tool=tool,
        missing=catalogue.lacking(tool),
        visibility=copy.content.get("visibility") or "",
        in_person=(tool.owner_id, Role.ASSURER) in actor.roles,
        sheet=catalogue.sheet(copy.content, copy.schema_number),
        unaddressed=unaddressed(tool),
        places=catalogue.places(tool),
        unsaved=catalogue.unsaved(actor, tool),
    )


def unaddressed(tool: Tool) -> list[Thread]:
    """Open comments that submitting the record as it is leaves open: at most two statements."""
    found = catalogue.threads(catalogue.steps(tool))
    settled = {thread.step.id for thread in catalogue.answered(tool, found)}
    return [thread for thread in found if thread.open and thread.step.id not in settled]
