"""Replication levels that the database works out, against the printed rule."""

import random

from sqlalchemy import select

from registry.core import clock
from registry.core.db import db
from registry.evidence.models import Evidence
from registry.evidence.queries.grades import findings
from registry.evidence.queries.levels import levels
from registry.evidence.queries.studies import LOADED
from registry.rules.grading import replication_level
from registry.rules.words import Design, Direction
from tests import factories as f

DIRECTIONS = (Direction.BETTER, Direction.BETTER, Direction.WORSE, Direction.NO_CLEAR_CHANGE, Direction.MIXED, None)


def in_the_database() -> dict[int, int]:
    """The level of each tool that has a graded outcome."""
    of_tool = levels()
    return {row.tool_id: row.level for row in db.session.execute(select(of_tool.c.tool_id, of_tool.c.level))}


def by_the_rule(tool_id: int) -> int:
    statement = select(Evidence).where(Evidence.tool_id == tool_id, Evidence.withdrawn_at.is_(None)).options(*LOADED)
    return replication_level(findings(db.session.scalars(statement).unique()))


class TestLevels:
    def test_agree_with_the_rule_whatever_was_found(self, session):
        chance = random.Random(60)
        sites = [f.AForce() for _ in range(3)]
        tools = [f.ATool() for _ in range(40)]
        for tool in tools:
            for _ in range(chance.randint(0, 4)):
                words = chance.choice((None, None, "A Hospital", "a hospital"))
                where = {"site_words": words} if words else {"site": chance.choice(sites)}
                study = f.AnEvidence(tool, design=chance.choice(list(Design)), **where)
                for _ in range(chance.randint(1, 2)):
                    f.AClaim(study, chance.choice(DIRECTIONS), ex_ante=chance.random() < 0.1)

        found = in_the_database()

        told = {tool.id: by_the_rule(tool.id) for tool in tools}
        assert {tool_id: found.get(tool_id, 1) for tool_id in told} == told
        assert {1, 2, 3, 4} <= set(told.values())

    def test_what_was_withdrawn_counts_no_more(self, session):
        tool = f.ATool()
        f.AClaim(f.AnEvidence(tool, design=Design.COMPARISON_GROUP))
        f.AClaim(f.AnEvidence(tool, design=Design.RANDOMISED_TRIAL, withdrawn_at=clock.now()))

        assert in_the_database()[tool.id] == 3
