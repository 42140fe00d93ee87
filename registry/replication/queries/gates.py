"""The gates of an adoption: the boxes, what the force made of them, its documents, and what is missing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from registry.attachments import queries as attachments
from registry.attachments.models import Attachment
from registry.catalogue.models import Tool
from registry.catalogue.queries.tools import tool as readable_tool
from registry.core.db import db
from registry.core.errors import NotFound
from registry.organisations.models import Organisation
from registry.replication.models import Adoption, ForceGate, GateDecision, GatePaper
from registry.replication.queries.assessed import signed
from registry.replication.queries.rows import AdoptionRow
from registry.replication.queries.scope import released_to
from registry.rules import gates
from registry.rules.gates import Box, Document
from registry.rules.lifecycles import PATH, Stage
from registry.rules.policy import Actor, Permission, allows
from registry.rules.words import Standing

NOT_THERE = "There is no such adoption, or it is not shared with you."


@dataclass(frozen=True)
class Missing:
    """A document that the force's own gate makes mandatory, and that an adoption lacks."""

    gate: Box
    document: Document


@dataclass(frozen=True)
class Gate:
    """A gate at an adoption: the box with what the force completed, documents held, and decisions."""

    box: Box
    own: ForceGate | None
    documents: Sequence[Document]
    papers: Mapping[str, Sequence[GatePaper]]  # by document
    files: Mapping[int, Sequence[Attachment]]  # by paper
    decisions: Sequence[GateDecision]  # newest first
    passed: bool
    signed: frozenset[str] = frozenset()  # standards of which the adoption has a signed assessment

    @property
    def decision_maker(self) -> str:
        """Who decides: the force's own role once it took the gate up."""
        return self.own.decision_maker if self.own else self.box.decision_maker

    @property
    def missing(self) -> list[Document]:
        """Mandatory documents that are not there."""
        return [row for row in self.documents if row.mandatory and not self.holds(row)]

    def holds(self, document: Document) -> bool:
        """Whether a document is there: a signed assessment, or a paper."""
        return document.standard in self.signed if document.standard else bool(self.papers.get(document.code))

    def part(self, name: str) -> str:
        """A part of the box: as the force completed it, else as it was read in the practice, else nothing."""
        completed = getattr(self.own, name, None) if self.own else None
        return str(completed or getattr(self.box, name) or "")


@dataclass(frozen=True)
class GatesPage:
    """Everything the page of an adoption's gates shows."""

    tool: Tool
    organisation: Organisation
    adoption: Adoption
    gates: Sequence[Gate]
    acts: frozenset[str]

    @property
    def synthetic(self) -> bool:
        """Whether any of it is invented."""
        return bool(self.tool.synthetic or self.organisation.synthetic)


def gates_page(actor: Actor, slug: str, organisation: str) -> GatesPage:
    """The gates of a present adoption, for policing that may read it: at most nine statements. Raises NotFound."""
    tool = readable_tool(actor, slug)
    home = db.session.scalar(select(Organisation).where(Organisation.slug == organisation))
    adoption = present(actor, tool.id, home.id) if home else None
    inside = home is not None and home.id in actor.organisations
    if home is None or adoption is None or not (actor.policing or inside):
        raise NotFound(NOT_THERE)
    wanted = (Permission.GATE_FILE, Permission.GATE_DECIDE, Permission.GATE_TAKE_UP)
    acts = frozenset(found.split(":")[1] for found in wanted if allows(actor, found, adoption))
    return GatesPage(tool, home, adoption, gates_of(adoption), acts)


def present(actor: Actor, tool_id: int, organisation_id: int) -> Adoption | None:
    """The present adoption, if the actor may know of it: one statement."""
    return db.session.scalar(
        select(Adoption).where(
            Adoption.tool_id == tool_id,
            Adoption.organisation_id == organisation_id,
            Adoption.is_current,
            released_to(actor),
        )
    )


def gates_of(adoption: Adoption | AdoptionRow, known_by: datetime | None = None) -> list[Gate]:
    """The three gates of an adoption, with what was stored by a moment where one is given: five statements."""
    by = (lambda row: row.recorded_at < known_by) if known_by else (lambda _row: True)
    own = taken_up([adoption.organisation_id], known_by)
    assessed = frozenset(code for _adoption, code in signed([adoption.id] if adoption.id else [], known_by))
    papers = [row for row in _papers([adoption.id] if adoption.id else []) if by(row)]
    parents = attachments.files_of(parent_of(row) for row in papers)
    decided = db.session.scalars(
        select(GateDecision).where(GateDecision.adoption_id == adoption.id).order_by(GateDecision.id.desc())
    ).all()
    found = []
    for box in gates.boxes():
        mine = own.get((adoption.organisation_id, box.code))
        held = _by_document(row for row in papers if row.gate == box.code)
        files = {row.id: parents.get(parent_of(row), []) for rows in held.values() for row in rows}
        decisions = [row for row in decided if row.gate == box.code and by(row)]
        passed = gates.at_or_after(adoption.stage, box.before)
        found.append(Gate(box, mine, documents_of(box, mine), held, files, decisions, passed, assessed))
    return found


def gate_before(organisation_id: int, adoption_id: int | None, stage: Stage) -> Gate | None:
    """The gate that stands before a stage, for the page of a move: at most six statements."""
    if not any(box.before is stage for box in gates.boxes()):
        return None
    adoption = db.session.get(Adoption, adoption_id) if adoption_id else None
    blank = Adoption(organisation_id=organisation_id, stage=Stage.INTERESTED)
    return next(gate for gate in gates_of(adoption or blank) if gate.box.before is stage)


def taken_up(organisation_ids: Collection[int], at: datetime | None = None) -> dict[tuple[int, str], ForceGate]:
    """The gates that organisations have taken up, or had at a moment, by organisation and gate: one statement."""
    present = ForceGate.ended_at.is_(None)
    held = and_(ForceGate.recorded_at < at, or_(present, ForceGate.ended_at >= at)) if at else present
    rows = select(ForceGate).where(ForceGate.organisation_id.in_(organisation_ids), held)
    return {(row.organisation_id, row.gate): row for row in db.session.scalars(rows)}


def documents_of(box: Box, own: ForceGate | None) -> list[Document]:
    """The documents of a gate: as the force asks for them once it took the gate up, else as the practice names them."""
    if own is None:
        return list(box.documents)
    return [
        Document(row["code"], row["title"], bool(row["mandatory"]), row.get("standard"))
        for row in own.documents["listed"]
    ]


def missing_before(adoption: Adoption, stage: Stage, *, entering: bool) -> list[Missing]:
    """Mandatory documents that an adoption lacks for the gates between its stage and another: three statements.

    Whoever enters at a stage that is already true is asked for that stage's gate alone.
    """
    if stage not in PATH:
        return []
    asked = [
        box for box in gates.boxes() if (box.before is stage if entering else gates.at_or_after(stage, box.before))
    ]
    if not entering:
        asked = [box for box in asked if not gates.at_or_after(adoption.stage, box.before)]
    own = taken_up([adoption.organisation_id]) if asked else {}
    held = _held([adoption.id]) if own and adoption.id else set()
    return [
        Missing(box, document)
        for box in asked
        if (mine := own.get((adoption.organisation_id, box.code))) is not None
        for document in documents_of(box, mine)
        if document.mandatory and _key(adoption, box, document) not in held
    ]


@dataclass(frozen=True)
class GateDue:
    """An adoption whose next gate lacks mandatory documents."""

    tool_name: str
    path: str
    gate: str
    missing: Sequence[str]


def gates_due(organisation_ids: Collection[int]) -> list[GateDue]:
    """Own adoptions whose next gate, or one that they went past, lacks mandatory documents: four statements."""
    own = taken_up(organisation_ids)
    if not own:
        return []
    rows = db.session.execute(
        select(Adoption, Tool.name, Tool.slug, Organisation.slug.label("home"))
        .join(Tool, Tool.id == Adoption.tool_id)
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .where(
            Adoption.organisation_id.in_({key[0] for key in own}),
            Adoption.is_current,
            Adoption.stage.in_(PATH),
            Adoption.standing.in_((Standing.CONFIRMED, Standing.UNCONFIRMED)),
            Tool.suspended_at.is_(None),
        )
        .order_by(Tool.name, Adoption.id)
    ).all()
    held = _held([row.Adoption.id for row in rows])
    return [found for row in rows if (found := _due(row, own, held)) is not None]


def paper(page: GatesPage, paper_id: int) -> GatePaper:
    """One document of an adoption's gates. Raises NotFound."""
    for gate in page.gates:
        for rows in gate.papers.values():
            for row in rows:
                if row.id == paper_id:
                    return row
    raise NotFound("There is no such document, or it is not shared with you.")


def parent_of(paper: GatePaper) -> str:
    """What a file of a gate is stored under."""
    return f"gate-paper:{paper.id}"


def _due(row: Any, own: Mapping[tuple[int, str], ForceGate], held: set[tuple[int, str, str]]) -> GateDue | None:
    adoption = row.Adoption
    following = next((box for box in gates.boxes() if not gates.at_or_after(adoption.stage, box.before)), None)
    for box in gates.boxes():
        mine = own.get((adoption.organisation_id, box.code))
        if mine is None or not (box is following or gates.at_or_after(adoption.stage, box.before)):
            continue
        lacking = [
            found.title
            for found in documents_of(box, mine)
            if found.mandatory and _key(adoption, box, found) not in held
        ]
        if lacking:
            return GateDue(row.name, f"/tools/{row.slug}/at/{row.home}/gates", box.phase, lacking)
    return None


def _held(adoption_ids: Collection[int]) -> set[tuple[int, str, str]]:
    """What adoptions have: papers by gate and document, and signed assessments by standard: two statements."""
    papers = {(row.adoption_id, row.gate, row.document) for row in _papers(adoption_ids)}
    return papers | {(adoption, "", standard) for adoption, standard in signed(adoption_ids)}


def _key(adoption: Adoption, box: Box, document: Document) -> tuple[int, str, str]:
    return (adoption.id, "", document.standard) if document.standard else (adoption.id, box.code, document.code)


def _papers(adoption_ids: Collection[int]) -> Sequence[GatePaper]:
    wanted = select(GatePaper).where(GatePaper.adoption_id.in_(adoption_ids)).order_by(GatePaper.id)
    return db.session.scalars(wanted).all() if adoption_ids else []


def _by_document(rows: Any) -> dict[str, list[GatePaper]]:
    found: dict[str, list[GatePaper]] = {}
    for row in rows:
        found.setdefault(row.document, []).append(row)
    return found
