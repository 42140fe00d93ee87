"""Where a tool, or one adoption of it, stands with each standard: what applies, who states it, requirement by requirement."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from registry.assurance import services
from registry.assurance.queries.standing import standing
from registry.assurance.services import Answered
from registry.core import clock
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound
from registry.core.events import EventRow
from registry.rules.assessing import months_after, weakest
from registry.rules.words import Compliance, Role, Visibility
from registry.standards import queries
from registry.standards.models import Assessment, Requirement
from tests import factories as f
from tests.assurance.stated import a_new_version, details, owned, state_of

AI = {"techniques": ["machine-learning"]}
C = Compliance


def with_two(standard):
    """A second requirement beside the first."""
    version = queries.standard(standard.code).versions[-1]
    f.save(Requirement(version_id=version.id, code="audited", text="Somebody audited it.", position=2))
    db.session.expire_all()
    return standard


class TestWhatApplies:
    def test_follows_from_the_answers(self, session):
        always, ai = f.AStandard(), f.AStandard("ai")
        tool = f.ATool()

        with_ai = [row.standard.id for row in queries.standards_of(tool.id, AI)]
        without = [row.standard.id for row in queries.standards_of(tool.id, {"techniques": ["none"]})]

        assert (with_ai, without) == ([always.id, ai.id], [always.id])

    def test_says_why(self, session):
        f.AStandard("ai", "always")

        [row] = queries.standards_of(f.ATool().id, AI)

        assert row.reasons == ("It uses AI", "Every tool")

    def test_an_adoption_is_held_against_what_each_force_shows_alone(self, session):
        f.AStandard()
        local = f.AStandard(judged_on="adoption")
        adoption = f.AnAdoption()

        rows = queries.standards_of(adoption.tool_id, {}, adoption_id=adoption.id)

        assert [row.standard.id for row in rows] == [local.id]

    def test_takes_two_statements_however_many_there_are(self, session, count_statements):
        tool, lead, _assurer, _owner = owned()
        for standard in [f.AStandard() for _ in range(4)]:
            services.assess(lead, tool.slug, standard.code, details())
        tool_id = tool.id
        db.session.expire_all()

        with count_statements() as seen:
            rows = queries.standards_of(tool_id, {})
            assert {(row.state, row.signed) for row in rows} == {("met", False)}
            assert not any(row.needs_recheck for row in rows)

        assert len(seen) == 2


class TestTheRule:
    @pytest.mark.parametrize(
        ("answers", "state"),
        [
            ([C.MET, C.MET], C.MET),
            ([C.MET, C.NOT_APPLICABLE], C.MET),
            ([C.MET, C.EXEMPT], C.EXEMPT),
            ([C.EXEMPT, C.PARTIAL, C.MET], C.PARTIAL),
            ([C.PARTIAL, C.NOT_MET, C.MET], C.NOT_MET),
            ([C.NOT_APPLICABLE, C.NOT_APPLICABLE], C.NOT_APPLICABLE),
        ],
    )
    def test_the_weakest_requirement_decides(self, answers, state):
        assert weakest(answers) is state

    @pytest.mark.parametrize(
        ("day", "months", "then"),
        [
            (date(2026, 1, 31), 1, date(2026, 2, 28)),
            (date(2024, 2, 29), 12, date(2025, 2, 28)),
            (date(2026, 3, 29), 12, date(2027, 3, 29)),
            (date(2025, 12, 15), 36, date(2028, 12, 15)),
        ],
    )
    def test_a_cycle_ends_on_the_same_day_of_its_month(self, day, months, then):
        assert months_after(day, months) == then


class TestAssessing:
    @pytest.mark.parametrize("compliance", [C.MET, C.PARTIAL, C.NOT_MET, C.NOT_APPLICABLE])
    def test_states_each_compliance(self, session, compliance):
        tool, lead, _assurer, _owner = owned()
        standard = f.AStandard()

        services.assess(lead, tool.slug, standard.code, details(compliance.value))

        assert state_of(tool) == compliance.value

    def test_makes_the_state_of_its_answers_and_keeps_them(self, session):
        tool, lead, _assurer, _owner = owned()
        standard = with_two(f.AStandard())

        services.assess(
            lead,
            tool.slug,
            standard.code,
            details(answers={"signed": Answered("met"), "audited": Answered("partial", "One of two rooms")}),
        )

        page = standing(lead, tool.slug, None, standard.code)
        assert page.state.state == "partial"
        assert [(line.state, line.answer.proof) for line in page.lines] == [
            ("met", None),
            ("partial", "One of two rooms"),
        ]

    @pytest.mark.parametrize(
        ("fields", "named"),
        [
            ({"answers": {}}, "answer_signed"),
            ({"answers": {"signed": Answered("splendid")}}, "answer_signed"),
            ({"answers": {"signed": Answered("exempt")}}, "answer_signed"),
            ({"answers": {"signed": Answered("not-applicable")}}, "note_signed"),
            ({"answers": {"signed": Answered("met", "x" * 2_001)}}, "note_signed"),
            ({"proof": ""}, "proof"),
            ({"proof_url": "javascript:alert(1)"}, "proof_url"),
            ({"assessor_role": ""}, "assessor_role"),
            ({"happened_on": None}, "happened_on"),
            ({"happened_on": date(2999, 1, 1)}, "happened_on"),
            ({"expires_on": date(2000, 1, 1)}, "expires_on"),
        ],
    )
    def test_refuses_what_is_incomplete_and_keeps_nothing(self, session, fields, named):
        tool, lead, _assurer, _owner = owned()
        standard = f.AStandard()

        with pytest.raises(Invalid) as refusal:
            services.assess(lead, tool.slug, standard.code, details(**fields))

        assert set(refusal.value.fields) == {named}
        assert db.session.scalars(select(Assessment)).all() == []

    @pytest.mark.parametrize("role", [Role.READER, Role.REVIEWER])
    def test_is_for_those_who_write_or_assure(self, session, role):
        tool, _lead, _assurer, owner = owned()
        standard = f.AStandard()

        with pytest.raises(NotAllowed):
            services.assess(f.AnActor(role, owner), tool.slug, standard.code, details())

    def test_is_not_for_another_force(self, session):
        tool, *_ = owned()

        with pytest.raises(NotAllowed):
            services.assess(f.AnActor(Role.LEAD), tool.slug, f.AStandard().code, details())

    def test_is_not_known_of_a_hidden_record(self, session):
        tool = f.ATool(visibility=Visibility.NAMED)

        with pytest.raises(NotFound):
            services.assess(f.AnActor(Role.LEAD), tool.slug, f.AStandard().code, details())

    def test_a_correction_is_a_new_row_that_names_the_old(self, session):
        tool, lead, _assurer, _owner = owned()
        standard = f.AStandard()
        first = services.assess(lead, tool.slug, standard.code, details())

        second = services.assess(lead, tool.slug, standard.code, details("partial", replaces_id=first.id))

        rows = db.session.execute(
            select(Assessment.compliance, Assessment.replaced_by_id).order_by(Assessment.id)
        ).all()
        assert [tuple(row) for row in rows] == [(C.MET, second.id), (C.PARTIAL, None)]
        assert state_of(tool) == "partial"

    def test_over_a_newer_one_is_refused(self, session):
        tool, lead, _assurer, _owner = owned()
        standard = f.AStandard()
        services.assess(lead, tool.slug, standard.code, details())

        with pytest.raises(Conflict):
            services.assess(lead, tool.slug, standard.code, details("not-met"))

    def test_is_on_the_trail_without_its_proof(self, session):
        tool, lead, _assurer, _owner = owned()

        services.assess(lead, tool.slug, f.AStandard().code, details())

        [event] = db.session.scalars(select(EventRow).where(EventRow.kind == "standard-assessed"))
        assert (event.data["compliance"], "Signed" in str(event.data)) == ("met", False)


class TestAdoptions:
    def place(self, visibility=Visibility.PUBLIC):
        adopter = f.AForce()
        adoption = f.AnAdoption(organisation=adopter, visibility=visibility)
        tool = db.session.get(type(f.ATool()), adoption.tool_id)
        return tool, adopter, adoption, f.AStandard(judged_on="adoption")

    def test_are_stated_by_the_adopters_people(self, session):
        tool, adopter, adoption, standard = self.place()

        made = services.assess(f.AnActor(Role.LEAD, adopter), tool.slug, standard.code, details(), adopter.slug)

        assert (made.adoption_id, state_of(tool, adoption)) == (adoption.id, "met")

    def test_say_nothing_of_the_tool(self, session):
        tool, adopter, _adoption, standard = self.place()
        services.assess(f.AnActor(Role.LEAD, adopter), tool.slug, standard.code, details(), adopter.slug)

        assert state_of(tool) is None

    def test_are_not_stated_by_the_owner(self, session):
        tool, adopter, _adoption, standard = self.place()
        owner = f.AnActor(Role.LEAD, db.session.get(type(adopter), tool.owner_id))

        with pytest.raises(NotAllowed):
            services.assess(owner, tool.slug, standard.code, details(), adopter.slug)

    def test_a_local_standard_is_not_stated_of_the_tool(self, session):
        tool, lead, _assurer, _owner = owned()

        with pytest.raises(Invalid):
            services.assess(lead, tool.slug, f.AStandard(judged_on="adoption").code, details())

    def test_are_hidden_where_the_adoption_is(self, web, session):
        tool, adopter, _adoption, standard = self.place(Visibility.NAMED)
        services.assess(f.AnActor(Role.LEAD, adopter), tool.slug, standard.code, details(), adopter.slug)
        path = f"/tools/{tool.slug}/at/{adopter.slug}/standards"

        visitor = [web.get(path).status_code, web.get(f"{path}/{standard.code}").status_code]
        own = web.sign_in(f.APerson((adopter, Role.READER)).id).get(path)

        assert (visitor, own.status_code) == ([404, 404], 200)


class TestNewVersions:
    def test_ask_for_a_re_check_and_fail_nothing(self, session):
        tool, lead, _assurer, _owner = owned()
        standard = f.AStandard()
        services.assess(lead, tool.slug, standard.code, details())
        a_new_version(standard, "Somebody signed it.", "Somebody else looked at it.")

        [row] = queries.standards_of(tool.id, {})

        assert (row.needs_recheck, row.state, row.failed) == (True, "met", False)

    def test_keep_the_answers_to_what_did_not_change(self, session):
        tool, lead, _assurer, _owner = owned()
        standard = f.AStandard()
        services.assess(lead, tool.slug, standard.code, details("partial"))
        a_new_version(standard, "Somebody signed it.", "Somebody else looked at it.")

        page = standing(lead, tool.slug, None, standard.code)

        assert [(line.unchanged, line.state) for line in page.lines] == [(True, "partial"), (False, None)]

    def test_ask_again_where_the_words_changed_under_the_same_code(self, session):
        tool, lead, _assurer, _owner = owned()
        standard = f.AStandard()
        services.assess(lead, tool.slug, standard.code, details())
        version = a_new_version(standard)
        f.save(Requirement(version_id=version.id, code="signed", text="A chief officer signed it.", position=1))
        db.session.expire_all()

        [line] = standing(lead, tool.slug, None, standard.code).lines

        assert (line.unchanged, line.answer) == (False, None)

    def test_a_form_that_was_begun_before_is_refused(self, session):
        tool, lead, _assurer, _owner = owned()
        standard = f.AStandard()
        read = queries.standard(standard.code).versions[-1].id
        a_new_version(standard, "Somebody signed it.")

        with pytest.raises(Conflict):
            services.assess(lead, tool.slug, standard.code, details(version_id=read))


class TestRunningOut:
    def test_follows_the_cycle_of_the_standard(self, session):
        tool, lead, _assurer, _owner = owned()
        standard = f.AStandard(renewal_months=12)
        day = clock.today() - timedelta(days=30)

        made = services.assess(lead, tool.slug, standard.code, details(happened_on=day))

        assert made.expires_on == months_after(day, 12)

    def test_is_never_later_than_the_cycle(self, session):
        tool, lead, _assurer, _owner = owned()
        standard = f.AStandard(renewal_months=12)

        late = months_after(clock.today(), 12) + timedelta(days=1)

        with pytest.raises(Invalid) as refusal:
            services.assess(lead, tool.slug, standard.code, details(expires_on=late))

        assert set(refusal.value.fields) == {"expires_on"}

    @pytest.mark.parametrize(
        ("last", "before", "after"),
        [
            # Clocks go forward on 29 March 2026: London midnight is midnight in UTC before, 23:00 after
            ("2026-03-28", "2026-03-28T23:59:59Z", "2026-03-29T00:00:00Z"),
            ("2026-03-29", "2026-03-29T22:59:59Z", "2026-03-29T23:00:00Z"),
            # And back on 25 October 2026
            ("2026-10-24", "2026-10-24T22:59:59Z", "2026-10-24T23:00:00Z"),
            ("2026-10-25", "2026-10-25T23:59:59Z", "2026-10-26T00:00:00Z"),
        ],
    )
    def test_happens_at_midnight_in_london_across_the_clock_changes(self, session, time_machine, last, before, after):
        time_machine.move_to("2026-03-01T12:00:00Z", tick=False)
        tool, lead, _assurer, _owner = owned()
        services.assess(lead, tool.slug, f.AStandard().code, details(expires_on=date.fromisoformat(last)))
        read = []
        for moment in (before, after):
            time_machine.move_to(moment, tick=False)
            read.append(state_of(tool))

        assert read == ["met", "expired"]
