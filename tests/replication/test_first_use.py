"""A use before the tool was first used anywhere is refused beside its date; interest may come before."""

from datetime import date

import pytest

from registry.core.errors import Invalid
from registry.replication import services
from registry.rules.lifecycles import Stage
from registry.rules.words import Precision
from tests import factories as f
from tests.replication.said import a_lead, barriers, fresh, said


def a_tool():
    return f.ATool(content={"in_use_since": "2026-04-15"})


class TestFirstUse:
    @pytest.mark.parametrize("stage", [Stage.PILOTING, Stage.LIVE, Stage.BUSINESS_AS_USUAL])
    def test_comes_before_no_use_of_another_force(self, session, stage):
        lead, force = a_lead()

        with pytest.raises(Invalid) as refusal:
            services.record(lead, a_tool().id, force.id, said(stage, date(2026, 4, 14)))

        assert "first used on 15 April 2026" in refusal.value.fields["happened_on"]

    def test_may_be_the_same_day_or_in_a_month_that_holds_it(self, session):
        lead, force = a_lead()

        assert services.record(lead, a_tool().id, force.id, said(Stage.LIVE, date(2026, 4, 15)))
        month = said(Stage.LIVE, date(2026, 4, 1), precision=Precision.MONTH)
        assert services.record(lead, a_tool().id, force.id, month)

    def test_says_nothing_of_interest_and_assessment(self, session):
        lead, force = a_lead()

        assert services.record(lead, a_tool().id, force.id, said(Stage.ASSESSING, date(2026, 1, 1)))

    def test_is_not_the_day_of_its_registration(self, session):
        lead, force = a_lead()

        assert services.record(lead, f.ATool().id, force.id, said(Stage.LIVE, date(2019, 1, 1)))

    def test_counts_for_ends_and_corrections_as_well(self, session):
        barriers()
        lead, force = a_lead()
        adoption = services.record(lead, a_tool().id, force.id, said(Stage.ASSESSING, date(2026, 1, 1)))
        services.advance(lead, adoption.id, 1, said(Stage.LIVE, date(2026, 5, 1)))
        step = max(event.id for event in f.db.session.query(f.StageEvent))

        with pytest.raises(Invalid) as refusal:
            services.correct(
                lead, adoption.id, fresh(adoption).revision, step, said(Stage.LIVE, date(2026, 2, 1), reason="A slip.")
            )

        assert "happened_on" in refusal.value.fields
