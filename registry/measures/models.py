"""A catalogue of measures, so that two claims about one thing can be set side by side."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.db import Address, Code, Key, Model, Moment, Name, Prose, Slug, enumerated
from registry.organisations.models import Organisation
from registry.rules.words import Visibility


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
    """A measure as it was defined under an earlier number: values keep the number they were given under."""

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
    replaced_at: Mapped[Moment]


class Series(Model):
    """Values of one measure at one organisation, period after period."""

    __tablename__ = "series"
    id: Mapped[Key]
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), index=True)
    measure_version: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    period: Mapped[Code]  # month, quarter, week or year
    source: Mapped[Address | None]
    source_url: Mapped[Address | None]
    visibility: Mapped[Visibility] = mapped_column(enumerated(Visibility), default=Visibility.POLICING)
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[Moment | None]
    synthetic: Mapped[bool] = mapped_column(default=False)
    measure: Mapped[Measure] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    values: Mapped[list["SeriesValue"]] = relationship(lazy="raise", order_by="SeriesValue.starts_on")


class SeriesValue(Model):
    """One period's value. Never updated: a later row replaces a wrong one."""

    __tablename__ = "series_value"
    __table_args__ = (CheckConstraint("denominator IS NULL OR denominator > 0", name="denominator_above_nought"),)
    id: Mapped[Key]
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True)
    starts_on: Mapped[date]
    value: Mapped[float]
    numerator: Mapped[float | None]
    denominator: Mapped[float | None]
    recorded_at: Mapped[Moment]
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("series_value.id"), unique=True)
