"""Evidence items and the claims they make, one outcome each."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.analysis.stated import Stated, Worked, worked_out
from registry.attachments.models import Attachment
from registry.core.db import Address, Code, Data, Key, Model, Moment, Name, Prose, enumerated
from registry.measures.models import Measure, Series
from registry.organisations.models import Organisation
from registry.rules.words import (
    Design,
    Direction,
    EffectKind,
    GradeBasis,
    GradeStanding,
    Measurer,
    Recurrence,
    Standing,
)


class Evidence(Model):
    """A study or observation at a site. What it says is never changed: a later row corrects it and names it.

    The corrected one is withdrawn when the later one is recorded; what was known at an earlier moment can still be read.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR starts_on <= ends_on", name="period_in_order"),
        CheckConstraint(
            "baseline_ends_on IS NULL OR baseline_starts_on IS NULL OR baseline_starts_on <= baseline_ends_on",
            name="baseline_in_order",
        ),
        CheckConstraint("sample_size IS NULL OR sample_size > 0", name="sample_counted"),
    )
    id: Mapped[Key]
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    site_today_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))  # what the site has become since
    site_words: Mapped[Name | None]  # the site as the source puts it
    title: Mapped[Address]
    design: Mapped[Design] = mapped_column(enumerated(Design))
    measured_by: Mapped[Measurer] = mapped_column(enumerated(Measurer))
    measured_by_words: Mapped[Name | None]
    design_answers: Mapped[Data | None]  # to the design questions, from which a printed rule makes the grade
    design_note: Mapped[Prose | None]
    trend_predates: Mapped[bool | None]  # whether the change had begun before the tool went live
    sample: Mapped[Address | None]
    sample_size: Mapped[int | None]
    period: Mapped[Name | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    baseline: Mapped[Prose | None]
    baseline_starts_on: Mapped[date | None]
    baseline_ends_on: Mapped[date | None]
    comparator: Mapped[Address | None]
    funder: Mapped[Name | None]
    conflicts: Mapped[Prose | None]
    # With the effects of its claims, these are the headings under which reviews of studies ask
    mechanism: Mapped[Prose | None]
    moderators: Mapped[Prose | None]
    implementation: Mapped[Prose | None]
    economics: Mapped[Prose | None]
    source: Mapped[Address | None]
    source_url: Mapped[Address | None]
    published_on: Mapped[Code | None]
    standing: Mapped[Standing] = mapped_column(enumerated(Standing))
    verified: Mapped[bool] = mapped_column(default=False)
    happened_on: Mapped[date | None]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[Moment | None]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"), unique=True)
    correction: Mapped[Prose | None]  # why the earlier one was wrong
    synthetic: Mapped[bool] = mapped_column(default=False)
    playbook_id: Mapped[int | None] = mapped_column(
        ForeignKey("attachment.id")
    )  # of the owner's, which the site followed
    site: Mapped[Organisation | None] = relationship(lazy="raise", foreign_keys=[site_id])
    playbook: Mapped[Attachment | None] = relationship(lazy="raise")
    claims: Mapped[list["Claim"]] = relationship(
        lazy="raise",
        back_populates="evidence",
        primaryjoin="and_(Claim.evidence_id == Evidence.id, Claim.withdrawn_at.is_(None))",
        order_by="Claim.id",
    )


class Claim(Model):
    """One outcome of an evidence item on one measure, as published or as the force states it.

    A claim without a direction is a count, not an effect, and gets no grade. It is never changed: a later row corrects it
    and names it, or it is withdrawn. `effect` and `standard_error` are stored as stated; what follows from an interval or
    from counts is worked out where it is shown.
    """

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("measure_id IS NOT NULL OR local_measure IS NOT NULL", name="some_measure"),
        CheckConstraint("value IS NULL OR unit IS NOT NULL", name="value_has_unit"),
        CheckConstraint("standard_error IS NULL OR standard_error >= 0", name="error_not_negative"),
        CheckConstraint(
            "interval_low IS NULL OR interval_high IS NULL OR interval_low <= interval_high", name="interval_in_order"
        ),
        CheckConstraint(
            "interval_level IS NULL OR (interval_level >= 50 AND interval_level <= 99.9)", name="level_possible"
        ),
        CheckConstraint("treated_events <= treated_total", name="treated_within"),
        CheckConstraint("comparison_events <= comparison_total", name="comparison_within"),
    )
    id: Mapped[Key]
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    outcome: Mapped[Name]
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"), index=True)
    measure_version: Mapped[int | None]  # of the definition that the figures were given under
    local_measure: Mapped[Name | None]
    result: Mapped[Prose]
    value: Mapped[float | None]
    unit: Mapped[Code | None]
    period: Mapped[Name | None]
    basis: Mapped[Address | None]
    ex_ante: Mapped[bool] = mapped_column(default=False)
    effect_kind: Mapped[EffectKind | None] = mapped_column(enumerated(EffectKind))
    effect: Mapped[float | None]
    standard_error: Mapped[float | None]
    interval_low: Mapped[float | None]
    interval_high: Mapped[float | None]
    interval_level: Mapped[float | None]  # in percent; 95 where an interval states none
    treated_events: Mapped[int | None]
    treated_total: Mapped[int | None]
    comparison_events: Mapped[int | None]
    comparison_total: Mapped[int | None]
    before_value: Mapped[float | None]
    after_value: Mapped[float | None]
    treated_value: Mapped[float | None]
    comparison_value: Mapped[float | None]
    recurrence: Mapped[Recurrence | None] = mapped_column(enumerated(Recurrence))
    cashable: Mapped[bool | None]
    net_of_cost: Mapped[bool | None]  # False for gross
    direction: Mapped[Direction | None] = mapped_column(enumerated(Direction))
    ungraded: Mapped[Code | None]  # why it has no direction: count, baseline, accuracy or cost
    verified: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[Moment | None]  # nothing for those recorded with their study
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawn_at: Mapped[Moment | None]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("claim.id"), unique=True)
    correction: Mapped[Prose | None]  # why the earlier one was wrong
    # The grade that holds now, projected from its newest row; none for a count
    grade_direction: Mapped[Direction | None] = mapped_column(enumerated(Direction, "grade_direction"))
    grade_design: Mapped[Design | None] = mapped_column(enumerated(Design, "grade_design"))
    grade_standing: Mapped[GradeStanding | None] = mapped_column(enumerated(GradeStanding, "grade_standing"))
    confirmed_on: Mapped[date | None]  # the force last said that it still stands; none: since it was recorded
    evidence: Mapped[Evidence] = relationship(lazy="raise", back_populates="claims")
    measure: Mapped[Measure | None] = relationship(lazy="raise")

    @property
    def counts(self) -> tuple[int, int, int, int] | None:
        """Events and cases, of the group with the tool and then of the other; nothing unless all four are stated."""
        a, n, c, m = self.treated_events, self.treated_total, self.comparison_events, self.comparison_total
        return None if a is None or n is None or c is None or m is None else (a, n, c, m)

    @property
    def worked(self) -> Worked | None:
        """The effect with what follows from what was stated, and by which formulas; no statement."""
        stated = Stated(
            kind=self.effect_kind,
            effect=self.effect,
            error=self.standard_error,
            low=self.interval_low,
            high=self.interval_high,
            level=self.interval_level,
            counts=self.counts,
            before=self.before_value,
            after=self.after_value,
            treated=self.treated_value,
            comparison=self.comparison_value,
        )
        return worked_out(stated)


class Grade(Model):
    """What a claim is graded as, by the printed rule or by reviewers. Never changed: the next row takes its place.

    A row that says the same with another standing tells that a review or an appeal of the grade began or ended.
    """

    __tablename__ = "grade"
    id: Mapped[Key]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    direction: Mapped[Direction] = mapped_column(enumerated(Direction))
    design: Mapped[Design] = mapped_column(enumerated(Design))
    standing: Mapped[GradeStanding] = mapped_column(enumerated(GradeStanding))
    basis: Mapped[GradeBasis] = mapped_column(enumerated(GradeBasis))
    rule: Mapped[int]  # the number of the printed rule that it was made under
    because: Mapped[Data]  # the rule's reasons by code, and the answers that led to it
    words: Mapped[Prose | None]  # why reviewers settled on it
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("grade.id"), unique=True)
    happened_on: Mapped[date]
    recorded_at: Mapped[Moment]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class StudySeries(Model):
    """A series that was entered with a study, and the day on which the tool went live there."""

    __tablename__ = "study_series"
    id: Mapped[Key]
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"), index=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), unique=True)
    live_on: Mapped[date]
    local_measure: Mapped[Name | None]  # what it counts, where no standard measure fits
    source: Mapped[Address | None]
    series: Mapped[Series] = relationship(lazy="raise")
