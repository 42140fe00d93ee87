"""An assurer signs what somebody else assessed, or sends it back; exemptions are approved by somebody else, and lapse."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.assurance import services
from registry.assurance.queries import due
from registry.assurance.queries.standing import standing
from registry.assurance.services import Answered, ExemptionDetails
from registry.core import clock
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotAllowed, WrongState
from registry.core.events import EventRow
from registry.rules.lifecycles import ExemptionState
from registry.rules.words import OrganisationKind, Role
from registry.standards.models import StandardVersion
from registry.standards.queries import standards_of
from tests import factories as f
from tests.assurance.stated import a_new_version, details, exempted, owned, sign, state_of, stated


class TestSigning:
    def test_is_shown(self, session):
        tool, lead, assurer, _owner = owned()
        stated(lead, assurer, tool, f.AStandard())

        [row] = standards_of(tool.id, {})

        assert (row.signed, row.sent_back) == (True, False)

    def test_is_for_an_assurer_of_the_owner(self, session):
        tool, lead, _assurer, _owner = owned()
        standard = f.AStandard()
        made = services.assess(lead, tool.slug, standard.code, details())

        for other in (lead, f.AnActor(Role.ASSURER), f.AnActor(Role.REGISTRAR)):
            with pytest.raises(NotAllowed):
                sign(other, tool, standard, made)

    def test_is_not_for_whoever_assessed_it(self, session):
        tool, _lead, assurer, _owner = owned()
        standard = f.AStandard()
        made = services.assess(assurer, tool.slug, standard.code, details())

        with pytest.raises(WrongState):
            sign(assurer, tool, standard, made)

    def test_of_an_adoption_is_for_the_adopters_assurer(self, session):
        tool, _lead, assurer, _owner = owned()
        adopter, standard = f.AForce(), f.AStandard(judged_on="adoption")
        f.AnAdoption(tool, adopter)
        made = services.assess(f.AnActor(Role.LEAD, adopter), tool.slug, standard.code, details(), adopter.slug)

        with pytest.raises(NotAllowed):
            sign(assurer, tool, standard, made, adopter.slug)
        assert sign(f.AnActor(Role.ASSURER, adopter), tool, standard, made, adopter.slug).signed

    def test_twice_is_refused(self, session):
        tool, lead, assurer, owner = owned()
        standard = f.AStandard()
        made = stated(lead, assurer, tool, standard)

        with pytest.raises(Conflict):
            sign(f.AnActor(Role.ASSURER, owner), tool, standard, made)

    def test_of_one_that_was_replaced_is_refused(self, session):
        tool, lead, assurer, _owner = owned()
        standard = f.AStandard()
        first = services.assess(lead, tool.slug, standard.code, details())
        services.assess(lead, tool.slug, standard.code, details("partial", replaces_id=first.id))

        with pytest.raises(Conflict):
            sign(assurer, tool, standard, first)

    @pytest.mark.parametrize(
        ("fields", "named"),
        [({"outcome": "perhaps"}, "outcome"), ({"role": ""}, "role"), ({"outcome": "sent-back"}, "note")],
    )
    def test_refuses_what_is_incomplete(self, session, fields, named):
        tool, lead, assurer, _owner = owned()
        standard = f.AStandard()
        made = services.assess(lead, tool.slug, standard.code, details())

        with pytest.raises(Invalid) as refusal:
            sign(assurer, tool, standard, made, **fields)

        assert set(refusal.value.fields) == {named}

    def test_what_was_sent_back_waits_for_the_lead(self, session):
        tool, lead, assurer, owner = owned()
        standard = f.AStandard()
        made = services.assess(lead, tool.slug, standard.code, details())
        assert [row.id for row in due.to_sign([owner.id], assurer.id)] == [made.id]

        sign(assurer, tool, standard, made, outcome="sent-back", note="The date is missing")

        assert due.to_sign([owner.id], assurer.id) == []
        assert [row.id for row in due.sent_back([owner.id])] == [made.id]

    def test_own_work_does_not_wait_for_oneself(self, session):
        tool, _lead, assurer, owner = owned()
        services.assess(assurer, tool.slug, f.AStandard().code, details())

        assert due.to_sign([owner.id], assurer.id) == []


class TestProof:
    def test_is_read_by_policing_alone_until_it_is_released(self, web, session):
        tool, lead, assurer, _owner = owned()
        standard = f.AStandard()
        made = services.assess(lead, tool.slug, standard.code, details(proof="The narrow paper"))
        path = f"/tools/{tool.slug}/standards"

        def shown() -> list[bool]:
            pages = (path, f"{path}/{standard.code}", f"/api/v1/tools/{tool.slug}")
            return ["The narrow paper" in web.get(page).text for page in pages]

        before = shown()
        sign(assurer, tool, standard, made, releases_proof=True)
        after = shown()
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

        assert (before, after, shown()) == ([False] * 3, [True] * 3, [True] * 3)

    def test_is_read_by_the_people_of_who_answers_for_it_outside_policing_too(self, web, session):
        owner = f.AForce(kind=OrganisationKind.ACADEMIC)
        tool, standard = f.ATool(owner), f.AStandard()
        words = {"answers": {"signed": Answered("met", "By the professor")}, "proof": "The narrow paper"}
        services.assess(f.AnActor(Role.LEAD, owner), tool.slug, standard.code, details(**words))
        pages = (f"/tools/{tool.slug}/standards", f"/tools/{tool.slug}/standards/{standard.code}")

        def shown(person):
            web.sign_in(person.id)
            return "".join(web.get(page).text for page in pages)

        own, other = shown(f.APerson((owner, Role.ASSURER))), shown(f.APerson((f.ASupplier(), Role.LEAD)))

        assert ("The narrow paper" in own, "By the professor" in own, "not released to you" in own) == (
            True,
            True,
            False,
        )
        assert ("The narrow paper" in other, "By the professor" in other) == (False, False)
        assert "Not stated, or not released to you" in other

    def test_an_empty_one_reads_as_not_stated_to_those_who_may_read_it(self, web, session):
        tool, lead, _assurer, owner = owned()
        standard = f.AStandard()
        bare = {"answers": {"signed": Answered("partial", "")}, "proof": ""}
        services.assess(lead, tool.slug, standard.code, details(**bare))
        web.sign_in(f.APerson((owner, Role.ASSURER)).id)

        page = web.get(f"/tools/{tool.slug}/standards/{standard.code}").text

        assert "Not stated" in page
        assert "not released to you" not in page

    def test_what_was_sent_back_releases_nothing(self, session):
        tool, lead, assurer, _owner = owned()
        standard = f.AStandard()
        made = services.assess(lead, tool.slug, standard.code, details())

        said = sign(assurer, tool, standard, made, outcome="sent-back", note="Not yet", releases_proof=True)

        assert not said.releases_proof


class TestExemptions:
    def test_let_a_requirement_be_exempt_and_are_shown_so(self, session):
        tool, lead, assurer, _owner = owned()
        standard, until = f.AStandard(), clock.today() + timedelta(days=30)
        exempted(lead, assurer, tool, standard, until)

        made = services.assess(lead, tool.slug, standard.code, details("exempt"))

        [line] = standing(lead, tool.slug, None, standard.code).lines
        assert (made.exempt_until, state_of(tool), line.state) == (until, "exempt", "exempt")

    def test_lapse_visibly_the_day_after(self, session, time_machine):
        tool, lead, assurer, owner = owned()
        standard, until = f.AStandard(), clock.today() + timedelta(days=30)
        exempted(lead, assurer, tool, standard, until)
        services.assess(lead, tool.slug, standard.code, details("exempt"))

        time_machine.move_to(clock.end_of(until), tick=False)

        [row] = standards_of(tool.id, {})
        [line] = standing(lead, tool.slug, None, standard.code).lines
        assert (row.state, row.failed, line.state) == ("lapsed", True, "lapsed")
        assert [found.code for found in due.expired([owner.id], clock.today())] == [standard.code]

    def test_are_not_approved_by_whoever_asked(self, session):
        tool, _lead, assurer, _owner = owned()
        wanted = ExemptionDetails("signed", "Later", clock.today() + timedelta(days=9))
        standard = f.AStandard()
        asked = services.ask_exemption(assurer, tool.slug, standard.code, wanted)

        with pytest.raises(WrongState):
            services.approve_exemption(assurer, tool.slug, standard.code, asked.id, "Risk owner")

    def test_are_left_to_the_registrar_where_the_standard_says_so(self, session):
        tool, lead, assurer, owner = owned()
        standard = f.AStandard()
        version = db.session.scalars(select(StandardVersion).filter_by(standard_id=standard.id)).one()
        version.exempted_by = "registrar"
        f.save(version)
        wanted = ExemptionDetails("signed", "Later", clock.today() + timedelta(days=9))
        asked = services.ask_exemption(lead, tool.slug, standard.code, wanted)

        assert [row.id for row in due.to_exempt((), None, registrar=True)] == [asked.id]
        assert due.to_exempt([owner.id], assurer.id) == []
        with pytest.raises(NotAllowed):
            services.approve_exemption(assurer, tool.slug, standard.code, asked.id, "Risk owner")
        done = services.approve_exemption(f.AnActor(Role.REGISTRAR), tool.slug, standard.code, asked.id, "Registrar")
        assert done.state is ExemptionState.APPROVED

    def test_are_decided_once(self, session):
        tool, lead, assurer, _owner = owned()
        standard = f.AStandard()
        done = exempted(lead, assurer, tool, standard, clock.today() + timedelta(days=9))

        with pytest.raises(WrongState):
            services.refuse_exemption(assurer, tool.slug, standard.code, done.id, "Risk owner", "No")

    def test_are_asked_for_once_at_a_time(self, session):
        tool, lead, _assurer, _owner = owned()
        wanted = ExemptionDetails("signed", "Later", clock.today() + timedelta(days=9))
        standard = f.AStandard()
        services.ask_exemption(lead, tool.slug, standard.code, wanted)

        with pytest.raises(Conflict):
            services.ask_exemption(lead, tool.slug, standard.code, wanted)

    @pytest.mark.parametrize(
        ("fields", "named"),
        [
            ({"requirement": "nonsense"}, "requirement"),
            ({"reason": ""}, "reason"),
            ({"days": 0}, "expires_on"),
            ({"days": 800}, "expires_on"),
        ],
    )
    def test_refuse_what_is_incomplete(self, session, fields, named):
        tool, lead, _assurer, _owner = owned()
        until = clock.today() + timedelta(days=fields.get("days", 9))
        wanted = ExemptionDetails(fields.get("requirement", "signed"), fields.get("reason", "Later"), until)

        with pytest.raises(Invalid) as refusal:
            services.ask_exemption(lead, tool.slug, f.AStandard().code, wanted)

        assert set(refusal.value.fields) == {named}

    def test_a_refusal_says_why(self, session):
        tool, lead, assurer, _owner = owned()
        standard = f.AStandard()
        wanted = ExemptionDetails("signed", "Later", clock.today() + timedelta(days=9))
        asked = services.ask_exemption(lead, tool.slug, standard.code, wanted)

        with pytest.raises(Invalid):
            services.refuse_exemption(assurer, tool.slug, standard.code, asked.id, "Risk owner", "")
        services.refuse_exemption(assurer, tool.slug, standard.code, asked.id, "Risk owner", "It can be met now")

        assert asked.state is ExemptionState.REFUSED

    def test_are_on_the_trail_without_their_reasons(self, session):
        tool, lead, assurer, _owner = owned()
        exempted(lead, assurer, tool, f.AStandard(), clock.today() + timedelta(days=9))

        events = db.session.scalars(select(EventRow).where(EventRow.kind.startswith("exemption-"))).all()
        assert [event.kind for event in events] == ["exemption-asked", "exemption-approved"]
        assert "spring" not in str([event.data for event in events])


class TestDue:
    def test_a_new_version_waits_for_owner_and_adopter_alike(self, session):
        tool, lead, _assurer, owner = owned()
        adopter = f.AForce()
        f.AnAdoption(tool, adopter)
        ours, theirs = f.AStandard(), f.AStandard(judged_on="adoption")
        services.assess(lead, tool.slug, ours.code, details())
        services.assess(f.AnActor(Role.LEAD, adopter), tool.slug, theirs.code, details(), adopter.slug)
        for standard in (ours, theirs):
            a_new_version(standard, "Somebody signed it.")

        assert [row.code for row in due.rechecks([owner.id])] == [ours.code]
        assert [(row.code, row.organisation_slug) for row in due.rechecks([adopter.id])] == [
            (theirs.code, adopter.slug)
        ]
