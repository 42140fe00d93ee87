"""Where a tool stands with each standard that applies to it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Tool
from registry.catalogue.queries import known_tool
from registry.catalogue.queries import tool as live_tool
from registry.core.clock import today
from registry.core.db import db
from registry.rules.applies import applies, reasons
from registry.rules.policy import Actor, Permission, allows, require
from registry.rules.words import Compliance
from registry.standards.models import Assessment, Standard, StandardVersion

EXPIRED = "expired"


def expiring(owners: Collection[int], until: date) -> ColumnElement[bool]:
    """Present assessments of these owners' tools that run out by a day, or have; join Tool."""
    return and_(
        Tool.owner_id.in_(owners),
        Assessment.replaced_by_id.is_(None),
        Assessment.compliance != Compliance.NOT_APPLICABLE,
        Assessment.expires_on <= until,
    )


def expiring_count(owners: Collection[int], until: date) -> int:
    """How many there are: one statement."""
    counted = select(func.count()).select_from(Assessment).join(Tool, Tool.id == Assessment.tool_id)
    return db.session.scalar(counted.where(expiring(owners, until))) or 0


@dataclass(frozen=True)
class StandardState:
    """One standard, why it applies, and where the tool stands with it today."""

    standard: Standard
    reasons: tuple[str, ...]
    assessment: Assessment | None
    expired: bool

    @property
    def state(self) -> str | None:
        """The compliance, "expired" for one that has run out, nothing when it is not stated."""
        if self.assessment is None:
            return None
        return EXPIRED if self.expired else self.assessment.compliance.value

    @property
    def version(self) -> StandardVersion | None:
        """The current version of the standard."""
        return self.standard.versions[-1] if self.standard.versions else None

    @property
    def needs_recheck(self) -> bool:
        """Whether it was assessed under an older version."""
        return (
            self.assessment is not None and self.version is not None and self.assessment.version_id != self.version.id
        )

    @property
    def failed(self) -> bool:
        """Whether it is not met, or was met and has expired."""
        return self.assessment is not None and (self.expired or self.assessment.compliance is Compliance.NOT_MET)


def standards_of(tool_id: int, content: Mapping[str, Any], on: date | None = None) -> list[StandardState]:
    """Standards that apply to these answers, or that were assessed, in the library's order: two statements.

    Pass the answers that the reader may see, so that nothing hidden is told by what applies.
    """
    day = on or today()
    current = {item.version.standard_id: item for item in _assessments(tool_id)}
    return [
        _state(standard, content, current.get(standard.id), day)
        for standard in _library()
        if standard.id in current or applies(standard.applies_when, content)
    ]


def _library() -> Sequence[Standard]:
    """Every standard with its versions, in order: one statement."""
    return (
        db.session.scalars(select(Standard).options(joinedload(Standard.versions)).order_by(Standard.position))
        .unique()
        .all()
    )


def history(tool_id: int, standard_id: int) -> Sequence[Assessment]:
    """Every assessment of a tool against a standard, newest first, corrected ones included."""
    return db.session.scalars(
        select(Assessment)
        .join(Assessment.version)
        .where(Assessment.tool_id == tool_id, StandardVersion.standard_id == standard_id)
        .options(joinedload(Assessment.version))
        .order_by(Assessment.id.desc())
    ).all()


def assessable_tool(actor: Actor, slug: str) -> Tool:
    """A tool whose standing the actor may state. Raises NotFound, Withdrawn and NotAllowed."""
    tool = readable_tool(actor, slug)
    require(actor, Permission.STANDARD_ASSESS, tool)
    return tool


def readable_tool(actor: Actor, slug: str) -> Tool:
    """The tool, live for its readers, or a draft for its owner's people. Raises as the tool's own page does."""
    tool = known_tool(actor, slug)
    if tool.suspended_at is None and allows(actor, Permission.TOOL_DRAFT_READ, tool):
        return tool
    return live_tool(actor, slug)


def _assessments(tool_id: int) -> Sequence[Assessment]:
    return db.session.scalars(
        select(Assessment)
        .where(Assessment.tool_id == tool_id, Assessment.replaced_by_id.is_(None))
        .options(joinedload(Assessment.version))
        .order_by(Assessment.id)
    ).all()


def _state(standard: Standard, content: Mapping[str, Any], assessment: Assessment | None, day: date) -> StandardState:
    expired = bool(assessment and assessment.expires_on and assessment.expires_on < day)
    return StandardState(standard, tuple(reasons(standard.applies_when, content)), assessment, expired)


def printed(standard: Standard, history: Sequence[Assessment]) -> dict[str, Any]:
    """What the page of one standard shows, as plain values that outlast a refused change."""
    current = standard.versions[-1] if standard.versions else None
    return {
        "title": standard.title,
        "issuer": standard.issuer,
        "url": standard.url,
        "shown_by": standard.shown_by,
        "renewal": standard.renewal,
        "version": current.label if current else None,
        "requirements": [requirement.text for requirement in current.requirements] if current else [],
        "history": [
            {
                "compliance": item.compliance.value,
                "version": item.version.label,
                "happened_on": item.happened_on,
                "expires_on": item.expires_on,
                "assessor_role": item.assessor_role,
                "proof": item.proof,
                "replaced": item.replaced_by_id is not None,
            }
            for item in history
        ],
    }
