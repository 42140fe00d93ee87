"""The standards library and the assessments made against it."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.db import Address, Code, Document, Key, Model, Moment, Name, Prose, Slug, enumerated
from registry.rules.words import Compliance, Standing


class Standard(Model):
    """A standard, principle, guidance or law that tools are held against."""

    __tablename__ = "standard"
    id: Mapped[Key]
    code: Mapped[Slug]
    title: Mapped[Name]
    issuer: Mapped[Name]
    kind: Mapped[Code]
    url: Mapped[Address | None]
    shown_by: Mapped[Name]
    renewal_months: Mapped[int | None]
    renewal: Mapped[Name | None]
    applies_when: Mapped[list[Any]] = mapped_column(Document)  # codes of rules: always, ai, personal-data ...
    verified: Mapped[bool] = mapped_column(default=False)
    source: Mapped[Address | None]
    position: Mapped[int]
    versions: Mapped[list["StandardVersion"]] = relationship(
        lazy="raise", back_populates="standard", order_by="StandardVersion.position"
    )


class StandardVersion(Model):
    """One version of a standard; the highest position is the current one."""

    __tablename__ = "standard_version"
    __table_args__ = (UniqueConstraint("standard_id", "label"),)
    id: Mapped[Key]
    standard_id: Mapped[int] = mapped_column(ForeignKey("standard.id"), index=True)
    label: Mapped[Name]
    published_on: Mapped[Code | None]
    position: Mapped[int]
    standard: Mapped[Standard] = relationship(lazy="raise", back_populates="versions")
    requirements: Mapped[list["Requirement"]] = relationship(lazy="raise", order_by="Requirement.position")


class Requirement(Model):
    """One thing that a version of a standard asks for."""

    __tablename__ = "requirement"
    __table_args__ = (UniqueConstraint("version_id", "code"),)
    id: Mapped[Key]
    version_id: Mapped[int] = mapped_column(ForeignKey("standard_version.id"), index=True)
    code: Mapped[Code]
    text: Mapped[Prose]
    position: Mapped[int]


class Assessment(Model):
    """Where a tool stands with a standard. Never updated: a later row corrects or renews an earlier one."""

    __tablename__ = "assessment"
    __table_args__ = (
        CheckConstraint("expires_on IS NULL OR expires_on >= happened_on", name="expiry_after"),
        CheckConstraint("compliance <> 'met' OR proof IS NOT NULL", name="met_has_proof"),
    )
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("standard_version.id"), index=True)
    compliance: Mapped[Compliance] = mapped_column(enumerated(Compliance))
    proof: Mapped[Prose | None]
    proof_url: Mapped[Address | None]
    assessor_role: Mapped[Name]
    happened_on: Mapped[date]
    expires_on: Mapped[date | None]
    standing: Mapped[Standing] = mapped_column(enumerated(Standing))
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id"), unique=True)
    synthetic: Mapped[bool] = mapped_column(default=False)
    version: Mapped[StandardVersion] = relationship(lazy="raise")
