"""The gates of a force: taken up with its own decision maker, documents put to an adoption, decisions recorded."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from registry.attachments.models import Attachment
from registry.attachments.services import Examined, Keeping, examine, keep
from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.commands import command, let_go
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.events import emit
from registry.organisations.models import Organisation
from registry.organisations.services.rehoming import Column
from registry.replication.events import GateDecided, GatePaperAdded, GateTakenUp
from registry.replication.models import Adoption, ForceGate, GateDecision, GatePaper, Hold
from registry.replication.queries.assessed import named_standards, signed
from registry.replication.queries.gates import Missing, documents_of, gates_page, parent_of, taken_up
from registry.replication.services.gate_details import ADDRESS, DecisionDetails, GateDetails
from registry.replication.services.holds import lift_hold, place_hold
from registry.replication.services.steps import lock_tool
from registry.rules import gates, policy
from registry.rules.gates import Box
from registry.rules.policy import Actor, Permission


@command
def take_up_gate(actor: Actor, slug: str, code: str, details: GateDetails) -> ForceGate:
    """Make a gate the force's own: from now on its mandatory documents are asked for. Raises NotAllowed and Conflict."""
    home, box = force(slug), box_of(code)
    policy.require(actor, Permission.GATE_TAKE_UP, Place(home.id))
    wrong = details.wrong()
    if wrong:
        raise Invalid("Nothing was saved. Mend what is marked.", wrong)
    former = taken_up([home.id]).get((home.id, box.code))
    if (former.id if former else 0) != details.replaces_id:
        raise Conflict("Somebody changed this gate after you opened the page. Open it again and look.")
    if former is not None:
        former.ended_at = clock.now()
        db.session.flush()
    made = ForceGate(
        organisation_id=home.id,
        gate=box.code,
        decision_maker=details.decision_maker,
        objective=details.objective or None,
        question=details.question or None,
        advice=details.advice or None,
        documents=_documents(details.listed(), documents_of(box, former), named_standards()),
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    db.session.add(made)
    db.session.flush()
    emit(GateTakenUp(actor_id=actor.id, organisation_id=home.id, force_gate_id=made.id, gate=box.code))
    return made


def add_paper(
    actor: Actor,
    place: tuple[str, str, str],
    document: str,
    said: tuple[str, str],
    file: tuple[str, bytes],
    *,
    keeping: Keeping,
) -> GatePaper:
    """Put a document to a gate of an adoption: a reference, an address or a file. Raises NotAllowed and Invalid."""
    _page_to(Permission.GATE_FILE, actor, place)
    examined = None
    if file[0]:
        let_go()  # reading a file may take seconds, and nobody waits for the database meanwhile
        examined = examine(*file, limit=keeping.limit, turns=keeping.turns)
    return _add(actor, place, document, said, examined, keeping)


@command
def decide_gate(actor: Actor, place: tuple[str, str, str], details: DecisionDetails) -> GateDecision:
    """Record what the force's decision maker decided at a gate; the newest holds. Raises NotAllowed and Invalid."""
    adoption, box = _page_to(Permission.GATE_DECIDE, actor, place)
    wrong = details.wrong()
    if wrong:
        raise Invalid("Nothing was recorded. Mend what is marked.", wrong)
    made = GateDecision(
        adoption_id=adoption.id,
        gate=box.code,
        outcome=details.outcome,
        role=details.role,
        reference=details.reference,
        reason=details.reason or None,
        happened_on=details.happened_on,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    db.session.add(made)
    db.session.flush()
    emit(GateDecided(**_named(actor, adoption), gate=box.code, outcome=made.outcome, gate_decision_id=made.id))
    return made


def hold_for(adoption: Adoption, missing: Sequence[Missing], actor: Actor) -> list[Hold]:
    """A binding hold for each document that a move goes past; it is lifted when the document comes. Inside a command."""
    if not missing:
        return []
    tool = db.session.get_one(Tool, adoption.tool_id)
    home = db.session.get_one(Organisation, adoption.organisation_id)
    path = f"/tools/{tool.slug}/at/{home.slug}/gates"
    return [
        place_hold(
            tool_id=adoption.tool_id,
            organisation_id=adoption.organisation_id,
            stage=one.gate.before,
            binding=True,
            reason=f"{one.document.title} is missing",
            source_label=f"Your force's gate: {one.gate.phase}",
            source_url=path,
            actor_id=actor.id,
            document=f"{one.gate.code}:{one.document.code}",
        )
        for one in missing
    ]


def assessed(actor: Actor, adoption_id: int, standard: str) -> None:
    """Lift what waited for an assessment of the adoption, if it counts now that it was signed. Inside a command."""
    if (adoption_id, standard) not in signed([adoption_id]):
        return
    adoption = db.session.get_one(Adoption, adoption_id)
    own = taken_up([adoption.organisation_id])
    for box in gates.boxes():
        for document in documents_of(box, own.get((adoption.organisation_id, box.code))):
            if document.standard == standard:
                _lift(actor, adoption, f"{box.code}:{document.code}")


@dataclass(frozen=True)
class Place:
    """A force, for the policy to judge whose gate it is."""

    organisation_id: int

    @property
    def id(self) -> int:
        """How the audit trail names it."""
        return self.organisation_id


def force(slug: str) -> Organisation:
    """The organisation of this name. Raises NotFound."""
    found = db.session.scalar(select(Organisation).where(Organisation.slug == slug))
    if found is None:
        raise NotFound("No such organisation.")
    return found


def box_of(code: str) -> Box:
    """The gate of this code. Raises NotFound."""
    found = next((box for box in gates.boxes() if box.code == code), None)
    if found is None:
        raise NotFound("There is no such gate.")
    return found


@command
def _add(
    actor: Actor,
    place: tuple[str, str, str],
    document: str,
    said: tuple[str, str],
    examined: Examined | None,
    keeping: Keeping,
) -> GatePaper:
    adoption, box = _page_to(Permission.GATE_FILE, actor, place)
    reference, url = said
    wrong = _wrong(adoption, box, document, reference, url, examined)
    if wrong:
        raise Invalid("Nothing was stored. Mend what is marked.", wrong)
    lock_tool(adoption.tool_id)
    made = GatePaper(
        adoption_id=adoption.id,
        gate=box.code,
        document=document,
        reference=reference or None,
        url=url or None,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    db.session.add(made)
    db.session.flush()
    if examined is not None:
        kept: Attachment = keep(keeping.store, parent_of(made), examined, actor_id=actor.id or 0)
        made.reference = made.reference or kept.name
    _lift(actor, adoption, f"{box.code}:{document}")
    emit(GatePaperAdded(**_named(actor, adoption), gate=box.code, gate_paper_id=made.id))
    return made


def _wrong(
    adoption: Adoption, box: Box, document: str, reference: str, url: str, examined: Examined | None
) -> dict[str, str]:
    wrong = {}
    own = taken_up([adoption.organisation_id]).get((adoption.organisation_id, box.code))
    if document not in {row.code for row in documents_of(box, own) if not row.standard}:
        wrong["document"] = "Choose which document it is."
    if not (reference or url or examined):
        wrong["reference"] = "Give a reference or an address, or choose a file."
    if len(reference) > 2_000:
        wrong["reference"] = "Shorten this to 2,000 characters or fewer."
    if url and (len(url) > 2_000 or not ADDRESS.fullmatch(url)):
        wrong["url"] = "Enter a whole address that starts with https://"
    return wrong


def _lift(actor: Actor, adoption: Adoption, document: str) -> None:
    open_ = select(Hold.id).where(
        Hold.tool_id == adoption.tool_id,
        Hold.organisation_id == adoption.organisation_id,
        Hold.document == document,
        Hold.lifted_at.is_(None),
    )
    for hold_id in db.session.scalars(open_).all():
        lift_hold(hold_id, actor_id=actor.id)


def _page_to(permission: Permission, actor: Actor, place: tuple[str, str, str]) -> tuple[Adoption, Box]:
    slug, organisation, code = place
    page = gates_page(actor, slug, organisation)
    policy.require(actor, permission, page.adoption)
    return page.adoption, box_of(code)


def _documents(
    listed: Sequence[tuple[str, bool]], known: Sequence[gates.Document], standards: Mapping[str, str]
) -> dict[str, Any]:
    """Documents in their order: one that was there keeps its code, a new one gets one from its title.

    The name of a standard that each force shows itself asks for the signed assessment of it instead of a paper.
    """
    codes = {row.title: row.code for row in known}
    found: dict[str, dict[str, object]] = {}
    for title, mandatory in listed:
        code = codes.get(title) or re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:44].strip("-") or "document"
        while code in found:
            code = f"{code}-2"
        named = {"standard": standards[title.lower()]} if title.lower() in standards else {}
        found[code] = {"code": code, "title": title, "mandatory": mandatory, **named}
    return {"listed": list(found.values())}


def _named(actor: Actor, adoption: Adoption) -> dict[str, Any]:
    return {
        "actor_id": actor.id,
        "tool_id": adoption.tool_id,
        "organisation_id": adoption.organisation_id,
        "adoption_id": adoption.id,
    }


def _gates(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    named = select(ForceGate.id, ForceGate.organisation_id.label("home"), ForceGate.gate.label("label"))
    return named.where(ForceGate.organisation_id.in_(homes), ForceGate.ended_at.is_(None))


def _taken_up_already(row: ForceGate, to: int) -> bool:
    """The new organisation has its own gate, or a row before this one has just given it."""
    same = (ForceGate.organisation_id == to, ForceGate.gate == row.gate, ForceGate.ended_at.is_(None))
    return db.session.scalar(select(ForceGate.id).where(*same).limit(1)) is not None


GATES = Column("gate", ForceGate.organisation_id, _gates, _taken_up_already)  # goes with an organisation
