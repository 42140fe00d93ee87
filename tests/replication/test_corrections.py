from datetime import date

import pytest
from sqlalchemy import select

from registry.core import clock
from registry.core.errors import Invalid, WrongState
from registry.replication import services
from registry.replication.models import StageEvent
from registry.replication.queries.history import history
from registry.rules.lifecycles import Stage
from registry.rules.words import Standing
from tests import factories as f
from tests.replication.said import a_lead, barriers, said


def steps(session, adoption) -> list[StageEvent]:
    found = select(StageEvent).where(StageEvent.adoption_id == adoption.id).order_by(StageEvent.id)
    return list(session.scalars(found))


def columns(step: StageEvent) -> dict:
    return {column.key: getattr(step, column.key) for column in StageEvent.__table__.columns}


def a_step(adoption, verb: str) -> StageEvent:
    return StageEvent(
        adoption_id=adoption.id,
        verb=verb,
        stage=adoption.stage,
        happened_on=clock.today(),
        recorded_at=clock.now(),
        standing=adoption.standing,
        proof={},
    )


class TestCorrect:
    def test_puts_the_adoption_right_and_keeps_the_wrong_step_as_it_was(self, session):
        lead, force = a_lead()
        adoption = services.record(lead, f.ATool().id, force.id, said(Stage.LIVE))
        (wrong,) = steps(session, adoption)
        before = columns(wrong)

        services.correct(lead, adoption.id, 1, wrong.id, said(Stage.PILOTING, reason="It was the pilot."))

        kept, right = steps(session, adoption)
        assert columns(kept) == before
        assert (right.verb, right.corrects_id, right.stage) == ("correct", wrong.id, Stage.PILOTING)
        assert adoption.stage is Stage.PILOTING

    def test_of_an_earlier_step_leaves_the_present_stage(self, session):
        lead, force = a_lead()
        adoption = services.record(lead, f.ATool().id, force.id, said(Stage.PILOTING, date(2026, 3, 1)))
        services.advance(lead, adoption.id, 1, said(Stage.LIVE, date(2026, 6, 1)))
        first = steps(session, adoption)[0]

        services.correct(lead, adoption.id, 2, first.id, said(Stage.PILOTING, date(2026, 2, 1), reason="A slip."))

        assert (adoption.stage, adoption.since) == (Stage.LIVE, date(2026, 6, 1))

    def test_can_itself_be_corrected(self, session):
        lead, force = a_lead()
        adoption = services.record(lead, f.ATool().id, force.id, said(Stage.LIVE))
        services.correct(lead, adoption.id, 1, steps(session, adoption)[0].id, said(Stage.PILOTING, reason="A slip."))

        services.correct(
            lead, adoption.id, 2, steps(session, adoption)[1].id, said(Stage.ASSESSING, reason="Another slip.")
        )

        assert adoption.stage is Stage.ASSESSING

    def test_of_a_step_that_was_put_right_is_refused(self, session):
        lead, force = a_lead()
        adoption = services.record(lead, f.ATool().id, force.id, said(Stage.LIVE))
        wrong = steps(session, adoption)[0].id
        services.correct(lead, adoption.id, 1, wrong, said(Stage.PILOTING, reason="A slip."))

        with pytest.raises(WrongState, match="put right before"):
            services.correct(lead, adoption.id, 2, wrong, said(Stage.APPROVED, reason="Again."))

    def test_without_a_reason_is_refused(self, session):
        lead, force = a_lead()
        adoption = services.record(lead, f.ATool().id, force.id, said(Stage.LIVE))

        with pytest.raises(Invalid) as refusal:
            services.correct(lead, adoption.id, 1, steps(session, adoption)[0].id, said(Stage.PILOTING))

        assert set(refusal.value.fields) == {"reason"}

    def test_that_does_not_fit_the_step_after_it_is_refused(self, session):
        lead, force = a_lead()
        adoption = services.record(lead, f.ATool().id, force.id, said(Stage.PILOTING, date(2026, 3, 1)))
        services.advance(lead, adoption.id, 1, said(Stage.LIVE, date(2026, 6, 1)))
        first = steps(session, adoption)[0].id

        with pytest.raises(Invalid) as refusal:
            services.correct(lead, adoption.id, 2, first, said(Stage.BUSINESS_AS_USUAL, reason="A slip."))

        assert refusal.value.fields == {"": "Live cannot follow business as usual. Correct that step first."}

    def test_that_does_not_fit_keeps_what_was_typed(self, web, session):
        lead, force = a_lead()
        adoption = services.record(lead, f.ATool().id, force.id, said(Stage.PILOTING, date(2026, 3, 1)))
        services.advance(lead, adoption.id, 1, said(Stage.LIVE, date(2026, 6, 1)))
        tool, first = session.get_one(f.Tool, adoption.tool_id), steps(session, adoption)[0].id
        web.sign_in(lead.id)
        typed = {"happened_on": ["1", "3", "2026"], "revision": "2", "reason": "We mixed up two stages."}

        answer = web.post(f"/tools/{tool.slug}/adoption/steps/{first}?to=business-as-usual", typed)

        assert answer.status_code != 409
        assert "Live cannot follow business as usual. Correct that step first." in answer.text
        assert "We mixed up two stages." in answer.text

    def test_of_the_first_step_of_a_new_episode_keeps_to_the_end_of_the_old_one(self, session):
        barriers()
        lead, force = a_lead()
        old = services.record(lead, f.ATool().id, force.id, said(Stage.PILOTING, date(2026, 3, 1)))
        services.stop(lead, old.id, 1, said(None, date(2026, 5, 1)))
        new = services.reopen(lead, old.id, 2, said(Stage.PILOTING, date(2026, 6, 1)))
        first = steps(session, new)[0].id

        with pytest.raises(Invalid) as refusal:
            services.correct(lead, new.id, 1, first, said(Stage.PILOTING, date(2026, 4, 1), reason="A slip."))
        services.correct(lead, new.id, 1, first, said(Stage.PILOTING, date(2026, 5, 1), reason="A slip."))
        second = steps(session, new)[1].id
        with pytest.raises(Invalid):
            services.correct(lead, new.id, 2, second, said(Stage.PILOTING, date(2026, 4, 1), reason="A slip."))

        assert "1 May 2026" in refusal.value.fields["happened_on"]
        assert (new.since, old.stage) == (date(2026, 5, 1), Stage.STOPPED)

    def test_of_a_report_after_a_withdrawn_one_is_bound_by_nothing_before_it(self, session):
        lead, force = a_lead()
        tool = f.ATool()
        withdrawn = f.AnAdoption(tool, force, standing=Standing.DISPUTED, is_current=False, since=date(2026, 5, 1))
        f.save(a_step(withdrawn, "withdraw"))
        new = services.record(lead, tool.id, force.id, said(Stage.PILOTING, date(2026, 6, 1)))

        services.correct(
            lead, new.id, 1, steps(session, new)[0].id, said(Stage.PILOTING, date(2026, 4, 1), reason="A slip.")
        )

        assert new.since == date(2026, 4, 1)

    def test_to_paused_remembers_what_was_paused(self, session):
        barriers()
        lead, force = a_lead()
        adoption = services.record(lead, f.ATool().id, force.id, said(Stage.PILOTING, date(2026, 3, 1)))
        services.advance(lead, adoption.id, 1, said(Stage.LIVE, date(2026, 6, 1)))
        second = steps(session, adoption)[1].id

        services.correct(lead, adoption.id, 2, second, said(Stage.PAUSED, date(2026, 6, 1), paused_from=None))

        assert (adoption.stage, adoption.paused_from) == (Stage.PAUSED, Stage.PILOTING)


class TestHistory:
    def test_shows_the_wrong_step_beside_the_right_one(self, session):
        lead, force = a_lead()
        tool = f.ATool()
        adoption = services.record(lead, tool.id, force.id, said(Stage.LIVE))
        wrong = steps(session, adoption)[0].id
        services.correct(lead, adoption.id, 1, wrong, said(Stage.PILOTING, reason="It was the pilot."))

        right, kept = history(lead, tool.id, force.id)

        assert (kept.id, kept.corrected_by_id, kept.can_be_corrected) == (wrong, right.id, False)
        assert (right.corrects_id, right.reason) == (wrong, "It was the pilot.")

    def test_no_service_ever_changes_a_stored_step(self, session):
        barriers()
        lead, force = a_lead()
        adoption = services.record(lead, f.ATool().id, force.id, said(Stage.ASSESSING, date(2026, 1, 1)))
        seen: dict[int, dict] = {}
        acts = [
            lambda: services.advance(lead, adoption.id, 1, said(Stage.PILOTING, date(2026, 2, 1))),
            lambda: services.confirm(lead, adoption.id, 2),
            lambda: services.pause(lead, adoption.id, 3, said(None, date(2026, 3, 1))),
            lambda: services.resume(lead, adoption.id, 4, said(Stage.PILOTING, date(2026, 4, 1))),
            lambda: services.stop(lead, adoption.id, 5, said(None, date(2026, 5, 1))),
        ]

        for act in acts:
            seen |= {step.id: columns(step) for step in steps(session, adoption)}
            act()
            session.expire_all()
            assert all(columns(step) == seen[step.id] for step in steps(session, adoption) if step.id in seen)

        assert [step.verb for step in steps(session, adoption)] == [
            "record",
            "advance",
            "confirm",
            "pause",
            "resume",
            "stop",
        ]


class TestStandingInTheStory:
    def test_a_corrected_report_becomes_the_forces_own(self, session):
        lead, force = a_lead()
        reported = f.AnAdoption(organisation=force, stage=Stage.LIVE, standing=Standing.REPORTED)
        step = steps(session, reported)[0].id

        services.correct(lead, reported.id, 1, step, said(Stage.PILOTING, reason="Only a pilot ran."))

        assert (reported.stage, reported.standing) == (Stage.PILOTING, Standing.CONFIRMED)
