"""The page of a grade: what it is, how it came about, and what its reader may do. Blind scores are shown to nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select

from registry.accounts.models import Membership, Person
from registry.accounts.queries.reviewers import called, reviewers
from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.evidence.models import Grade
from registry.evidence.queries import Told, told
from registry.governance.models import Grading, GradingStep
from registry.governance.queries.grading.subject import Subject, subject
from registry.governance.queries.review.people import without_interest
from registry.organisations.queries import predecessors, successors
from registry.rules.grading import answers_in_words
from registry.rules.lifecycles import GradingState
from registry.rules.policy import Actor, Permission, allows, require
from registry.rules.words import Design, Direction, GradeStanding, GradingCause

MOST = 100
ENDED = (GradingState.SETTLED, GradingState.APPEALED)
P = Permission


@dataclass(frozen=True)
class Score:
    """What one reviewer made of a result, under a place and not a name."""

    place: str  # first, second or third
    direction: Direction
    design: Design
    answers: Sequence[tuple[str, str]]
    words: str
    own: bool


@dataclass(frozen=True)
class Round:
    """A review that ended, with every score in it."""

    grading: Grading
    scores: Sequence[Score]
    reason: str  # of whoever asked or appealed
    settled: str  # why it was settled as it was


@dataclass(frozen=True)
class GradePage:
    """A grade as its reader may see it."""

    subject: Subject
    now: Told | None
    history: Sequence[Told]
    rounds: Sequence[Round]
    scores: Sequence[Score]  # of the open review, as far as this reader may see them
    proposal: GradingStep | None
    may: frozenset[str]
    holders: Sequence[str]  # to the registrar

    @property
    def tool(self) -> Tool:
        """The tool."""
        return self.subject.tool

    @property
    def acts(self) -> frozenset[str]:
        """What the reader may do, apart from looking."""
        return self.may - {"see", "reconcile"}

    @property
    def days_left(self) -> int:
        """How many days an appeal is possible yet, today included."""
        until = self.subject.appeal_until
        return max(0, (until - clock.today()).days + 1) if until else 0

    @property
    def own_score(self) -> Score | None:
        """What the reader scored in the open review."""
        return next((score for score in self.scores if score.own), None)


@dataclass(frozen=True)
class Candidate:
    """A reviewer who is independent of a grade."""

    id: int
    name: str
    organisation: str


def grade_page(actor: Actor, slug: str, claim_id: int) -> GradePage:
    """The grade of a claim: at most nine statements. Raises NotFound, and Withdrawn as the tool's own page does."""
    found = subject(actor, slug, claim_id)
    grades = db.session.scalars(select(Grade).where(Grade.claim_id == claim_id).order_by(Grade.id.desc())).all()
    may = actions(actor, found)
    proposed = found.done("propose") if "see" in may else []
    return GradePage(
        subject=found,
        now=told(grades[0]) if grades else None,
        history=[told(grade) for grade in grades],
        rounds=[_round(actor, found, one) for one in found.gradings if one.state in ENDED],
        scores=_visible(actor, found, may),
        proposal=proposed[-1] if proposed else None,
        may=may,
        holders=list(called([seat.person_id for seat in found.open_seats]).values()) if "assign" in may else [],
    )


def graded(actor: Actor, slug: str, claim_id: int, permission: Permission) -> GradePage:
    """The same, for those who may do this to it. Raises NotAllowed to everybody else."""
    page = grade_page(actor, slug, claim_id)
    require(actor, permission, page.subject)
    return page


def actions(actor: Actor, found: Subject) -> frozenset[str]:
    """What the page offers to this reader; "see" where both scores of a review under way are open to them."""
    review, seat = found.open, found.seat_of(actor.id)
    state = review.state if review else None
    scored = any(step.person_id == actor.id for step in found.done("score"))
    proposals = found.done("propose")
    provisional = found.claim.grade_standing in (None, GradeStanding.PROVISIONAL)
    registrar = allows(actor, P.GRADING_ASSIGN, found)
    fit = allows(actor, P.GRADING_TAKE, found)
    two = state is GradingState.RECONCILING and seat is not None and fit
    open_to_more = found.has_room and (review is not None or provisional)
    asked = review is not None and review.cause in (GradingCause.OWNER, GradingCause.BOARD, GradingCause.APPEAL)
    offered = {
        "take": fit and seat is None and open_to_more,
        "give-back": seat is not None and not scored and allows(actor, P.GRADING_GIVE_BACK, found),
        "score": fit and state is GradingState.OPEN and seat is not None and not scored,
        "propose": two,
        "reconcile": two and bool(proposals) and proposals[-1].person_id != actor.id,
        "refer": state is GradingState.RECONCILING and (two or registrar),
        "decide": fit and state is GradingState.REFERRED and seat is not None and seat.third,
        "see": state in (GradingState.RECONCILING, GradingState.REFERRED) and (seat is not None or registrar),
        "ask": provisional and not asked and not found.asks_two and allows(actor, P.GRADING_ASK, found),
        "appeal": found.may_be_appealed and allows(actor, P.GRADING_APPEAL, found),
        "assign": registrar and open_to_more,
        "withdraw": review is not None and allows(actor, P.GRADING_WITHDRAW, found),
    }
    return frozenset(name for name, shown in offered.items() if shown)


def candidates(found: Subject) -> list[Candidate]:
    """Reviewers who could be given the grade: one statement."""
    taken = [seat.person_id for seat in found.open_seats]
    kept_out = [*found.former_ids, *found.author_ids, *taken]
    statement = reviewers().where(without_interest(found.tool), _elsewhere(found), Person.id.not_in(kept_out))
    rows = db.session.execute(statement.limit(MOST)).all()
    return sorted((Candidate(row.id, row.name, row.organisation) for row in rows), key=lambda one: one.name)


def _elsewhere(found: Subject) -> ColumnElement[bool]:
    """People whose organisations, with predecessors and successors, are not the site's."""
    kin = set(found.site_ids)
    for site in found.site_ids:
        kin |= {one.id for one in (*predecessors(site), *successors(site))}
    at = and_(Membership.person_id == Person.id, Membership.ended_at.is_(None))
    here = select(Membership.id).where(at, Membership.organisation_id.in_(kin))
    return ~here.correlate(Person).exists()


def _visible(actor: Actor, found: Subject, may: frozenset[str]) -> list[Score]:
    """The scores of the open review: all of them to those who reconcile them, else the reader's own alone."""
    steps = found.done("score")
    if "see" in may:
        return [_score(actor, step, place) for step, place in zip(steps, ("first", "second"), strict=False)]
    return [_score(actor, step, "own") for step in steps if step.person_id == actor.id]


def _round(actor: Actor, found: Subject, grading: Grading) -> Round:
    places = zip(found.done("score", grading), ("first", "second"), strict=False)
    scores = [_score(actor, step, place) for step, place in places]
    scores += [_score(actor, step, "third") for step in found.done("decide", grading)]
    asked = [*found.done("ask", grading), *found.done("appeal", grading)]
    grade = db.session.get(Grade, grading.grade_id) if grading.grade_id else None
    return Round(grading, scores, (asked[-1].words or "") if asked else "", (grade.words or "") if grade else "")


def _score(actor: Actor, step: GradingStep, place: str) -> Score:
    return Score(
        place,
        step.direction or Direction.INCONCLUSIVE,
        step.design or Design.ESTIMATE,
        answers_in_words(step.answers or {}),
        step.words or "",
        step.person_id == actor.id,
    )
