"""A safety notice reaches every adopter, is acknowledged by each, and is lifted with a reason."""

import pytest
from sqlalchemy import func, select

from registry.core import clock
from registry.core.errors import Invalid, NotAllowed, NotFound, Withdrawn, WrongState
from registry.core.events import EventRow
from registry.replication import services
from registry.replication.models import SafetyNotice, SafetyReceipt
from registry.replication.queries.safety import known_notice, notice_page, notices_on, open_at, waiting_at
from registry.rules.lifecycles import Stage, ToolState
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Role, Standing, Visibility
from tests import factories as f
from tests.replication.said import a_lead

WORDS = "It sends calls to the wrong queue after midnight. Switch it off at night."


@pytest.fixture
def tool(session):
    return f.ATool(f.AForce())


@pytest.fixture
def owner(session, tool):
    return f.AnActor(Role.LEAD, session.get(f.Organisation, tool.owner_id))


def reached(session, notice):
    found = select(SafetyReceipt.organisation_id).where(SafetyReceipt.notice_id == notice.id)
    return set(session.scalars(found))


class TestIssue:
    def test_reaches_every_adopter_that_has_not_ended_on_whosever_word(self, session, tool, owner):
        wanted = [
            f.AnAdoption(tool),
            f.AnAdoption(tool, stage=Stage.PAUSED, paused_from=Stage.LIVE),
            f.AnAdoption(tool, standing=Standing.REPORTED),
            f.AnAdoption(tool, visibility=Visibility.NAMED),
        ]
        f.AnAdoption(tool, stage=Stage.STOPPED), f.AnAdoption(tool, standing=Standing.DISPUTED), f.AnAdoption()

        notice = services.issue_notice(owner, tool.slug, WORDS, Visibility.POLICING)

        assert reached(session, notice) == {row.organisation_id for row in wanted}

    def test_its_event_holds_no_words(self, session, tool, owner):
        services.issue_notice(owner, tool.slug, WORDS, Visibility.POLICING)

        event = session.scalars(select(EventRow).where(EventRow.kind == "safety-notice-issued")).one()
        assert "midnight" not in str(event.data)

    @pytest.mark.parametrize(
        ("words", "visibility", "field"),
        [
            (" ", Visibility.POLICING, "words"),
            ("OFFICIAL-SENSITIVE: " + WORDS, Visibility.POLICING, "words"),
            ("x" * 4_001, Visibility.POLICING, "words"),
            (WORDS, None, "visibility"),
            (WORDS, Visibility.NAMED, "visibility"),
        ],
    )
    def test_says_what_is_wrong_beside_the_field(self, session, tool, owner, words, visibility, field):
        with pytest.raises(Invalid) as refusal:
            services.issue_notice(owner, tool.slug, words, visibility)

        assert set(refusal.value.fields) == {field}
        assert session.scalar(select(func.count()).select_from(SafetyNotice)) == 0

    @pytest.mark.parametrize("role", [Role.LEAD, Role.ASSURER])
    def test_is_the_owners_leads_and_assurers_and_the_registrars(self, session, tool, role):
        force = session.get(f.Organisation, tool.owner_id)

        for actor in (f.AnActor(role, force), f.AnActor(Role.REGISTRAR)):
            assert services.issue_notice(actor, tool.slug, WORDS, Visibility.POLICING)
        for actor in (f.AnActor(role), f.AnActor(Role.CONTRIBUTOR, force)):
            with pytest.raises(NotAllowed):
                services.issue_notice(actor, tool.slug, WORDS, Visibility.POLICING)

    def test_of_a_draft_is_refused(self, session, owner):
        draft = f.ATool(session.get(f.Organisation, next(iter(owner.organisations))), state=ToolState.DRAFT)

        with pytest.raises((WrongState, NotFound)):
            services.issue_notice(owner, draft.slug, WORDS, Visibility.POLICING)


class TestReach:
    def test_a_new_adopter_learns_of_what_holds_once(self, session, tool, owner):
        notice = services.issue_notice(owner, tool.slug, WORDS, Visibility.POLICING)
        old = services.issue_notice(owner, tool.slug, WORDS, Visibility.POLICING)
        services.lift_notice(owner, old.id, "Mended.")
        adoption = f.AnAdoption(tool)

        first = services.reach_adopter(tool.id, adoption.organisation_id)
        second = services.reach_adopter(tool.id, adoption.organisation_id)

        assert ([row.notice_id for row in first], second) == ([notice.id], [])

    def test_whoever_has_ended_is_not_reached(self, session, tool, owner):
        services.issue_notice(owner, tool.slug, WORDS, Visibility.POLICING)

        assert services.reach_adopter(tool.id, f.AnAdoption(tool, stage=Stage.STOPPED).organisation_id) == []


class TestAcknowledge:
    def test_is_recorded_for_the_force_once(self, session, tool, owner):
        lead, force = a_lead()
        f.AnAdoption(tool, force)
        notice = services.issue_notice(owner, tool.slug, WORDS, Visibility.POLICING)

        first = services.acknowledge_notice(lead, notice.id, force.slug).acknowledged_at
        again = services.acknowledge_notice(lead, notice.id, force.slug).acknowledged_at

        assert first == again
        told = session.scalars(select(EventRow).where(EventRow.kind == "safety-notice-acknowledged")).all()
        assert [row.organisation_id for row in told] == [force.id]

    def test_is_the_leads_of_that_force_alone(self, session, tool, owner):
        _lead, force = a_lead()
        f.AnAdoption(tool, force)
        notice = services.issue_notice(owner, tool.slug, WORDS, Visibility.POLICING)

        for actor in (f.AnActor(Role.LEAD), f.AnActor(Role.READER, force), owner):
            with pytest.raises(NotAllowed):
                services.acknowledge_notice(actor, notice.id, force.slug)

    def test_of_a_force_that_it_did_not_reach_is_of_nothing(self, session, tool, owner):
        lead, force = a_lead()
        notice = services.issue_notice(owner, tool.slug, WORDS, Visibility.POLICING)

        with pytest.raises(NotFound):
            services.acknowledge_notice(lead, notice.id, force.slug)

    def test_waits_in_the_leads_work_until_then(self, session, tool, owner):
        lead, force = a_lead()
        f.AnAdoption(tool, force)
        notice = services.issue_notice(owner, tool.slug, WORDS, Visibility.POLICING)
        before = len(waiting_at(frozenset({force.id})))

        services.acknowledge_notice(lead, notice.id, force.slug)

        assert (before, len(waiting_at(frozenset({force.id})))) == (1, 0)


class TestLift:
    def test_needs_a_reason_and_is_once(self, session, tool, owner):
        notice = services.issue_notice(owner, tool.slug, WORDS, Visibility.POLICING)
        with pytest.raises(Invalid):
            services.lift_notice(owner, notice.id, " ")

        services.lift_notice(owner, notice.id, "Version 3 mends it.")

        assert open_at(owner, tool.id) == []
        with pytest.raises(WrongState):
            services.lift_notice(owner, notice.id, "Again.")

    def test_is_not_an_adopters(self, session, tool, owner):
        lead, force = a_lead()
        f.AnAdoption(tool, force)
        notice = services.issue_notice(owner, tool.slug, WORDS, Visibility.POLICING)

        with pytest.raises(NotAllowed):
            services.lift_notice(lead, notice.id, "We do not like it.")


class TestReading:
    def test_a_policing_notice_shows_to_no_visitor(self, session, tool, owner):
        notice = services.issue_notice(owner, tool.slug, WORDS, Visibility.POLICING)

        with pytest.raises(NotFound):
            known_notice(ANONYMOUS, notice.id)
        assert notices_on(ANONYMOUS, tool.slug).notices == []
        assert [row.id for row in open_at(f.AnActor(Role.READER), tool.id)] == [notice.id]

    def test_a_public_one_does_and_who_acknowledged_does_not(self, session, tool, owner):
        f.AnAdoption(tool)
        notice = services.issue_notice(owner, tool.slug, WORDS, Visibility.PUBLIC)

        page = notice_page(ANONYMOUS, notice.id)

        assert (page.receipts, page.own, page.may_lift) == (None, [], False)

    def test_the_owner_sees_who_has_and_has_not_and_no_sign_of_an_adoption_that_is_not_shared(
        self, session, tool, owner
    ):
        lead, force = a_lead()
        f.AnAdoption(tool, force)
        waiting, hidden = f.AnAdoption(tool), f.AnAdoption(tool, visibility=Visibility.NAMED)
        notice = services.issue_notice(owner, tool.slug, WORDS, Visibility.POLICING)
        services.acknowledge_notice(lead, notice.id, force.slug)

        page = notice_page(owner, notice.id)

        assert [(row.organisation_id, row.acknowledged_at is not None) for row in page.receipts] == [
            (waiting.organisation_id, False),
            (force.id, True),
        ]
        assert page.waiting == 1
        assert hidden.organisation_id not in {row.organisation_id for row in page.receipts}

    def test_of_a_record_withdrawn_from_view_is_for_its_adopters_and_keepers(self, session, tool, owner):
        lead, force = a_lead()
        f.AnAdoption(tool, force)
        notice = services.issue_notice(owner, tool.slug, WORDS, Visibility.PUBLIC)
        tool.suspended_at, tool.suspension_reason = clock.now(), "For the test"
        f.save(tool)

        assert known_notice(lead, notice.id).id == known_notice(owner, notice.id).id == notice.id
        for actor in (ANONYMOUS, f.AnActor(Role.LEAD)):
            with pytest.raises(Withdrawn):
                known_notice(actor, notice.id)

    def test_takes_no_more_statements_for_more_adopters(self, session, tool, owner, count_statements):
        f.AnAdoption(tool)
        few = services.issue_notice(owner, tool.slug, WORDS, Visibility.POLICING)
        with count_statements() as seen:
            notice_page(owner, few.id)
        number = len(seen)
        for _number in range(5):
            f.AnAdoption(tool)
        many = services.issue_notice(owner, tool.slug, WORDS, Visibility.POLICING)

        with count_statements() as seen:
            notice_page(owner, many.id)

        assert len(seen) == number <= 6


class TestPages:
    def test_issued_shown_acknowledged_and_lifted(self, web, session, tool, owner):
        lead, force = a_lead()
        f.AnAdoption(tool, force)
        web.sign_in(owner.id)
        bad = web.post(f"/tools/{tool.slug}/safety-notices/issue", {"words": ""})
        good = web.post(f"/tools/{tool.slug}/safety-notices/issue", {"words": WORDS, "visibility": "policing"})
        path = good.headers["Location"]
        assert (bad.status_code, good.status_code) == (422, 302)
        assert "0 of 1 have acknowledged it" in web.get(path).text

        web.sign_in(lead.id)
        assert "Safety notice." in web.get(f"/tools/{tool.slug}").text
        assert "Safety notice." in web.get(f"/tools/{tool.slug}/adoption").text
        assert path in web.get("/my-work").text
        web.post(f"{path}/acknowledge/{force.slug}")
        assert "acknowledged" in web.get(path).text

        web.sign_in(owner.id)
        assert "1 of 1 have acknowledged it" in web.get(path).text
        web.post(f"{path}/lift", {"because": "Version 3 mends it."})
        assert "Version 3 mends it." in web.get(path).text
        assert "Safety notice." not in web.get(f"/tools/{tool.slug}").text

    def test_a_visitor_sees_no_banner_of_a_policing_notice(self, web, session, tool, owner):
        services.issue_notice(owner, tool.slug, WORDS, Visibility.POLICING)

        assert "midnight" not in web.get(f"/tools/{tool.slug}").text
        assert "midnight" not in web.get(f"/tools/{tool.slug}/safety-notices").text
