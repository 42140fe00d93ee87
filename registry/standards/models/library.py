"""The standards library: standards in packs, their versions and what each version asks for."""

from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core import clock
from registry.core.db import Address, Code, Document, Key, Model, Moment, Name, Prose, Slug


class Pack(Model):
    """Standards that belong together, such as those on security."""

    __tablename__ = "standard_pack"
    id: Mapped[Key]
    code: Mapped[Slug]
    title: Mapped[Name]
    description: Mapped[Prose]
    position: Mapped[int]


class PackMember(Model):
    """A standard in a pack."""

    __tablename__ = "standard_pack_member"
    pack_id: Mapped[int] = mapped_column(ForeignKey("standard_pack.id"), primary_key=True)
    standard_id: Mapped[int] = mapped_column(ForeignKey("standard.id"), primary_key=True, index=True)


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
    judged_on: Mapped[Code] = mapped_column(default="tool")  # or adoption: each force shows it for its own use
    core: Mapped[bool] = mapped_column(default=False)
    verified: Mapped[bool] = mapped_column(default=False)
    memory_fields: Mapped[list[Any]] = mapped_column(Document, default=list)  # what of a seen entry is from memory
    source: Mapped[Address | None]
    position: Mapped[int]
    versions: Mapped[list["StandardVersion"]] = relationship(
        lazy="raise",
        viewonly=True,
        primaryjoin="and_(StandardVersion.standard_id == Standard.id, StandardVersion.activated_at.is_not(None))",
        order_by="(StandardVersion.position, StandardVersion.id)",
    )
    packs: Mapped[list[Pack]] = relationship(lazy="raise", secondary="standard_pack_member", order_by=Pack.position)


class StandardVersion(Model):
    """One version of a standard. The highest position among the activated ones is the current one."""

    __tablename__ = "standard_version"
    __table_args__ = (
        UniqueConstraint("standard_id", "label"),
        Index(
            "uq_standard_version_draft",
            "standard_id",
            unique=True,
            sqlite_where=text("activated_at IS NULL"),
            postgresql_where=text("activated_at IS NULL"),
        ),
    )
    id: Mapped[Key]
    standard_id: Mapped[int] = mapped_column(ForeignKey("standard.id"), index=True)
    label: Mapped[Name]
    published_on: Mapped[Code | None]
    position: Mapped[int]
    source: Mapped[Address | None]
    note: Mapped[Prose | None]  # what changed
    exempted_by: Mapped[Code] = mapped_column(default="assurer")  # or registrar: who approves exemptions
    revision: Mapped[int] = mapped_column(default=1)
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    activated_at: Mapped[Moment | None] = mapped_column(default=clock.now)  # nothing: a draft of the registrar's
    activated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    standard: Mapped[Standard] = relationship(lazy="raise")
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
