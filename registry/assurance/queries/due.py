"""What waits at organisations: assessments that run out or ran out, re-checks, sign-offs and exemptions to decide."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, null, or_, select
from sqlalchemy.orm import aliased

from registry.catalogue.models import Tool
from registry.catalogue.queries.scope import visible_to
from registry.core.db import db
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.rules.lifecycles import ExemptionState
from registry.rules.policy import Actor
from registry.rules.words import Compliance
from registry.standards.models import (
    Assessment,
    AssessmentDraft,
    Exemption,
    Requirement,
    SignOff,
    Standard,
    StandardVersion,
)


@dataclass(frozen=True)
class Due:
    """One thing that waits: of what, with which standard, and by when."""

    tool: str
    slug: str
    organisation_slug: str | None
    organisation: str | None
    standard: str
    code: str
    day: date | None
    id: int

    @property
    def path(self) -> str:
        """Where it is mended."""
        place = f"/at/{self.organisation_slug}" if self.organisation_slug else ""
        return f"/tools/{self.slug}{place}/standards/{self.code}"

    @property
    def note(self) -> str:
        """The standard, and whose adoption it is."""
        return f"{self.standard}, {self.organisation}" if self.organisation else self.standard


ENDS = case(
    (Assessment.exempt_until.is_(None), Assessment.expires_on),
    (Assessment.expires_on.is_(None), Assessment.exempt_until),
    (Assessment.exempt_until < Assessment.expires_on, Assessment.exempt_until),
    else_=Assessment.expires_on,
)


def expiring(owners: Collection[int], start: date, until: date) -> list[Due]:
    """Present assessments that run out between two days, the first to run out first: one statement."""
    runs = Assessment.compliance != Compliance.NOT_APPLICABLE
    return _assessments(owners, runs, start <= ENDS, until >= ENDS)


def expired(owners: Collection[int], day: date) -> list[Due]:
    """Present assessments that ran out before a day, or rest on an exemption that lapsed: one statement."""
    return _assessments(owners, Assessment.compliance != Compliance.NOT_APPLICABLE, day > ENDS)


def rechecks(owners: Collection[int]) -> list[Due]:
    """Present assessments against a version that is no longer the current one: one statement."""
    newer = aliased(StandardVersion)
    later = exists().where(
        newer.standard_id == StandardVersion.standard_id,
        newer.activated_at.is_not(None),
        newer.position > StandardVersion.position,
    )
    return _assessments(owners, later)


def to_sign(owners: Collection[int], but: int | None) -> list[Due]:
    """Present assessments that nobody signed or sent back, those that the person made themselves left out: one statement."""
    answered = exists().where(SignOff.assessment_id == Assessment.id)
    return _assessments(owners, ~answered, Assessment.recorded_by_id.is_distinct_from(but))


def sent_back(owners: Collection[int]) -> list[Due]:
    """Present assessments that an assurer sent back: one statement."""
    returned = exists().where(SignOff.assessment_id == Assessment.id, SignOff.signed.is_(False))
    return _assessments(owners, returned)


def inherited(actor: Actor, at: Collection[int]) -> list[Due]:
    """Drafts that these organisations took over and have not stated, of tools that the actor may read: one statement."""
    found: Any = (
        select(
            Tool.name,
            Tool.slug,
            Organisation.slug.label("organisation_slug"),
            Organisation.name.label("organisation"),
            Standard.title,
            Standard.code,
            null().label("day"),
            AssessmentDraft.id,
        )
        .join(Tool, Tool.id == AssessmentDraft.tool_id)
        .join(Organisation, Organisation.id == AssessmentDraft.organisation_id)
        .join(Standard, Standard.id == AssessmentDraft.standard_id)
        .where(AssessmentDraft.organisation_id.in_(at), AssessmentDraft.ended_at.is_(None), visible_to(actor))
    )
    return _rows(found.order_by(AssessmentDraft.id))


def to_exempt(owners: Collection[int], but: int | None, *, registrar: bool = False) -> list[Due]:
    """Exemptions that wait for an assurer of these organisations, or for the registrar: one statement."""
    found = _named(Exemption, Exemption.expires_on, Exemption.requirement_id, owners if not registrar else None)
    found = found.where(
        Exemption.state == ExemptionState.ASKED,
        Exemption.asked_by_id.is_distinct_from(but),
        StandardVersion.exempted_by == ("registrar" if registrar else "assurer"),
    )
    return _rows(found.order_by(Exemption.id))


def _assessments(owners: Collection[int], *where: ColumnElement[bool]) -> list[Due]:
    found = _named(Assessment, ENDS, None, owners).where(Assessment.replaced_by_id.is_(None), *where)
    return _rows(found.order_by(ENDS, Assessment.id))


def _named(model: Any, day: Any, requirement: Any, owners: Collection[int] | None) -> Select[Any]:
    """Rows with the names of tool, adopter and standard, at the organisations that answer for them."""
    found = select(
        Tool.name,
        Tool.slug,
        Organisation.slug.label("organisation_slug"),
        Organisation.name.label("organisation"),
        Standard.title,
        Standard.code,
        day.label("day"),
        model.id,
    ).join(Tool, Tool.id == model.tool_id)
    if requirement is not None:
        found = found.join(Requirement, Requirement.id == requirement)
        found = found.join(StandardVersion, StandardVersion.id == Requirement.version_id)
    else:
        found = found.join(StandardVersion, StandardVersion.id == model.version_id)
    found = (
        found.join(Standard, Standard.id == StandardVersion.standard_id)
        .outerjoin(Adoption, Adoption.id == model.adoption_id)
        .outerjoin(Organisation, Organisation.id == Adoption.organisation_id)
    )
    present = or_(model.adoption_id.is_(None), Adoption.is_current)
    if owners is None:
        return found.where(present, Tool.suspended_at.is_(None))
    answering = or_(and_(model.adoption_id.is_(None), Tool.owner_id.in_(owners)), Adoption.organisation_id.in_(owners))
    return found.where(present, answering, Tool.suspended_at.is_(None))


def _rows(statement: Select[Any]) -> list[Due]:
    return [Due(*row) for row in db.session.execute(statement)]
