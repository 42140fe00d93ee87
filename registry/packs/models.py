"""A force's pack for a tool, and what it checked of what it inherits. Inherited words are never copied."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.models import Tool, Version
from registry.core.db import Code, Key, Model, Moment, Name, Prose, enumerated
from registry.organisations.models import Organisation
from registry.rules.words import Compliance


class Source(StrEnum):
    """Where an inherited answer comes from."""

    RECORD = "record"
    ASSESSMENT = "assessment"


class AdoptionPack(Model):
    """One force's draft, made from one version of a tool's record. A new one ends the one before."""

    __tablename__ = "adoption_pack"
    __table_args__ = (
        Index(
            "uq_adoption_pack_current",
            "tool_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        CheckConstraint("signed_at IS NULL OR signed_role IS NOT NULL", name="signed_in_a_role"),
    )
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("version.id"))
    made_at: Mapped[Moment]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[Moment | None]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    signed_role: Mapped[Name | None]
    ended_at: Mapped[Moment | None]
    synthetic: Mapped[bool] = mapped_column(default=False)
    tool: Mapped[Tool] = relationship(lazy="raise")
    version: Mapped[Version] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class PackCheck(Model):
    """The force looked at an inherited answer: it holds here as well, or this holds instead. A later row replaces it."""

    __tablename__ = "pack_check"
    __table_args__ = (
        Index(
            "uq_pack_check_standing",
            "pack_id",
            "source",
            "code",
            unique=True,
            sqlite_where=text("replaced_by_id IS NULL"),
            postgresql_where=text("replaced_by_id IS NULL"),
        ),
    )
    id: Mapped[Key]
    pack_id: Mapped[int] = mapped_column(ForeignKey("adoption_pack.id"), index=True)
    source: Mapped[Source] = mapped_column(enumerated(Source))
    code: Mapped[Code]  # of the question or the standard
    words: Mapped[Prose | None]  # none: as inherited
    compliance: Mapped[Compliance | None] = mapped_column(enumerated(Compliance))
    checked_at: Mapped[Moment]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("pack_check.id"), unique=True)
