"""Tools, their working copies and versions. Content is one JSON document; typed columns are projected from it."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.db import Address, Code, Data, Key, Model, Moment, Name, Prose, Slug, enumerated
from registry.organisations.models import Organisation
from registry.rules.lifecycles import ToolState
from registry.rules.words import Phase, Visibility


class Term(Model):
    """A word of a controlled vocabulary: category, problem, technique or user-group."""

    __tablename__ = "term"
    __table_args__ = (UniqueConstraint("vocabulary", "code"),)
    id: Mapped[Key]
    vocabulary: Mapped[Code]
    code: Mapped[Code]
    label: Mapped[Name]
    description: Mapped[Prose | None]
    position: Mapped[int]


class Tool(Model):
    """A practice, product or piece of code that one force has and others might want.

    The columns below `visibility` are projected from the live version, or from the working copy until
    there is one. A tool is live while it has a version and is not suspended.
    """

    __tablename__ = "tool"
    __table_args__ = (
        CheckConstraint("state <> 'published' OR version_id IS NOT NULL", name="published_has_version"),
        CheckConstraint("suspended_at IS NULL OR suspension_reason IS NOT NULL", name="suspension_reasoned"),
    )
    id: Mapped[Key]
    slug: Mapped[Slug]
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[ToolState] = mapped_column(enumerated(ToolState), default=ToolState.DRAFT, index=True)
    version_id: Mapped[int | None] = mapped_column(
        ForeignKey("version.id", use_alter=True, name="fk_tool_version_id_version"), unique=True
    )
    created_at: Mapped[Moment]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[Moment | None] = mapped_column(index=True)
    retired_on: Mapped[date | None]
    suspended_at: Mapped[Moment | None]
    suspension_reason: Mapped[Prose | None]
    from_sources: Mapped[bool] = mapped_column(default=False)  # seeded from published sources, not yet claimed
    synthetic: Mapped[bool] = mapped_column(default=False)
    visibility: Mapped[Visibility] = mapped_column(enumerated(Visibility), index=True)
    name: Mapped[Name] = mapped_column(index=True)
    summary: Mapped[Address]
    category: Mapped[Code | None] = mapped_column(index=True)
    phase: Mapped[Phase | None] = mapped_column(enumerated(Phase))
    supplier: Mapped[Name | None]
    costs_confirmed_on: Mapped[date | None]  # projected from the newest confirmation
    owner: Mapped[Organisation] = relationship(lazy="raise")
    version: Mapped["Version | None"] = relationship(lazy="raise", foreign_keys=[version_id])
    working_copy: Mapped["WorkingCopy | None"] = relationship(lazy="raise", back_populates="tool")
    origins: Mapped[list["Origin"]] = relationship(lazy="raise")
    terms: Mapped[list["ToolTerm"]] = relationship(lazy="raise")

    @property
    def origin_ids(self) -> list[int]:
        """The organisations that the sources name as its origin; needs `origins` loaded."""
        return [origin.organisation_id for origin in self.origins]


class Origin(Model):
    """A force that published sources name as the origin of a tool: its lead may claim the record."""

    __tablename__ = "tool_origin"
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class ToolTerm(Model):
    """A many-valued answer of the live content, projected for facets: problem, technique or user-group."""

    __tablename__ = "tool_term"
    __table_args__ = (Index("ix_tool_term_vocabulary_code", "vocabulary", "code"),)
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), primary_key=True)
    vocabulary: Mapped[Code] = mapped_column(primary_key=True)
    code: Mapped[Code] = mapped_column(primary_key=True)


class WorkingCopy(Model):
    """What is being written: saved section by section, each save on the revision it was read at."""

    __tablename__ = "working_copy"
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), primary_key=True)
    schema_number: Mapped[int]
    content: Mapped[Data]
    revision: Mapped[int]
    changed_at: Mapped[Moment]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    to_check: Mapped[Data] = mapped_column(
        default=dict
    )  # answers taken from elsewhere and not yet checked: whence, by code
    tool: Mapped[Tool] = relationship(lazy="raise", back_populates="working_copy")


class Typed(Model):
    """What a person has typed into a section and not yet saved, so that a closed browser loses nothing."""

    __tablename__ = "typed"
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), primary_key=True)
    section: Mapped[Code] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    revision: Mapped[int]  # that the page was read at
    answers: Mapped[Data]
    typed_at: Mapped[Moment]


class Revision(Model):
    """A saved state of a working copy, so that nothing a person wrote is ever lost."""

    __tablename__ = "revision"
    __table_args__ = (UniqueConstraint("tool_id", "number"),)
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    number: Mapped[int]
    schema_number: Mapped[int]
    content: Mapped[Data]
    saved_at: Mapped[Moment]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Release(Model):
    """Who said that a record may be shown, to whom, and on what authority. Submission carries one."""

    __tablename__ = "release"
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    visibility: Mapped[Visibility] = mapped_column(enumerated(Visibility))
    revision: Mapped[int]
    released_by_role: Mapped[Name]
    released_on: Mapped[date]
    reference: Mapped[Name]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[Moment]


class ReviewStep(Model):
    """One step of a record's review: who did what, at which revision, with which words."""

    __tablename__ = "review_step"
    __table_args__ = (CheckConstraint("verb <> 'request-changes' OR comment IS NOT NULL", name="changes_commented"),)
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    revision: Mapped[int]
    verb: Mapped[Code]
    question: Mapped[Code | None]  # the answer that a comment is about
    about_id: Mapped[int | None] = mapped_column(ForeignKey("review_step.id"), index=True)  # the comment it settles
    resolved_at: Mapped[Moment | None]  # of a comment; the step that resolved it is about it
    comment: Mapped[Prose | None]
    due_on: Mapped[date | None]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    actor_role: Mapped[Name]  # shown in place of a name
    recorded_at: Mapped[Moment]


class Version(Model):
    """An immutable published snapshot of a tool's record."""

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("tool_id", "number"),)
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    number: Mapped[int]
    schema_number: Mapped[int]
    content: Mapped[Data]
    visibility: Mapped[Visibility] = mapped_column(enumerated(Visibility))
    release_id: Mapped[int | None] = mapped_column(ForeignKey("release.id"))
    published_at: Mapped[Moment]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    redacted_at: Mapped[Moment | None]  # an answer of it was replaced by a mark; its digest is then a new one
    salt: Mapped[str] = mapped_column(String(32))
    digest: Mapped[str] = mapped_column(String(64))  # also in the event, so that a changed snapshot shows


@event.listens_for(Version, "before_update")
@event.listens_for(Version, "before_delete")
def _never_changes(_mapper: Any, _connection: Any, version: Version) -> None:
    raise RuntimeError(f"Version {version.number} is published: it never changes. Publish another.")


class Source(Model):
    """Where a fact about a tool was published, and when it was read."""

    __tablename__ = "source"
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    title: Mapped[Address]
    url: Mapped[Address | None]
    published_on: Mapped[Code | None]  # as the source dates itself: 2021-03-08, 2022, 2023-24
    read_on: Mapped[date | None]
    verified: Mapped[bool] = mapped_column(default=False)
    words: Mapped[Prose | None]  # what it says of the tool elsewhere rated, in its own words


class UnnamedClaim(Model):
    """Adoption that a source asserts without naming a force: shown, never counted, never coloured."""

    __tablename__ = "unnamed_claim"
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    words: Mapped[Prose]
    number: Mapped[int | None]
    of_number: Mapped[int | None]
    dated: Mapped[Code | None]
    happened_on: Mapped[date | None]  # for the spread chart, where the date is known well enough
    source: Mapped[Address]
    source_url: Mapped[Address | None]
    recorded_at: Mapped[Moment | None]  # none where it is not known: then it counts as known from the start
