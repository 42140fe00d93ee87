"""Which kinds of system an organisation has, and whether others may be told what fits. Rows are only ever replaced."""

from datetime import date

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import Code, Key, Model, Moment, Name

STANDS = text("replaced_by_id IS NULL")


class EstateItem(Model):
    """What an organisation says of one kind of system: that it has it, that it has none, or nothing any more."""

    __tablename__ = "estate_item"
    __table_args__ = (
        Index(
            "uq_estate_item_standing",
            "organisation_id",
            "category",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
    )
    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    category: Mapped[Code]  # a term of the vocabulary system
    held: Mapped[bool | None]  # none: not stated any more
    family: Mapped[Name | None]  # of products, without a version
    stated_on: Mapped[date] = mapped_column(index=True)
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("estate_item.id"), unique=True)


class EstateSharing(Model):
    """Whether an organisation lets policing be told which tools fit its systems; never which systems it has."""

    __tablename__ = "estate_sharing"
    __table_args__ = (
        Index(
            "uq_estate_sharing_standing", "organisation_id", unique=True, sqlite_where=STANDS, postgresql_where=STANDS
        ),
    )
    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    agreed: Mapped[bool]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("estate_sharing.id"), unique=True)
