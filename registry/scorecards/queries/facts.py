"""Everything that was ever stored about a tool's score, loaded once; a day is then worked out without a statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.catalogue import queries as catalogue
from registry.catalogue.models import Tool, Version
from registry.core import clock
from registry.core.db import db
from registry.evidence.models import Claim, Evidence, Grade
from registry.rules.policy import Actor
from registry.rules.questions import Content
from registry.standards.models import Assessment, Standard
from registry.standards.queries import library_in_order


@dataclass(frozen=True)
class Told:
    """A tool's facts: versions, standards, assessments, evidence and grades, oldest first."""

    tool: Tool
    versions: Sequence[Version]
    readable: dict[int, Content]  # the answers of each version that the reader may see
    library: Sequence[Standard]
    assessments: Sequence[Assessment]
    evidence: Sequence[Evidence]
    claims: dict[int, list[Claim]]  # by study
    grades: dict[int, list[Grade]]  # by claim


def facts_of(actor: Actor, tool: Tool) -> Told:
    """All of it: six statements. What applies is worked out from the answers that the reader may see."""
    versions = list(reversed(catalogue.versions(tool)))
    tiers = catalogue.tiers(actor, tool)
    readable = {
        version.id: catalogue.version_content(actor, tool, version)
        if version.id == tool.version_id or version.visibility in tiers
        else {}
        for version in versions
    }
    assessments = db.session.scalars(
        select(Assessment)
        .where(Assessment.tool_id == tool.id, Assessment.adoption_id.is_(None))
        .options(joinedload(Assessment.version), joinedload(Assessment.signoff))
        .order_by(Assessment.id)
    ).all()
    evidence = db.session.scalars(
        select(Evidence).where(Evidence.tool_id == tool.id).options(joinedload(Evidence.playbook)).order_by(Evidence.id)
    ).all()
    claims: dict[int, list[Claim]] = {}
    of_tool = select(Claim).join(Evidence, Evidence.id == Claim.evidence_id).where(Evidence.tool_id == tool.id)
    for claim in db.session.scalars(of_tool.order_by(Claim.id)):
        claims.setdefault(claim.evidence_id, []).append(claim)
    grades: dict[int, list[Grade]] = {}
    for grade in db.session.scalars(select(Grade).where(Grade.tool_id == tool.id).order_by(Grade.id)):
        grades.setdefault(grade.claim_id, []).append(grade)
    return Told(tool, versions, readable, library_in_order(), assessments, evidence, claims, grades)


def day_of(moment: datetime) -> date:
    """The London day of a moment."""
    return moment.astimezone(clock.LONDON).date()
