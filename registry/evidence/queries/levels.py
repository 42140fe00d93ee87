"""The replication level of many tools at once, in the database: the twin of `replication_level` in the rules."""

from sqlalchemy import ColumnElement, String, Subquery, and_, case, cast, func, or_, select

from registry.evidence.models import Claim, Evidence
from registry.evidence.queries.grades import design_column, direction_column, followed_column
from registry.rules.grading import AGAINST, TESTED
from registry.rules.words import Design, Direction

STRENGTHS = {design.value: design.strength for design in Design}


def levels() -> Subquery:
    """`tool_id` and `level` of each tool that has a graded outcome; one that is not among them is at level 1.

    Sites that are known by words alone are told apart without regard to case, as far as the database knows the letters.
    """
    graded = _graded()
    better = and_(graded.c.direction == Direction.BETTER, graded.c.strength > 0)
    tested = and_(better, graded.c.strength >= TESTED)
    strongest = func.max(case((tested, graded.c.strength)))
    against = func.max(case((graded.c.direction.in_(AGAINST), graded.c.strength)))
    one_place = or_(func.count(case((tested, graded.c.site)).distinct()) < 2, func.coalesce(against, -1) >= strongest)
    level = case(
        (func.count(case((better, 1))) == 0, 1),
        (strongest.is_(None), 2),
        (one_place, TESTED),
        (func.count(case((and_(tested, graded.c.followed), 1))) > 0, 5),
        else_=4,
    )
    return select(graded.c.tool_id, level.label("level")).group_by(graded.c.tool_id).subquery("levels")


def _graded() -> Subquery:
    return (
        select(
            Evidence.tool_id,
            direction_column().label("direction"),
            case(STRENGTHS, value=design_column()).label("strength"),
            _site().label("site"),
            followed_column().label("followed"),
        )
        .join_from(Claim, Evidence, Evidence.id == Claim.evidence_id)
        .where(Evidence.withdrawn_at.is_(None), Claim.withdrawn_at.is_(None), direction_column().is_not(None))
        .subquery("graded")
    )


def _site() -> ColumnElement[str]:
    organisation = func.coalesce(Evidence.site_today_id, Evidence.site_id)
    words = func.lower(func.coalesce(func.nullif(Evidence.site_words, ""), "evidence:" + cast(Evidence.id, String)))
    return case((organisation.is_not(None), "organisation:" + cast(organisation, String)), else_=words)
