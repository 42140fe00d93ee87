"""A pilot cohort of a tool, the measures that it shares, and who was asked to join it."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.catalogue.models import Tool
from registry.core.db import Key, Model, Moment, Name, Prose, enumerated
from registry.measures.models import Measure
from registry.organisations.models import Organisation
from registry.rules.lifecycles import PlaceState
from registry.rules.words import Visibility


class Cohort(Model):
    """Several organisations that pilot one tool together. What they share stays as it is once another joined."""

    __tablename__ = "cohort"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="dates_in_order"),)
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)  # who opened it
    name: Mapped[Name]
    protocol: Mapped[Prose]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    visibility: Mapped[Visibility] = mapped_column(enumerated(Visibility), default=Visibility.POLICING)
    released_by_role: Mapped[Name | None]
    opened_at: Mapped[Moment]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    synthetic: Mapped[bool] = mapped_column(default=False)
    tool: Mapped[Tool] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")


class CohortMeasure(Model):
    """A standard measure that every member of a cohort reports."""

    __tablename__ = "cohort_measure"
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), primary_key=True)
    measure: Mapped[Measure] = relationship(lazy="raise")


class CohortPlace(Model):
    """An organisation that was asked to join a cohort, and what its lead answered.

    Where two in one cohort merged, the place of one is part of the other's: what it answered, and when, stays on record.
    """

    __tablename__ = "cohort_place"
    __table_args__ = (UniqueConstraint("cohort_id", "organisation_id"),)
    id: Mapped[Key]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[PlaceState] = mapped_column(enumerated(PlaceState))
    changed_at: Mapped[Moment]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    part_of_id: Mapped[int | None] = mapped_column(ForeignKey("cohort_place.id"))
    cohort: Mapped[Cohort] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
