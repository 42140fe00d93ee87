"""What a force inherits of a tool: answers of its record that belong in a transparency record, and where it stands with standards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from registry.catalogue.models import Tool
from registry.catalogue.queries.scope import tiers
from registry.catalogue.queries.terms import in_words, options_of
from registry.core import clock
from registry.core.db import db
from registry.packs.models import AdoptionPack, PackCheck, Source
from registry.rules.policy import Actor
from registry.rules.questions import Content, answered, readable, schema
from registry.rules.words import Compliance, Visibility, label
from registry.standards.queries import standards_of

NOT_OTHERS = frozenset({"name", "contact_role", "contact_mailbox"})  # the owner's own, whatever a force does


@dataclass(frozen=True)
class Inherited:
    """One inherited answer, and what the force made of it."""

    source: Source
    code: str
    title: str
    words: str  # as the tool's owner says it
    compliance: Compliance | None  # of the tool, for an assessment
    check: PackCheck | None

    @property
    def key(self) -> str:
        """How a page names it."""
        return f"{self.source.value}-{self.code}"

    @property
    def checked(self) -> bool:
        """Whether the force has looked at it."""
        return self.check is not None

    @property
    def own(self) -> bool:
        """Whether the force put something else in its place."""
        return self.check is not None and self.check.words is not None

    @property
    def here(self) -> str:
        """What holds at the force."""
        return (self.check.words if self.check else None) or self.words

    @property
    def stands(self) -> Compliance | None:
        """Where the force stands with the standard."""
        return self.check.compliance if self.check and self.check.compliance else self.compliance


def content_of(actor: Actor, tool: Tool, pack: AdoptionPack) -> Content:
    """The answers of the pack's version that the actor may read and that are not for named organisations alone."""
    seen = tiers(actor, tool) & {Visibility.PUBLIC, Visibility.POLICING}
    return readable(pack.version.content, pack.version.schema_number, seen)


def inherited(tool: Tool, pack: AdoptionPack, content: Content) -> list[Inherited]:
    """What the pack inherits, in the order of the record and then of the library: at most six statements.

    Of an assessment it is where the tool stands, in which role and when that was said; its proof is the owner's.
    """
    checks = {(row.source, row.code): row for row in _checks(pack.id)}
    return [*_answers(pack, content, checks), *_assessments(tool, pack, content, checks)]


def _answers(pack: AdoptionPack, content: Content, checks: Mapping[tuple[Source, str], PackCheck]) -> list[Inherited]:
    asked = [
        question
        for question in schema(pack.version.schema_number).questions
        if question.atrs and question.code not in NOT_OTHERS and answered(content.get(question.code))
    ]
    options = options_of(asked)
    return [
        Inherited(
            Source.RECORD,
            question.code,
            question.label,
            in_words(question, content[question.code], options),
            None,
            checks.get((Source.RECORD, question.code)),
        )
        for question in asked
    ]


def _assessments(
    tool: Tool, pack: AdoptionPack, content: Content, checks: Mapping[tuple[Source, str], PackCheck]
) -> list[Inherited]:
    """Standards that are judged on the tool. Those of a force's own use are drafts of its own: see `assurance`.

    A pack that was signed before that keeps what was checked in it.
    """
    found = []
    for state in standards_of(tool.id, content):
        code = state.standard.code
        known = (Source.ASSESSMENT, code) in checks
        if state.assessment is None or (not known if pack.signed_at is not None else state.local):
            continue  # what the owner said after the pack was signed is no part of it
        said = f"{label(state.assessment.compliance)}, said by: {state.assessment.assessor_role}, {_day(state.assessment.recorded_at)}"
        found.append(
            Inherited(
                Source.ASSESSMENT,
                code,
                state.standard.title,
                said,
                state.assessment.compliance,
                checks.get((Source.ASSESSMENT, code)),
            )
        )
    return found


def _checks(pack_id: int) -> Sequence[PackCheck]:
    found = select(PackCheck).where(PackCheck.pack_id == pack_id, PackCheck.replaced_by_id.is_(None))
    return db.session.scalars(found).all()


def _day(moment: datetime) -> str:
    day = clock.day_of(moment)
    return f"{day.day} {day:%B} {day.year}"
