"""What changed between organisations on a day, and every row that moved with it."""

from datetime import date

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.db import Address, Code, Data, Key, Model, Moment, Prose, enumerated
from registry.organisations.models import Organisation
from registry.rules.words import ReorganisationKind


class Reorganisation(Model):
    """Organisations merge, take a new name or split from a day on. A wrong one is undone by an entry that names it."""

    __tablename__ = "reorganisation"
    id: Mapped[Key]
    kind: Mapped[ReorganisationKind] = mapped_column(enumerated(ReorganisationKind))
    happened_on: Mapped[date]
    reason: Mapped[Prose]
    source_url: Mapped[Address | None]
    undoes_id: Mapped[int | None] = mapped_column(ForeignKey("reorganisation.id"), unique=True)
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    parts: Mapped[list["ReorganisationPart"]] = relationship(lazy="raise")


class ReorganisationPart(Model):
    """An organisation that goes into a change or comes out of it."""

    __tablename__ = "reorganisation_part"
    reorganisation_id: Mapped[int] = mapped_column(ForeignKey("reorganisation.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    side: Mapped[Code] = mapped_column(primary_key=True)  # before or after
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class Rehomed(Model):
    """A row that moved, and what it said before, so that it can be moved back."""

    __tablename__ = "rehomed"
    id: Mapped[Key]
    reorganisation_id: Mapped[int] = mapped_column(ForeignKey("reorganisation.id"), index=True)
    subject: Mapped[Code]  # the kind of row, such as tool or membership
    subject_id: Mapped[int]
    before: Mapped[Data]
    after: Mapped[Data]
