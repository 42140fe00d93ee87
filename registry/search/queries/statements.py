"""The reads that index and page share: one statement for each slice, whatever the number of tools."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, func, select

from registry.catalogue.models import Origin, Term, Tool, ToolTerm, Version
from registry.evidence.models import Claim, Evidence
from registry.evidence.queries import design_column, direction_column, followed_column
from registry.measures.models import Measure
from registry.organisations.models import Organisation
from registry.replication.models import Adoption
from registry.rules.words import Compliance, label
from registry.standards.models import Assessment, Standard, StandardVersion


def tools_of(ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Live tools with their owner and the content of their version."""
    return (
        select(
            Tool.id,
            Tool.owner_id,
            Tool.visibility,
            Tool.published_at,
            Tool.name,
            Tool.summary,
            Tool.category,
            Tool.phase,
            Tool.supplier,
            Tool.costs_confirmed_on,
            Organisation.slug.label("owner_slug"),
            Organisation.name.label("owner_name"),
            Organisation.region.label("owner_region"),
            Version.published_at.label("version_at"),
            Version.content,
            Version.schema_number,
        )
        .join(Version, Version.id == Tool.version_id)
        .join(Organisation, Organisation.id == Tool.owner_id)
        .where(Tool.id.in_(ids), Tool.suspended_at.is_(None))
        .order_by(Tool.id)
    )


def terms_of(ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """The problems, techniques and user groups of tools, with their labels."""
    named = and_(Term.vocabulary == ToolTerm.vocabulary, Term.code == ToolTerm.code)
    return (
        select(ToolTerm.tool_id, ToolTerm.vocabulary, ToolTerm.code, Term.label)
        .outerjoin(Term, named)
        .where(ToolTerm.tool_id.in_(ids))
        .order_by(Term.position)
    )


def claims_of(ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """The evidence of tools with its claims, and evidence that makes none."""
    return (
        select(
            Evidence.tool_id,
            Evidence.id.label("evidence_id"),
            Evidence.title,
            func.coalesce(Evidence.site_today_id, Evidence.site_id).label("site_id"),
            Evidence.site_words,
            design_column().label("design"),
            Evidence.recorded_at,
            Organisation.name.label("site_name"),
            Claim.outcome,
            Claim.result,
            Claim.local_measure,
            direction_column().label("direction"),
            followed_column().label("followed"),
            Measure.code,
            Measure.name,
        )
        .outerjoin(Claim, and_(Claim.evidence_id == Evidence.id, Claim.withdrawn_at.is_(None)))
        .outerjoin(Measure, Measure.id == Claim.measure_id)
        .outerjoin(Organisation, Organisation.id == Evidence.site_id)
        .where(Evidence.tool_id.in_(ids), Evidence.withdrawn_at.is_(None))
        .order_by(Evidence.id, Claim.id)
    )


def origins_of(ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """The organisations that tools come from."""
    return (
        select(Origin.tool_id, Organisation.name, Organisation.region)
        .join(Organisation, Organisation.id == Origin.organisation_id)
        .where(Origin.tool_id.in_(ids))
        .order_by(Organisation.name)
    )


def adoptions_of(ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Where each organisation stands with the tools now."""
    return (
        select(
            Adoption.tool_id,
            Adoption.organisation_id,
            Adoption.stage,
            Adoption.standing,
            Adoption.visibility,
            Adoption.expires_on,
            Organisation.slug,
            Organisation.name,
        )
        .join(Organisation, Organisation.id == Adoption.organisation_id)
        .where(Adoption.tool_id.in_(ids), Adoption.is_current)
        .order_by(Organisation.name)
    )


def standards_assessed(ids: Sequence[int]) -> Select[*tuple[Any, ...]]:
    """Where tools stand with standards by the assessments that none replaced; expiry is looked at when it is counted."""
    return (
        select(Assessment.tool_id, Standard.code, Standard.title, Assessment.compliance, Assessment.expires_on)
        .join(StandardVersion, StandardVersion.id == Assessment.version_id)
        .join(Standard, Standard.id == StandardVersion.standard_id)
        .where(
            Assessment.tool_id.in_(ids),
            Assessment.adoption_id.is_(None),  # what a force says of its own use is not the tool's
            Assessment.replaced_by_id.is_(None),
            Assessment.compliance != Compliance.NOT_APPLICABLE,
        )
        .order_by(Standard.position)
    )


def in_state(row: Any) -> str:
    """A standard with where the tool stands, so that one which is not met is never taken for one that is."""
    return f"{row.title}: {label(row.compliance).lower()}"
