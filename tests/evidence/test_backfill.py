"""What was recorded before grades were rows finds one when the tables change."""

import importlib
from pathlib import Path

from sqlalchemy import select

from config import ROOT
from registry.evidence.models import Claim, Grade
from registry.rules.words import Design, Direction, GradeBasis, GradeStanding
from tests import factories as f


def migration():
    """The migration that brought grades."""
    [path] = Path(ROOT, "registry/migrations/versions").glob("*_grades_of_claims_as_rows*.py")
    return importlib.import_module(f"registry.migrations.versions.{path.stem}")


def test_each_outcome_with_a_direction_is_graded_once_as_it_was_stated(session):
    item = f.AnEvidence(design=Design.COMPARISON_GROUP)
    told, estimated, count = f.AClaim(item, Direction.WORSE), f.AClaim(item, ex_ante=True), f.AClaim(item, None)

    for _ in range(2):
        migration().grade_what_is_there(session.connection())

    grades = {grade.claim_id: grade for grade in session.scalars(select(Grade))}
    assert set(grades) == {told.id, estimated.id}
    assert (grades[told.id].direction, grades[told.id].design) == (Direction.WORSE, Design.COMPARISON_GROUP)
    assert grades[estimated.id].design is Design.ESTIMATE
    assert {(one.basis, one.standing, one.rule) for one in grades.values()} == {
        (GradeBasis.RULE, GradeStanding.PROVISIONAL, 1)
    }
    session.expire_all()
    assert session.get_one(Claim, told.id).grade_standing is GradeStanding.PROVISIONAL
    assert session.get_one(Claim, count.id).grade_standing is None
