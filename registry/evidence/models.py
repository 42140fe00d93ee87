"""Evidence items and the claims they make, one outcome each."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.core.db import Address, Code, Key, Model, Moment, Name, Prose, enumerated
from registry.measures.models import Measure
from registry.organisations.models import Organisation
from registry.rules.lifecycles import GradingState
from registry.rules.words import Design, Direction, GradeState, Measurer, Recurrence, Scale, Standing


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
    starts_on: Mapped[date | None]  # of the period that was measured
    ends_on: Mapped[date | None]
    baseline_starts_on: Mapped[date | None]
    baseline_ends_on: Mapped[date | None]
    live_on: Mapped[date | None]  # when the tool went live at the site
    population: Mapped[Address | None]  # whom or what it was measured on
    funder: Mapped[Name | None]
    conflicts: Mapped[Prose | None]
    mechanism: Mapped[Prose | None]  # how it is thought to work
    moderators: Mapped[Prose | None]  # where it works better or worse
    implementation: Mapped[Prose | None]  # what it took
    economics: Mapped[Prose | None]  # what it cost, and saved
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
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
        CheckConstraint("error IS NULL OR error > 0", name="error_above_nought"),
        CheckConstraint("low IS NULL OR high IS NULL OR low < high", name="interval_in_order"),
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
    measure_version: Mapped[int | None]
    scale: Mapped[Scale | None] = mapped_column(enumerated(Scale))
    effect: Mapped[float | None]  # the change itself, on its scale
    error: Mapped[float | None]  # its standard error; of a ratio, that of its logarithm
    low: Mapped[float | None]
    high: Mapped[float | None]
    level: Mapped[float | None]  # of the interval, such as 0.95
    before_value: Mapped[float | None]
    after_value: Mapped[float | None]
    comparison_before: Mapped[float | None]
    comparison_after: Mapped[float | None]
    events: Mapped[int | None]  # counts from which effect and error follow
    total: Mapped[float | None]
    comparison_events: Mapped[int | None]
    comparison_total: Mapped[float | None]
    recurrence: Mapped[Recurrence | None] = mapped_column(enumerated(Recurrence))
    net_of_cost: Mapped[bool | None]
    grade_state: Mapped[GradeState] = mapped_column(enumerated(GradeState), default=GradeState.PROVISIONAL)
    graded_direction: Mapped[Direction | None] = mapped_column(enumerated(Direction, "graded_direction"))
    graded_design: Mapped[Design | None] = mapped_column(enumerated(Design, "graded_design"))
    graded_at: Mapped[Moment | None]
    evidence: Mapped[Evidence] = relationship(lazy="raise", back_populates="claims")
    measure: Mapped[Measure | None] = relationship(lazy="raise")


class Grading(Model):
    """A claim is graded by one reviewer, or by two who do not see each other's grade until both are in.

    An appeal is a grading that names the one it is against; nobody who graded before may grade in it.
    """

    __tablename__ = "grading"
    __table_args__ = (
        Index(
            "uq_grading_open",
            "claim_id",
            unique=True,
            sqlite_where=text("state IN ('open', 'reconciling')"),
            postgresql_where=text("state IN ('open', 'reconciling')"),
        ),
    )
    id: Mapped[Key]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    reviewers: Mapped[int]  # one, or two
    because: Mapped[Code]  # strength, owner, board or appeal: why two
    state: Mapped[GradingState] = mapped_column(enumerated(GradingState), default=GradingState.OPEN)
    reason: Mapped[Prose | None]  # of who asked or appealed
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[Moment]
    due_on: Mapped[date | None]
    against_id: Mapped[int | None] = mapped_column(ForeignKey("grading.id"))
    direction: Mapped[Direction | None] = mapped_column(enumerated(Direction))  # as settled
    design: Mapped[Design | None] = mapped_column(enumerated(Design))
    settled_at: Mapped[Moment | None] = mapped_column(index=True)
    claim: Mapped[Claim] = relationship(lazy="raise")
    grades: Mapped[list["Grade"]] = relationship(lazy="raise", order_by="Grade.id")


class Grade(Model):
    """What one reviewer made of a claim. Never changed; both stay when two differ."""

    __tablename__ = "grade"
    __table_args__ = (UniqueConstraint("grading_id", "person_id", "reconciling"),)
    id: Mapped[Key]
    grading_id: Mapped[int] = mapped_column(ForeignKey("grading.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    taken_at: Mapped[Moment]
    direction: Mapped[Direction | None] = mapped_column(enumerated(Direction))  # none until it is in
    design: Mapped[Design | None] = mapped_column(enumerated(Design))
    words: Mapped[Prose | None]
    reconciling: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[Moment | None]
