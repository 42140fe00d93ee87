"""Reviews of grades: who has a place in one, and what each did in it."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from registry.core.db import Code, Data, Key, Model, Moment, Prose, enumerated
from registry.rules.lifecycles import GradingState
from registry.rules.words import Design, Direction, GradingCause


class Grading(Model):
    """A claim's grade under review: by one reviewer, or by two who do not see each other's score until both are in.

    An appeal is a review that names the one it is against; nobody who had a part in that one has any in it.
    """

    __tablename__ = "grading"
    __table_args__ = (
        Index(
            "uq_grading_open",
            "claim_id",
            unique=True,
            sqlite_where=text("state IN ('open', 'reconciling', 'referred')"),
            postgresql_where=text("state IN ('open', 'reconciling', 'referred')"),
        ),
        CheckConstraint("reviewers IN (1, 2)", name="one_or_two"),
    )
    id: Mapped[Key]
    claim_id: Mapped[int] = mapped_column(ForeignKey("claim.id"), index=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    state: Mapped[GradingState] = mapped_column(enumerated(GradingState), default=GradingState.OPEN)
    reviewers: Mapped[int]
    cause: Mapped[GradingCause] = mapped_column(enumerated(GradingCause))
    against_id: Mapped[int | None] = mapped_column(ForeignKey("grading.id"), unique=True)
    opened_at: Mapped[Moment]
    due_on: Mapped[date | None]
    settled_on: Mapped[date | None]  # in London: an appeal may follow within 60 days
    grade_id: Mapped[int | None] = mapped_column(ForeignKey("grade.id"))  # as settled


class GradingSeat(Model):
    """A reviewer has a place in a review of a grade. Ended, not deleted."""

    __tablename__ = "grading_seat"
    __table_args__ = (
        Index(
            "uq_grading_seat_open",
            "grading_id",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
    id: Mapped[Key]
    grading_id: Mapped[int] = mapped_column(ForeignKey("grading.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    third: Mapped[bool] = mapped_column(default=False)  # decides between two who differ
    taken_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]


class GradingStep(Model):
    """What was done in a review of a grade: asked, scored, proposed, settled. Never changed; both scores stay."""

    __tablename__ = "grading_step"
    __table_args__ = (
        Index(
            "uq_grading_step_score",
            "grading_id",
            "person_id",
            unique=True,
            sqlite_where=text("verb = 'score'"),
            postgresql_where=text("verb = 'score'"),
        ),
    )
    id: Mapped[Key]
    grading_id: Mapped[int] = mapped_column(ForeignKey("grading.id"), index=True)
    tool_id: Mapped[int] = mapped_column(ForeignKey("tool.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    verb: Mapped[Code]
    direction: Mapped[Direction | None] = mapped_column(enumerated(Direction))
    design: Mapped[Design | None] = mapped_column(enumerated(Design))
    answers: Mapped[Data | None]  # to the design questions, where they were answered
    words: Mapped[Prose | None]
    recorded_at: Mapped[Moment]
