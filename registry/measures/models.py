"""A catalogue of measures, so that two claims about one thing can be set side by side."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import Address, Code, Key, Model, Moment, Name, Prose, Slug

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
