"""A force takes over what a tool's owner says of a standard, looks at each answer, and says what holds at the force."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from registry.assurance.events import InheritanceChecked, InheritanceTaken
from registry.assurance.queries.inheritance import Place, place_of
from registry.assurance.queries.inherited import Line, Local, local_of, locals_of
from registry.assurance.services.details import Answered
from registry.core import clock
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, WrongState
from registry.core.events import emit
from registry.core.replacing import put_in_place
from registry.replication.services.steps import lock_tool
from registry.rules.policy import Actor, Permission, require
from registry.rules.words import Compliance
from registry.standards.models import Assessment, AssessmentDraft, DraftCheck

LONGEST = 2_000


@dataclass(frozen=True)
class Found:
    """What was found, by the code of the requirement. `source_id` and `newest_id` are what the page showed."""

    answers: Mapping[str, Answered]
    holds: Collection[str]  # codes that were looked at and found to hold as they stand
    source_id: int
    newest_id: int


@command
def take_inheritance(actor: Actor, slug: str, organisation: str, code: str) -> AssessmentDraft:
    """Begin a force's own draft from what the tool's owner says of one standard; the one that is open stays.

    Raises as the tool's page does, NotAllowed to all but the force's contributors, leads and assurers, WrongState where
    there is nothing to take over or the force has stated it itself.
    """
    place = place_of(actor, slug, organisation)
    require(actor, Permission.INHERITANCE_TAKE, place)
    lock_tool(place.tool.id)
    found = local_of(actor, place.tool, place.organisation, place.content, code)
    if found is not None and found.open and found.draft is not None:
        return found.draft
    if found is None or not found.may_take:
        raise WrongState("There is nothing to take over: the owner says nothing of it, or your force has stated it.")
    return _taken(actor, place, found)


@command
def take_all(actor: Actor, slug: str, organisation: str) -> list[AssessmentDraft]:
    """Begin a draft for each standard that a force shows itself and can take over. Raises as `take_inheritance` does."""
    place = place_of(actor, slug, organisation)
    require(actor, Permission.INHERITANCE_TAKE, place)
    lock_tool(place.tool.id)
    found = locals_of(actor, place.tool, place.organisation, place.content)
    return [_taken(actor, place, one) for one in found if one.may_take]


@command
def check_inheritance(actor: Actor, slug: str, organisation: str, code: str, said: Found) -> list[DraftCheck]:
    """Say of some inherited answers that they hold at the force, or what holds instead; the others stay unchecked.

    Raises NotAllowed as `take_inheritance` does, Conflict when the owner or a colleague has said something since the
    page was read, Invalid for what cannot be.
    """
    place = place_of(actor, slug, organisation)
    require(actor, Permission.INHERITANCE_CHECK, place)
    lock_tool(place.tool.id)
    found = local_of(actor, place.tool, place.organisation, place.content, code)
    if found is None or not found.open or found.draft is None:
        raise WrongState("There is no draft of this assessment that could be checked.")
    _refuse_older(found, said)
    looked = [line for line in found.lines if _changed(line, said) or line.requirement.code in said.holds]
    wrong = {field: words for line in looked for field, words in _wrong(line, said).items()}
    if wrong:
        raise Invalid("Nothing was saved. Mend what is marked and send it again.", wrong)
    if not looked:
        raise Invalid("Nothing was saved.", {"": "Tick what you have looked at, or change what does not hold here."})
    rows = [_checked(actor, found.draft, line, said) for line in looked]
    emit(
        InheritanceChecked(
            **_facts(actor, place),
            draft_id=found.draft.id,
            requirements=[line.requirement.code for line in looked],
            own=[line.requirement.code for line, row in zip(looked, rows, strict=True) if row.own],
        )
    )
    return rows


def unchecked(found: Local | None) -> dict[str, str]:
    """What keeps an inherited assessment from being stated, by field; nothing once everything is checked."""
    lines = found.to_check if found else []
    return {f"answer_{line.requirement.code}": "This is inherited and not checked. Check it first." for line in lines}


def stated_from(found: Local | None, made: Assessment) -> None:
    """A draft ends with the assessment that it became. Inside a command."""
    if found is not None and found.open and found.draft is not None:
        found.draft.ended_at, found.draft.assessment_id = clock.now(), made.id


def _taken(actor: Actor, place: Place, found: Local) -> AssessmentDraft:
    draft = AssessmentDraft(
        tool_id=place.tool.id,
        organisation_id=place.organisation.id,
        standard_id=found.standard.id,
        begun_at=clock.now(),
        begun_by_id=actor.id,
    )
    db.session.add(draft)
    db.session.flush()
    source = found.source.id if found.source else 0
    emit(InheritanceTaken(**_facts(actor, place), draft_id=draft.id, standard=found.standard.code, source_id=source))
    return draft


def _refuse_older(found: Local, said: Found) -> None:
    if said.source_id != (found.source.id if found.source else 0):
        raise Conflict("The tool's owner stated it anew after you opened the page. Open it again and look.")
    if said.newest_id != found.newest:
        raise Conflict("A colleague checked some of this after you opened the page. Open it again and look.")


def _changed(line: Line, said: Found) -> bool:
    """Whether something else was typed than what stood there."""
    answer = said.answers.get(line.requirement.code)
    if answer is None:
        return False
    stood = (line.stands.value if line.stands else "", line.note)
    return bool(answer.compliance or answer.note) and (answer.compliance, answer.note) != stood


def _wrong(line: Line, said: Found) -> dict[str, str]:
    code = line.requirement.code
    answer = said.answers.get(code, Answered(""))
    if answer.compliance not in set(Compliance) or answer.compliance == Compliance.EXEMPT:
        return {f"answer_{code}": "Choose where your force stands with this requirement."}
    if answer.compliance == Compliance.NOT_APPLICABLE and not answer.note:
        return {f"note_{code}": "Say why it does not apply."}
    return {f"note_{code}": "Shorten this to 2,000 characters or fewer."} if len(answer.note) > LONGEST else {}


def _checked(actor: Actor, draft: AssessmentDraft, line: Line, said: Found) -> DraftCheck:
    answer = said.answers[line.requirement.code]
    inherited = (line.inherited.compliance.value, line.words) if line.inherited else None
    row = DraftCheck(
        draft_id=draft.id,
        requirement_id=line.requirement.id,
        inherited_id=line.said.id if line.said else None,
        compliance=Compliance(answer.compliance),
        note=answer.note or None,
        own=(answer.compliance, answer.note) != inherited,
        checked_at=clock.now(),
        checked_by_id=actor.id,
    )
    put_in_place(row, line.check)
    return row


def _facts(actor: Actor, place: Place) -> dict[str, Any]:
    """What each event of an inheritance says."""
    return {"actor_id": actor.id, "tool_id": place.tool.id, "organisation_id": place.organisation.id}
