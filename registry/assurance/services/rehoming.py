"""What of assessments goes with an organisation: its open drafts, unless its successor has one of its own."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from registry.catalogue.models import Tool
from registry.core.db import db
from registry.organisations.services.rehoming import Column, Kind
from registry.standards.models import AssessmentDraft


def _drafts(homes: Collection[int], _on: date) -> Select[*tuple[Any, ...]]:
    found = select(
        AssessmentDraft.id,
        AssessmentDraft.organisation_id.label("home"),
        Tool.name.label("label"),
        AssessmentDraft.tool_id,
    )
    joined = found.join(Tool, Tool.id == AssessmentDraft.tool_id)
    return joined.where(AssessmentDraft.organisation_id.in_(homes), AssessmentDraft.ended_at.is_(None))


def _has_one(row: AssessmentDraft, to: int) -> bool:
    """The new organisation has its draft already; the old one's stays on record."""
    db.session.flush()
    found = select(AssessmentDraft.id).where(
        AssessmentDraft.tool_id == row.tool_id,
        AssessmentDraft.standard_id == row.standard_id,
        AssessmentDraft.organisation_id == to,
        AssessmentDraft.ended_at.is_(None),
    )
    return db.session.scalar(found) is not None


KINDS: tuple[Kind, ...] = (Column("assessment-draft", AssessmentDraft.organisation_id, _drafts, clashes=_has_one),)
