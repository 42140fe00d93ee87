"""The level of a record, and what the next one asks for."""

from registry.core import clock
from registry.rules.grading import Finding
from registry.rules.words import Design, Direction
from registry.scorecards.queries import scorecard
from registry.standards import queries
from tests import factories as f
from tests.assurance.stated import owned, stated

DOCUMENTED = {**f.CONTENT, "name": "A tool", "description": "What it does", "prerequisites": "A phone system"}
TRIAL = Finding(Direction.BETTER, Design.RANDOMISED_TRIAL, "here")


def assessed(**fields):
    tool, lead, assurer, _owner = owned()
    stated(lead, assurer, tool, f.AStandard(), **fields)
    return tool


def test_a_record_begins_as_registered(session):
    f.AStandard()

    card = scorecard(f.CONTENT, 1, queries.standards_of(f.ATool().id, f.CONTENT), [])

    assert card.level == "registered"
    assert ("What it does is described", "Add a description.") in card.remedies


def test_documented_needs_a_description_and_prerequisites(session):
    f.AStandard()

    assert scorecard(DOCUMENTED, 1, queries.standards_of(f.ATool().id, DOCUMENTED), []).level == "documented"


def test_assured_needs_every_standard_stated_and_none_failed(session):
    rows = queries.standards_of(assessed().id, DOCUMENTED)

    assert scorecard(DOCUMENTED, 1, rows, []).level == "assured"


def test_an_assessment_that_ran_out_drops_the_level_the_next_day(session, time_machine):
    tool = assessed(expires_on=clock.today())
    time_machine.move_to(clock.end_of(clock.today()), tick=False)

    rows = queries.standards_of(tool.id, DOCUMENTED)

    assert scorecard(DOCUMENTED, 1, rows, []).level == "documented"


def test_evidenced_needs_a_test_with_a_comparison_group(session):
    rows = queries.standards_of(assessed().id, DOCUMENTED)

    card = scorecard(DOCUMENTED, 1, rows, [TRIAL])

    assert (card.level, card.replication_level, card.remedies) == ("evidenced", 3, [])


def test_evidence_alone_does_not_lift_an_undocumented_record(session):
    assert scorecard(f.CONTENT, 1, [], [TRIAL]).level == "registered"
