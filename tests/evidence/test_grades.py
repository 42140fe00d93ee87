"""Grades as rows: made at once by the printed rule, projected onto the claim, read by everybody who sums up."""

from sqlalchemy import func, select

from registry.core.db import db
from registry.evidence import queries, services
from registry.evidence.models import Claim, Grade
from registry.evidence.services.grading import GradeDetails, add_grade, figures_of
from registry.rules.grading import RULE, replication_level
from registry.rules.words import Design, Direction, EffectKind, GradeBasis, GradeStanding, Role
from tests import factories as f
from tests.evidence.test_evidence import claim, details, typed

COMPARED = {
    "measured": "measured",
    "baseline": "yes",
    "trend": "no",
    "comparison": "both",
    "comparable": "matched",
    "chosen": "choice",
}
FIELDS = {f"q_{code}": said for code, said in COMPARED.items()}


def grades(claim_id: int) -> list[Grade]:
    return list(db.session.scalars(select(Grade).where(Grade.claim_id == claim_id).order_by(Grade.id)))


def a_study(**fields) -> Claim:
    """A claim that the owner's lead has added."""
    outcome = fields.pop("claim", claim())
    owner = f.AForce()
    tool = f.ATool(owner)
    item = services.add_evidence(f.AnActor(Role.LEAD, owner), tool.slug, details(owner, **fields), outcome)
    return db.session.scalars(select(Claim).where(Claim.evidence_id == item.id)).one()


class TestProvisional:
    def test_stands_at_once_with_the_number_of_its_rule(self, session):
        found = a_study(answers=COMPARED)

        [grade] = grades(found.id)
        assert (found.grade_design, found.grade_standing) == (Design.COMPARISON_GROUP, GradeStanding.PROVISIONAL)
        assert (grade.rule, grade.basis, grade.recorded_by_id) == (RULE, GradeBasis.RULE, None)
        assert grade.because["answers"] == {code: said for code, said in COMPARED.items() if code != "baseline"}, (
            "the answers that led to it, and no other"
        )

    def test_without_answers_it_is_as_stated(self, session):
        found = a_study()

        [grade] = grades(found.id)
        assert (found.grade_design, grade.because["reasons"]) == (Design.BEFORE_AFTER, ["design-stated", "as-stated"])

    def test_a_count_gets_none(self, session):
        found = a_study(claim=claim(direction="count"))

        assert (found.grade_standing, grades(found.id)) == (None, [])

    def test_the_next_row_takes_its_place_and_the_first_stays(self, session):
        found = a_study()
        [first] = grades(found.id)
        item = queries.evidence_of(first.tool_id)[0]
        later = GradeDetails(
            Direction.WORSE, Design.COMPARISON_GROUP, GradeStanding.CONFIRMED, GradeBasis.REVIEW, "Read twice."
        )
        session.info["events"] = []

        add_grade(item, found, later, actor_id=None)

        assert [(grade.direction, grade.replaces_id) for grade in grades(found.id)] == [
            (Direction.BETTER, None),
            (Direction.WORSE, first.id),
        ]
        assert (found.direction, found.grade_direction) == (Direction.BETTER, Direction.WORSE)
        session.rollback()


class TestReaders:
    def test_sum_up_by_the_grade_that_holds_now(self, session):
        item = f.AnEvidence(design=Design.ESTIMATE)
        f.AClaim(
            item,
            grade_direction=Direction.WORSE,
            grade_design=Design.RANDOMISED_TRIAL,
            grade_standing=GradeStanding.CONFIRMED,
        )

        [finding] = queries.findings(queries.evidence_of(item.tool_id))

        assert (finding.direction, finding.design) == (Direction.WORSE, Design.RANDOMISED_TRIAL)

    def test_the_database_reads_the_same_as_the_page(self, session):
        item = f.AnEvidence(design=Design.COMPARISON_GROUP)
        graded = {"grade_direction": Direction.MIXED, "grade_design": Design.ESTIMATE}
        claims = [f.AClaim(item), f.AClaim(item, ex_ante=True), f.AClaim(item, None), f.AClaim(item, **graded)]

        rows = session.execute(
            select(Claim.id, queries.direction_column(), queries.design_column())
            .join(Claim.evidence)
            .order_by(Claim.id)
        ).all()

        assert [tuple(row) for row in rows] == [
            (one.id, queries.graded_direction(one), queries.graded_design(item, one)) for one in claims
        ]

    def test_studies_stand_by_the_strongest_that_they_are_graded_as(self, session):
        tool = f.ATool()
        weak = f.AnEvidence(tool, design=Design.RANDOMISED_TRIAL)
        strong = f.AnEvidence(tool, design=Design.BEFORE_AFTER)
        f.AClaim(weak, grade_design=Design.BEFORE_AFTER)
        f.AClaim(strong, grade_design=Design.COMPARISON_GROUP)

        found = queries.evidence_of(tool.id)

        assert [item.id for item in found] == [strong.id, weak.id]
        assert [queries.strongest_design(item) for item in found] == [Design.COMPARISON_GROUP, Design.BEFORE_AFTER]

    def test_merged_sites_count_as_the_one_that_they_are_today(self, session):
        tool, heir = f.ATool(), f.AForce()
        for _ in range(2):
            f.AClaim(f.AnEvidence(tool, design=Design.RANDOMISED_TRIAL, site_today_id=heir.id))

        assert replication_level(queries.findings(queries.evidence_of(tool.id))) == 3


class TestFigures:
    def test_an_interval_follows_from_the_standard_error(self):
        found = figures_of(Claim(effect_kind=EffectKind.MEAN_DIFFERENCE, effect=-2.0, standard_error=0.5), "lower")

        assert (round(found.low, 2), round(found.high, 2), found.nothing) == (-2.98, -1.02, 0.0)

    def test_that_of_a_ratio_is_on_the_log_scale(self):
        found = figures_of(Claim(effect_kind=EffectKind.RISK_RATIO, effect=0.5, standard_error=0.2), "lower")

        assert (round(found.low, 3), round(found.high, 3), found.nothing) == (0.338, 0.74, 1.0)

    def test_without_either_there_is_none(self):
        assert figures_of(Claim(effect_kind=EffectKind.RISK_RATIO, effect=0.5), "lower") is None


class TestPages:
    def test_the_questions_make_the_grade_and_are_printed_under_how_it_was_rated(self, web, session):
        owner = f.AForce()
        tool = f.ATool(owner)
        web.sign_in(f.APerson((owner, Role.LEAD)).id)

        page = web.post(f"/tools/{tool.slug}/evidence", typed(owner, **FIELDS), follow_redirects=True)

        assert "Before and after with a comparison group" in page.text
        assert "Provisional, by the registry" in page.text
        assert "3 on the Maryland scale" in page.text
        assert "How was the comparison made a fair one?" in page.text

    def test_what_is_still_missing_is_asked_for_beside_its_question_and_nothing_is_lost(self, web, session):
        owner = f.AForce()
        tool = f.ATool(owner)
        web.sign_in(f.APerson((owner, Role.LEAD)).id)

        page = web.post(f"/tools/{tool.slug}/evidence", typed(owner, q_measured="measured", q_comparison="both"))

        assert page.status_code == 422
        assert page.text.count("Answer this too: the grade follows from it.") >= 3
        assert session.scalar(select(func.count()).select_from(Claim)) == 0
