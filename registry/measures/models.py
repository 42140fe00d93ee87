"""A catalogue of measures, so that two claims about one thing can be set side by side."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.db import Address, Code, Key, Model, Moment, Name, Prose, Slug, enumerated
from registry.rules.periods import Every

# What a definition is made of
DEFINED = (
    "name",
    "definition",
    "unit",
    "numerator",
    "denominator",
    "better_when",
    "aggregation",
    "source",
    "source_date",
    "verified",
)


class Measure(Model):
    """A productivity measure with its published definition."""

    __tablename__ = "measure"
    id: Mapped[Key]
    code: Mapped[Slug]
    name: Mapped[Name]
    definition: Mapped[Prose]
    unit: Mapped[Code]
    numerator: Mapped[Address | None]
    denominator: Mapped[Address | None]
    better_when: Mapped[Code]  # higher, lower or neutral
    aggregation: Mapped[Address | None]
    source: Mapped[Address | None]
    source_date: Mapped[Code | None]
    verified: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)


class MeasureVersion(Model):
    """A measure as it was defined at some time. The newest is what `Measure` says; a claim names the one it was given under."""

    __tablename__ = "measure_version"
    __table_args__ = (UniqueConstraint("measure_id", "number"),)
    id: Mapped[Key]
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True)
    number: Mapped[int]
    name: Mapped[Name]
    definition: Mapped[Prose]
    unit: Mapped[Code]
    numerator: Mapped[Address | None]
    denominator: Mapped[Address | None]
    better_when: Mapped[Code]
    aggregation: Mapped[Address | None]
    source: Mapped[Address | None]
    source_date: Mapped[Code | None]
    verified: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[Prose | None]  # what changed, and why
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Series(Model):
    """A measure at an organisation over time, as it was entered: never changed, withdrawn when another takes its place."""

    __tablename__ = "series"
    id: Mapped[Key]
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"), index=True)  # none: a local one
    measure_version: Mapped[int | None]  # of the definition that the values were given under
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    every: Mapped[Every] = mapped_column(enumerated(Every))
    unit: Mapped[Code]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[Moment | None]
    synthetic: Mapped[bool] = mapped_column(default=False)
    measure: Mapped[Measure | None] = relationship(lazy="raise")
    values: Mapped[list["SeriesValue"]] = relationship(lazy="raise", order_by="SeriesValue.starts_on")


class SeriesValue(Model):
    """The value of a series in one period. A period without one is a gap."""

    __tablename__ = "series_value"
    __table_args__ = (UniqueConstraint("series_id", "starts_on"),)
    id: Mapped[Key]
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True)
    starts_on: Mapped[date]
    value: Mapped[float]
