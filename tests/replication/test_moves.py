from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from registry.core import clock
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from registry.core.events import EventRow
from registry.replication import services
from registry.replication.models import Adoption, StageEvent
from registry.rules.lifecycles import ADOPTION, EXITS, PATH, Stage, may_advance
from registry.rules.words import Precision, Role, Standing, Visibility
from tests import factories as f
from tests.replication.said import PROOF, a_lead, barriers, fresh, said


def events(session, kind: str) -> list[EventRow]:
    return list(session.scalars(select(EventRow).where(EventRow.kind == kind)))


class TestRecord:
    @pytest.mark.parametrize("stage", PATH)
    def test_enters_at_any_stage_with_that_stages_proof_alone(self, session, stage):
        lead, force = a_lead()

        adoption = services.record(lead, f.ATool().id, force.id, said(stage))

        assert (adoption.stage, adoption.standing, adoption.revision) == (stage, Standing.CONFIRMED, 1)

    def test_holds_for_180_days(self, session):
        lead, force = a_lead()

        adoption = services.record(lead, f.ATool().id, force.id, said(Stage.INTERESTED))

        assert adoption.expires_on == clock.today() + timedelta(days=180)

    def test_a_year_is_enough_for_a_date(self, session):
        lead, force = a_lead()
        past = said(Stage.LIVE, date(2019, 1, 1), precision=Precision.YEAR)

        adoption = services.record(lead, f.ATool().id, force.id, past)

        assert (adoption.since, adoption.since_precision) == (date(2019, 1, 1), Precision.YEAR)

    @pytest.mark.parametrize("stage", [stage for stage in PATH if PROOF[stage]])
    def test_names_every_proof_that_is_missing(self, session, stage):
        lead, force = a_lead()

        with pytest.raises(Invalid) as refusal:
            services.record(lead, f.ATool().id, force.id, said(stage, proof={}))

        assert set(refusal.value.fields) == set(PROOF[stage])

    def test_is_kept_without_proof_where_it_has_already_happened(self, session):
        lead, force = a_lead()
        past = said(Stage.LIVE, proof={}, already_happened=True, reason="In use since before the register.")

        assert services.record(lead, f.ATool().id, force.id, past).stage is Stage.LIVE

    def test_asks_why_when_it_has_already_happened(self, session):
        lead, force = a_lead()

        with pytest.raises(Invalid) as refusal:
            services.record(lead, f.ATool().id, force.id, said(Stage.LIVE, proof={}, already_happened=True))

        assert set(refusal.value.fields) == {"reason"}

    @pytest.mark.parametrize("stage", EXITS)
    def test_an_end_needs_a_barrier_and_a_reason(self, session, stage):
        lead, force = a_lead()

        with pytest.raises(Invalid) as refusal:
            services.record(lead, f.ATool().id, force.id, said(stage, barriers=(), reason=""))

        assert {"barriers", "reason"} <= set(refusal.value.fields)

    def test_a_date_to_come_is_refused(self, session):
        lead, force = a_lead()

        with pytest.raises(Invalid) as refusal:
            services.record(lead, f.ATool().id, force.id, said(Stage.INTERESTED, clock.today() + timedelta(days=1)))

        assert "happened_on" in refusal.value.fields

    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.LEAD])
    def test_only_the_adopters_lead_may(self, session, role):
        force, tool = f.AForce(), f.ATool()

        with pytest.raises(NotAllowed):
            services.record(f.AnActor(role, force), tool.id, force.id, said(Stage.INTERESTED))

    def test_the_owners_attempt_is_refused_and_audited(self, session):
        owner, adopter = f.AForce(), f.AForce()
        tool = f.ATool(owner)
        lead = f.AnActor(Role.LEAD, owner)

        with pytest.raises(NotAllowed):
            services.record(lead, tool.id, adopter.id, said(Stage.LIVE))

        (row,) = events(session, "refused")
        assert (row.actor_id, row.data["permission"]) == (lead.id, "adoption:record")
        assert session.scalars(select(Adoption)).all() == []

    def test_a_hidden_tool_is_not_there(self, session):
        lead, force = a_lead()
        tool = f.ATool(visibility=Visibility.NAMED)

        with pytest.raises(NotFound):
            services.record(lead, tool.id, force.id, said(Stage.INTERESTED))

    def test_a_second_record_is_refused(self, session):
        lead, force = a_lead()
        tool = f.ATool()
        services.record(lead, tool.id, force.id, said(Stage.INTERESTED))

        with pytest.raises(Conflict, match="already recorded"):
            services.record(lead, tool.id, force.id, said(Stage.LIVE))

    def test_takes_over_what_a_source_reports_and_keeps_its_words(self, session):
        lead, force = a_lead()
        reported = f.AnAdoption(organisation=force, stage=Stage.PILOTING, standing=Standing.REPORTED)

        taken = services.record(lead, reported.tool_id, force.id, said(Stage.LIVE))

        steps = session.scalars(select(StageEvent).where(StageEvent.adoption_id == taken.id).order_by(StageEvent.id))
        assert taken.id == reported.id
        assert [(step.stage, step.standing, step.source) for step in steps] == [
            (Stage.PILOTING, Standing.REPORTED, "A published source"),
            (Stage.LIVE, Standing.CONFIRMED, None),
        ]

    def test_of_an_example_force_is_an_example(self, session):
        force = f.AForce(synthetic=True)

        adoption = services.record(f.AnActor(Role.LEAD, force), f.ATool().id, force.id, said(Stage.INTERESTED))

        assert adoption.synthetic


ALL_STAGES = [stage for stage in Stage if stage is not Stage.STAGE_NOT_STATED]


class TestLifecycle:
    @pytest.mark.parametrize("verb", ["decline", "pause", "stop", "supersede", "resume", "reopen"])
    @pytest.mark.parametrize("source", ALL_STAGES)
    def test_each_verb_starts_where_the_table_says(self, session, verb, source):
        barriers()
        lead, force = a_lead()
        other = f.ATool()
        adoption = f.AnAdoption(
            organisation=force, stage=source, paused_from=Stage.PILOTING if source is Stage.PAUSED else None
        )
        target = Stage.INTERESTED if verb == "reopen" else None
        words = replace(said(target, clock.today()), replaced_by=other.name, proof=PROOF[Stage.PILOTING])
        act = getattr(services, verb)

        if source in ADOPTION.moves[verb][0]:
            moved = act(lead, adoption.id, 1, words)
            expected = {"resume": Stage.PILOTING, "reopen": Stage.INTERESTED}.get(verb, ADOPTION.moves[verb][1])
            assert moved.stage is expected
        else:
            with pytest.raises(WrongState):
                act(lead, adoption.id, 1, words)

    @pytest.mark.parametrize("target", PATH)
    @pytest.mark.parametrize("source", PATH)
    def test_advance_goes_forward_and_may_skip(self, session, source, target):
        lead, force = a_lead()
        adoption = f.AnAdoption(organisation=force, stage=source)

        if may_advance(source, target):
            assert services.advance(lead, adoption.id, 1, said(target, clock.today())).stage is target
        else:
            with pytest.raises(WrongState):
                services.advance(lead, adoption.id, 1, said(target, clock.today()))

    @pytest.mark.parametrize(
        "verb", ["advance", "decline", "pause", "stop", "supersede", "reopen", "confirm", "dispute", "resume"]
    )
    def test_no_verb_is_open_to_the_owner(self, session, verb):
        owner = f.AForce()
        adoption = f.AnAdoption(f.ATool(owner), stage=Stage.LIVE)
        words = () if verb == "confirm" else (said(Stage.LIVE),)

        with pytest.raises(NotAllowed):
            getattr(services, verb)(f.AnActor(Role.LEAD, owner), adoption.id, 1, *words)

    def test_an_adoption_that_one_may_not_know_of_is_not_there(self, session):
        adoption = f.AnAdoption(visibility=Visibility.NAMED)

        with pytest.raises(NotFound):
            services.advance(f.AnActor(Role.LEAD), adoption.id, 1, said(Stage.BUSINESS_AS_USUAL))

    def test_a_form_sent_twice_is_refused_with_what_changed(self, session):
        lead, force = a_lead()
        adoption = f.AnAdoption(organisation=force, stage=Stage.PILOTING)
        services.advance(lead, adoption.id, 1, said(Stage.LIVE, clock.today()))

        with pytest.raises(Conflict) as refusal:
            services.advance(lead, adoption.id, 1, said(Stage.LIVE, clock.today()))

        assert ("Stage now", "Live", "an earlier state") in refusal.value.changes

    def test_a_date_before_the_step_before_is_refused(self, session):
        lead, force = a_lead()
        tool = f.ATool()
        adoption = services.record(lead, tool.id, force.id, said(Stage.PILOTING, date(2026, 5, 4)))

        with pytest.raises(Invalid) as refusal:
            services.advance(lead, adoption.id, 1, said(Stage.LIVE, date(2026, 4, 14)))

        assert "4 May 2026" in refusal.value.fields["happened_on"]

    def test_superseding_names_the_other_tool(self, session):
        barriers()
        lead, force = a_lead()
        adoption = f.AnAdoption(organisation=force)

        with pytest.raises(Invalid) as refusal:
            services.supersede(lead, adoption.id, 1, said(None, clock.today(), replaced_by="No such tool"))

        assert "replaced_by" in refusal.value.fields

    def test_a_new_episode_stands_beside_the_old_one(self, session):
        lead, force = a_lead()
        old = f.AnAdoption(organisation=force, stage=Stage.STOPPED)

        new = services.reopen(lead, old.id, 1, said(Stage.PILOTING, clock.today()))

        assert (new.episode, new.is_current) == (2, True)
        assert (fresh(old).stage, fresh(old).is_current) == (Stage.STOPPED, False)

    def test_an_end_never_expires(self, session):
        barriers()
        lead, force = a_lead()
        adoption = f.AnAdoption(organisation=force)

        assert services.stop(lead, adoption.id, 1, said(None, clock.today())).expires_on is None

    def test_each_move_is_an_event_without_words(self, session):
        lead, force = a_lead()

        services.record(lead, f.ATool().id, force.id, said(Stage.ASSESSING))

        (row,) = events(session, "adoption-moved")
        assert (row.organisation_id, row.data["verb"], row.data["stage"]) == (force.id, "record", "assessing")
        assert "Head of Contact" not in str(row.data)
