"""Evidence items and the claims they make, one outcome each."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.db import Address, Code, Key, Model, Moment, Name, Prose, enumerated
from registry.measures.models import Measure
from registry.organisations.models import Organisation
from registry.rules.words import Design, Direction, Measurer, Standing


class Evidence(Model):
    """A study or observation at a site."""

    __tablename__ = "evidence"
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    site_words: Mapped[Name | None]  # the site as the source puts it
    title: Mapped[Address]
    design: Mapped[Design] = mapped_column(enumerated(Design))
    measured_by: Mapped[Measurer] = mapped_column(enumerated(Measurer))
    measured_by_words: Mapped[Name | None]
    design_note: Mapped[Prose | None]
    trend_predates: Mapped[bool | None]  # whether the change had begun before the tool went live
    sample: Mapped[Address | None]
    period: Mapped[Name | None]
    baseline: Mapped[Prose | None]
    comparator: Mapped[Address | None]
    source: Mapped[Address | None]
    source_url: Mapped[Address | None]
    published_on: Mapped[Code | None]
    standing: Mapped[Standing] = mapped_column(enumerated(Standing))
    verified: Mapped[bool] = mapped_column(default=False)
    happened_on: Mapped[date | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[Moment | None]
    synthetic: Mapped[bool] = mapped_column(default=False)
    site: Mapped[Organisation | None] = relationship(lazy="raise")
    claims: Mapped[list["Claim"]] = relationship(lazy="raise", back_populates="evidence", order_by="Claim.id")


class Claim(Model):
    """One outcome of an evidence item on one measure, as published or as the force states it.

    A claim without a direction is a count, not an effect, and gets no grade.
    """

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("measure_id IS NOT NULL OR local_measure IS NOT NULL", name="some_measure"),
        CheckConstraint("value IS NULL OR unit IS NOT NULL", name="value_has_unit"),
    )
    id: Mapped[Key]
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    outcome: Mapped[Name]
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"), index=True)
    local_measure: Mapped[Name | None]
    result: Mapped[Prose]
    value: Mapped[float | None]
    unit: Mapped[Code | None]
    period: Mapped[Name | None]
    basis: Mapped[Address | None]
    ex_ante: Mapped[bool] = mapped_column(default=False)
    cashable: Mapped[bool | None]
    direction: Mapped[Direction | None] = mapped_column(enumerated(Direction))
    ungraded: Mapped[Code | None]  # why it has no direction: count, baseline, accuracy or cost
    verified: Mapped[bool] = mapped_column(default=False)
    evidence: Mapped[Evidence] = relationship(lazy="raise", back_populates="claims")
    measure: Mapped[Measure | None] = relationship(lazy="raise")
