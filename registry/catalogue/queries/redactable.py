"""Where the words of a record lie, as data: what may be asked to be taken out, and what it is called without its words.

Answers lie in the record's own documents and files in the store. All other words are columns of tables, some of them
of slices above this one; they are known here by name alone, so that one list says where words may be.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, or_, select

from registry.attachments.models import Attachment
from registry.catalogue.models import Tool
from registry.core.clock import LONDON
from registry.core.db import Model, db
from registry.rules.policy import Actor
from registry.rules.questions import Question, numbers, schema
from registry.rules.redaction import day_of, is_mark
from registry.rules.words import Visibility

ANSWER, FILE = "answer", "file"
KEPT = frozenset({"visibility", "named_organisations"})  # who may read a record is no secret of it


@dataclass(frozen=True)
class Place:
    """A table with words of a record: its columns with their labels, and the way from it to the record."""

    subject: str
    title: str
    table: str
    columns: Mapping[str, str]
    dated: str = ""
    beneath: tuple[str, str] | None = None  # the column that points to the table that names the record
    listed: bool = True

    @property
    def rows(self) -> Table:
        """The table."""
        return Model.metadata.tables[self.table]

    def of_tool(self, tool_id: int) -> ColumnElement[bool]:
        """Its rows that belong to this tool."""
        if self.beneath is None:
            return self.rows.c.tool_id == tool_id
        column, parent = self.beneath
        above = Model.metadata.tables[parent]
        return self.rows.c[column].in_(select(above.c.id).where(above.c.tool_id == tool_id))


PLACES: dict[str, Place] = {
    place.subject: place
    for place in (
        Place("step", "Comment or reason in the history", "review_step", {"comment": "Words"}, "recorded_at"),
        Place("release", "Release", "release", {"reference": "Reference"}, "recorded_at"),
        Place(
            "evidence",
            "Evidence",
            "evidence",
            {
                "title": "Title",
                "site_words": "Site",
                "measured_by_words": "Who measured",
                "design_note": "Note on the design",
                "sample": "Sample",
                "period": "Period",
                "baseline": "Baseline",
                "comparator": "Comparator",
                "funder": "Funder",
                "conflicts": "Conflicts of interest",
                "mechanism": "How it works",
                "moderators": "For whom and where it works",
                "implementation": "What it took",
                "economics": "What it cost",
                "correction": "Reason of a correction",
                "source": "Source",
                "source_url": "Address of the source",
            },
            "recorded_at",
        ),
        Place(
            "series",
            "Series of a study",
            "study_series",
            {"local_measure": "Measure", "source": "Source"},
            beneath=("evidence_id", "evidence"),
        ),
        Place(
            "claim",
            "Outcome of evidence",
            "claim",
            {
                "outcome": "Outcome",
                "local_measure": "Measure",
                "result": "Result",
                "period": "Period",
                "basis": "Basis",
                "correction": "Reason of a correction",
            },
            beneath=("evidence_id", "evidence"),
        ),
        Place(
            "stage",
            "Stage of an adoption",
            "stage_event",
            {
                "reason": "Reason",
                "proof": "Words of the proof",
                "source": "Source",
                "source_words": "Words of the source",
            },
            "recorded_at",
            beneath=("adoption_id", "adoption"),
        ),
        Place("reply", "Reply of a supplier", "supplier_reply", {"words": "Reply", "answer": "Answer"}, "recorded_at"),
        Place("invitation", "Invitation to help write", "collaborator", {"reason": "Reason"}, "invited_at"),
        Place("transfer", "Transfer", "transfer", {"reason": "Reason", "answer": "Answer"}, "offered_at"),
        Place("source", "Source", "source", {"title": "Title", "words": "Words"}),
        Place("unnamed-claim", "Claim that names no force", "unnamed_claim", {"words": "Words"}),
        Place("grade", "Why a result is graded as it is", "grade", {"words": "Words"}, "recorded_at"),
        Place("case", "Case of a board", "board_case", {"question": "Question"}, "opened_at"),
        Place(
            "decision",
            "Decision of a board",
            "decision",
            {"rationale": "Rationale"},
            beneath=("case_id", "board_case"),
        ),
        # Blind while a review is open: whoever knows of one gives its number
        Place(
            "grading", "Words in a review of a grade", "grading_step", {"words": "Words"}, "recorded_at", listed=False
        ),
        # Between two organisations: whoever knows of one gives its number
        Place("enquiry", "Enquiry", "enquiry", {"question": "Question", "answer": "Answer"}, "asked_at", listed=False),
    )
}


@dataclass(frozen=True)
class Choice:
    """Something that can be redacted, named without its words."""

    subject: str
    subject_id: int | None
    column: str | None
    label: str

    @property
    def value(self) -> str:
        """As the page's address names it."""
        return f"{self.subject}:{self.subject_id or ''}:{self.column or ''}"


def choices(actor: Actor, tool: Tool) -> list[tuple[str, list[Choice]]]:
    """All that can be redacted of a record and that the actor may know of, by kind: a statement for each kind."""
    found = [("Answers", answers()), ("Files", _files(tool.id))]
    found += [(place.title, _words(actor, tool.id, place)) for place in PLACES.values() if place.listed]
    return [(title, listed) for title, listed in found if listed]


def choice(actor: Actor, tool: Tool, value: str) -> Choice | None:
    """The one that an address names, if the actor may know of it and it still has words."""
    subject, _, rest = value.partition(":")
    number, _, column = rest.partition(":")
    if subject == ANSWER:
        return next((one for one in answers() if one.column == column), None)
    if not number.isdecimal() or len(number) > 9:
        return None
    place = PLACES.get(subject)
    offered = _files(tool.id) if subject == FILE else _words(actor, tool.id, place, int(number)) if place else []
    return next((one for one in offered if one.value == value), None)


def answers() -> list[Choice]:
    """Every question of every schema; which of them were answered is not told here."""
    asked: dict[str, Question] = {}
    for number in numbers():
        asked |= {question.code: question for question in schema(number).questions}
    return [Choice(ANSWER, None, code, one.label) for code, one in asked.items() if code not in KEPT]


def parents_of(tool_id: int) -> list[str]:
    """What files of a record lie beneath: the record itself and its evidence."""
    evidence = Model.metadata.tables["evidence"]
    ids = db.session.scalars(select(evidence.c.id).where(evidence.c.tool_id == tool_id))
    return [f"tool:{tool_id}", *(f"evidence:{number}" for number in ids)]


def _files(tool_id: int) -> list[Choice]:
    kept = select(Attachment).where(Attachment.parent.in_(parents_of(tool_id)), Attachment.redacted_at.is_(None))
    return [
        Choice(FILE, file.id, None, f"File {file.id}, {file.media_type}, kept on {_day(file.uploaded_at)}")
        for file in db.session.scalars(kept.order_by(Attachment.id))
    ]


def _words(actor: Actor, tool_id: int, place: Place, number: int | None = None) -> list[Choice]:
    table = place.rows
    rule = place.of_tool(tool_id) if place.subject != "stage" else and_(place.of_tool(tool_id), _readable_stage(actor))
    wanted = select(table).where(rule).order_by(table.c.id).limit(500)
    if number is not None:
        wanted = wanted.where(table.c.id == number)
    return [
        Choice(place.subject, row["id"], column, _named(place, row, label))
        for row in db.session.execute(wanted).mappings()
        for column, label in place.columns.items()
        if row[column] and not is_mark(row[column])
    ]


def _named(place: Place, row: Mapping[Any, Any], label: str) -> str:
    when = f", {_day(row[place.dated])}" if place.dated and row[place.dated] else ""
    who = f", {row['actor_role']}" if "actor_role" in row else ""
    return f"{place.title} {row['id']}{when}{who}: {label.lower()}"[:200]


def _readable_stage(actor: Actor) -> ColumnElement[bool]:
    """Steps of adoptions that the actor may read: the twin of `adoption:read`."""
    stage, adoption = Model.metadata.tables["stage_event"], Model.metadata.tables["adoption"]
    open_to = [Visibility.PUBLIC, *([Visibility.POLICING] if actor.policing else [])]
    allowed = or_(adoption.c.visibility.in_(open_to), adoption.c.organisation_id.in_(actor.organisations))
    return stage.c.adoption_id.in_(select(adoption.c.id).where(allowed))


def _day(moment: datetime) -> str:
    return day_of(moment.astimezone(LONDON).date())
