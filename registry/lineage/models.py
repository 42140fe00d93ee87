"""What an organisation says of where it has a tool from. Never updated: a later row replaces it."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.db import Key, Model, Moment, Prose, enumerated
from registry.organisations.models import Organisation
from registry.rules.lineage import Came, Manner


class Descent(Model):
    """From whom one organisation took a tool over, in what manner, and what it kept and changed."""

    __tablename__ = "descent"
    __table_args__ = (
        CheckConstraint("(came = 'adoption') = (source_id IS NOT NULL)", name="source_of_an_adoption"),
        CheckConstraint("source_id <> organisation_id", name="not_from_itself"),
        Index(
            "uq_descent_standing",
            "tool_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("replaced_by_id IS NULL"),
            postgresql_where=text("replaced_by_id IS NULL"),
        ),
    )
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    came: Mapped[Came] = mapped_column(enumerated(Came))
    source_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)  # whose adoption it was
    manner: Mapped[Manner] = mapped_column(enumerated(Manner))
    kept: Mapped[Prose | None]  # of the core
    configuration: Mapped[Prose | None]
    lessons: Mapped[Prose | None]
    stated_on: Mapped[date]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("descent.id"), unique=True)
    organisation: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[organisation_id])
