"""Everything due within 60 days, of every kind, and nothing of anybody else's."""

from datetime import timedelta

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.freshness.queries.due import KINDS, due, due_list
from registry.freshness.queries.facts import Doubt
from registry.freshness.services.kinds import CONFIRM
from registry.rules.lifecycles import Stage
from registry.rules.words import Role, Standing, Visibility
from tests import factories as f
from tests.freshness.facts import a_claim, a_contract, a_query, an_adoption


def a_lead():
    force = f.AForce()
    return f.AnActor(Role.LEAD, force), force


def tool_of(adoption):
    return db.session.get_one(Tool, adoption.tool_id).slug


class TestDue:
    def test_is_every_kind_the_most_urgent_first(self, session):
        lead, force = a_lead()
        adoption, claim, contract = an_adoption(force, 30), a_claim(force, -3), a_contract(force, 50)

        found = due(lead, frozenset({force.id}))

        assert [(fact.kind, fact.id) for fact in found] == [
            ("claim", claim.id),
            ("adoption", adoption.id),
            ("contract", contract.id),
        ]
        assert [(fact.due_on - clock.today()).days for fact in found] == [-3, 30, 50]

    def test_is_what_falls_due_within_sixty_days(self, session):
        lead, force = a_lead()
        wanted = [an_adoption(force, 60), a_claim(force, 60), a_contract(force, 60)]
        an_adoption(force, 61), a_claim(force, 62), a_contract(force, 61)

        found = due(lead, frozenset({force.id}))

        assert sorted(fact.id for fact in found) == sorted(row.id for row in wanted)

    def test_is_nothing_that_ended_or_that_a_source_reports(self, session):
        lead, force = a_lead()
        an_adoption(force, stage=Stage.STOPPED), an_adoption(force, standing=Standing.REPORTED)
        a_claim(force, standing=Standing.REPORTED), a_claim(force, withdrawn_at=clock.now())
        a_contract(force, ends_on=clock.today() - timedelta(days=1)), a_contract(force, withdrawn_at=clock.now())

        assert due(lead, frozenset({force.id})) == []

    def test_is_nothing_of_another_force_or_of_a_record_that_the_reader_may_not_know(self, session):
        lead, force = a_lead()
        an_adoption(f.AForce()), a_claim(f.AForce()), a_contract(f.AForce())
        an_adoption(force, tool=f.ATool(visibility=Visibility.NAMED))
        an_adoption(force, tool=f.ATool(suspended_at=clock.now(), suspension_reason="For the test"))

        assert due(lead, frozenset({force.id})) == []

    def test_holds_what_is_disputed_or_queried_apart_whenever_it_runs_out(self, session):
        lead, force = a_lead()
        disputed = an_adoption(force, standing=Standing.DISPUTED)
        queried = [a_query(an_adoption(force, 5)), a_query(an_adoption(force, 150))]
        wanted = an_adoption(force, 10)

        found = due_list(lead, frozenset({force.id}))

        assert ([fact.id for fact in found.facts], found.total) == ([wanted.id], 1)
        assert {fact.id: (fact.doubt, fact.change) for fact in found.doubted} == {
            disputed.id: (Doubt.DISPUTED, f"/tools/{tool_of(disputed)}/adoption?organisation={force.slug}"),
            **{query.adoption_id: (Doubt.QUERIED, f"/enquiries/{query.id}") for query in queried},
        }

    def test_a_query_that_was_answered_or_only_a_question_is_no_doubt(self, session):
        lead, force = a_lead()
        adoption = an_adoption(force)
        a_query(adoption, answered_at=clock.now(), answer="Yes"), a_query(adoption, adoption_id=None)

        found = due_list(lead, frozenset({force.id}))

        assert ([fact.id for fact in found.facts], found.doubted) == ([adoption.id], [])

    def test_what_others_dispute_or_are_asked_is_not_told(self, session):
        lead, force = a_lead()
        an_adoption(f.AForce(), standing=Standing.DISPUTED), a_query(an_adoption(f.AForce()))
        a_query(an_adoption(force, tool=f.ATool(visibility=Visibility.NAMED)))

        assert due(lead, frozenset({force.id})) == []

    def test_takes_a_statement_for_each_kind_however_much_there_is(self, session, count_statements):
        lead, force = a_lead()
        for number in range(4):
            an_adoption(force, number), a_claim(force, number), a_contract(force, number)

        with count_statements() as seen:
            found = due_list(lead, frozenset({force.id}))

        assert (found.total, len(seen)) == (12, len(KINDS) + 2)  # what is doubted, and what sources report

    def test_each_kind_can_be_confirmed(self):
        assert set(KINDS) == set(CONFIRM)
