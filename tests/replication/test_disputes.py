"""A report that its force disputes is settled by the registrar, with a reason; a query is answered by the adopter alone."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from registry.core import clock
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from registry.core.events import EventRow
from registry.replication import services
from registry.replication.models import Adoption, Enquiry, StageEvent
from registry.replication.queries.adoptions import adoption_at, disputed
from registry.replication.queries.as_at import rows_on
from registry.replication.queries.counts import counts_of
from registry.replication.queries.spread import named_counts
from registry.replication.services import Assertion, Settlement, Settling
from registry.rules.lifecycles import Stage
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Role, Standing, Visibility
from tests import factories as f
from tests.replication.said import a_lead, fresh, said


@pytest.fixture
def registrar(session):
    return f.AnActor(Role.REGISTRAR)


@pytest.fixture
def report(session):
    """A report that its force disputes."""
    lead, force = a_lead()
    adoption = f.AnAdoption(organisation=force, standing=Standing.REPORTED)
    services.dispute(lead, adoption.id, 1, Assertion(clock.today(), reason="We never had it."))
    return fresh(adoption)


def settled(registrar, adoption, outcome, **more):
    values = {"reason": "The source names another force.", **more}
    said_by = Assertion(values.pop("day", clock.today()), **values)
    return services.settle(registrar, adoption.id, adoption.revision, Settlement(outcome, said_by))


class TestPaused:
    """A source says that it was paused, and not what was."""

    @pytest.fixture
    def pause(self, session):
        lead, force = a_lead()
        return lead, f.AnAdoption(organisation=force, stage=Stage.PAUSED, standing=Standing.REPORTED)

    def test_is_disputed_and_may_stand_again(self, registrar, pause):
        lead, row = pause
        services.dispute(lead, row.id, 1, Assertion(clock.today(), reason="We never paused it."))
        assert (fresh(row).standing, row.paused_from) == (Standing.DISPUTED, None)

        settled(registrar, row, Settling.STANDS)

        assert (fresh(row).stage, row.standing) == (Stage.PAUSED, Standing.REPORTED)

    def test_is_not_offered_to_be_confirmed_but_to_be_recorded(self, web, session, pause):
        _lead, row = pause
        force = session.get(f.Organisation, row.organisation_id)
        tool = session.get(f.Tool, row.tool_id)
        web.sign_in(f.APerson((force, Role.LEAD)).id)
        path = f"/tools/{tool.slug}/adoption"

        page = web.get(path).text
        web.post(f"{path}/dispute", {"revision": row.revision, "reason": "We never paused it."})

        assert "Yes, this is so" not in page
        assert "No, this is not so" in page
        assert "record the stage where your force stands now" in page
        assert fresh(row).standing is Standing.DISPUTED
        assert "Yes, this is so" not in web.get(path).text


class TestSettle:
    def test_withdraws_the_row_and_keeps_its_story(self, session, registrar, report):
        settled(registrar, report, Settling.WITHDRAWN)

        assert adoption_at(ANONYMOUS, report.tool_id, report.organisation_id) is None
        assert counts_of(ANONYMOUS, [report.tool_id])[report.tool_id].stated.total == 0
        verbs = session.scalars(select(StageEvent.verb).where(StageEvent.adoption_id == report.id)).all()
        assert verbs == ["record", "dispute", "withdraw"]

    def test_corrects_the_report_which_then_counts_as_reported(self, session, registrar, report):
        day = clock.today() - timedelta(days=400)

        settled(registrar, report, Settling.CORRECTED, stage=Stage.PILOTING, day=day)

        row = adoption_at(ANONYMOUS, report.tool_id, report.organisation_id)
        assert (row.stage, row.standing, row.since, row.source) == (
            Stage.PILOTING,
            Standing.REPORTED,
            day,
            "A published source",
        )

    def test_a_source_without_a_date_gives_none(self, registrar, report):
        said_by = Assertion(clock.today(), stage=Stage.PILOTING, reason="It says that they tried it.")
        services.settle(registrar, report.id, report.revision, Settlement(Settling.CORRECTED, said_by, undated=True))

        row = adoption_at(ANONYMOUS, report.tool_id, report.organisation_id)
        assert (row.stage, row.since, row.precision) == (Stage.PILOTING, None, None)

    def test_corrects_to_no_use_before_the_first(self, session, registrar):
        lead, force = a_lead()
        tool = f.ATool(content={"in_use_since": "2026-04-15"})
        adoption = f.AnAdoption(tool, force, standing=Standing.REPORTED)
        services.dispute(lead, adoption.id, 1, Assertion(clock.today(), reason="No."))

        with pytest.raises(Invalid) as refusal:
            settled(registrar, fresh(adoption), Settling.CORRECTED, stage=Stage.LIVE, day=date(2026, 4, 14))

        assert "first used on 15 April 2026" in refusal.value.fields["happened_on"]

    def test_lets_the_report_stand(self, session, registrar, report):
        settled(registrar, report, Settling.STANDS)

        row = adoption_at(ANONYMOUS, report.tool_id, report.organisation_id)
        assert (row.stage, row.standing) == (Stage.LIVE, Standing.REPORTED)

    def test_is_told_in_the_audit_trail_by_its_outcome(self, session, registrar, report):
        settled(registrar, report, Settling.STANDS)

        event = session.scalars(select(EventRow).where(EventRow.kind == "adoption-settled")).one()
        assert (event.data["outcome"], event.actor_id) == ("stands", registrar.id)

    def test_leaves_the_days_before_as_they_were(self, session, registrar, report, time_machine):
        time_machine.move_to(clock.now() + timedelta(days=5), tick=False)

        settled(registrar, report, Settling.WITHDRAWN)

        before, now = clock.today() - timedelta(days=2), clock.today()
        assert [row.standing for row in rows_on(ANONYMOUS, before)] == [Standing.DISPUTED]
        assert rows_on(ANONYMOUS, now) == []

    def test_leaves_both_work_lists(self, session, registrar, report):
        assert [row.id for row in disputed(registrar).items] == [report.id]
        assert disputed(registrar, frozenset({report.organisation_id})).total == 1

        settled(registrar, report, Settling.STANDS)

        assert disputed(registrar).total == 0

    def test_after_a_withdrawal_the_force_may_record_what_is_true(self, session, registrar, report):
        settled(registrar, report, Settling.WITHDRAWN)
        lead = f.AnActor(Role.LEAD, session.get(f.Organisation, report.organisation_id))

        new = services.record(lead, report.tool_id, report.organisation_id, said(Stage.INTERESTED))

        assert (new.episode, new.is_current) == (2, True)

    def test_what_stands_is_not_disputed_again(self, session, registrar, report):
        settled(registrar, report, Settling.STANDS)
        lead = f.AnActor(Role.LEAD, session.get(f.Organisation, report.organisation_id))

        with pytest.raises(WrongState, match="settled before"):
            services.dispute(lead, report.id, fresh(report).revision, Assertion(clock.today(), reason="No."))

    @pytest.mark.parametrize(
        ("outcome", "more", "field"),
        [
            (None, {}, "outcome"),
            (Settling.STANDS, {"reason": " "}, "reason"),
            (Settling.CORRECTED, {}, "stage"),
            (
                Settling.CORRECTED,
                {"stage": Stage.LIVE, "day": clock.today() + timedelta(days=2)},
                "happened_on",
            ),
        ],
    )
    def test_refuses_what_is_not_said(self, session, registrar, report, outcome, more, field):
        with pytest.raises(Invalid) as refusal:
            settled(registrar, report, outcome, **more)

        assert field in refusal.value.fields
        assert fresh(report).standing is Standing.DISPUTED

    def test_is_not_for_the_force_itself_nor_for_the_owner(self, session, report):
        force = session.get(f.Organisation, report.organisation_id)
        for actor in (f.AnActor(Role.LEAD, force), f.AnActor(Role.REGISTRAR, force), f.AnActor(Role.LEAD)):
            with pytest.raises(NotAllowed):
                settled(actor, report, Settling.WITHDRAWN)

    def test_by_two_at_once_is_one(self, session, registrar, report):
        read = report.revision
        settled(registrar, report, Settling.STANDS)

        with pytest.raises(Conflict):
            services.settle(
                registrar, report.id, read, Settlement(Settling.WITHDRAWN, Assertion(clock.today(), reason="No."))
            )

    def test_of_what_nobody_disputes_is_refused(self, session, registrar):
        adoption = f.AnAdoption(standing=Standing.REPORTED)

        with pytest.raises(WrongState):
            settled(registrar, adoption, Settling.STANDS)


class TestDisputed:
    def test_is_no_point_of_how_it_spread(self, session):
        force = f.AForce()
        adoption = f.AnAdoption(organisation=force, standing=Standing.REPORTED)
        before = len(named_counts(ANONYMOUS, adoption.tool_id))

        services.dispute(f.AnActor(Role.LEAD, force), adoption.id, 1, Assertion(clock.today(), reason="No."))

        assert (before, len(named_counts(ANONYMOUS, adoption.tool_id))) == (1, 0)


class TestQuery:
    @pytest.fixture
    def tool(self, session):
        return f.ATool(f.AForce())

    @pytest.fixture
    def owner(self, session, tool):
        return f.AnActor(Role.LEAD, session.get(f.Organisation, tool.owner_id))

    def test_asks_the_adopter_and_changes_nothing(self, session, tool, owner):
        adoption = f.AnAdoption(tool)

        asked = services.query(owner, adoption.id, "You told us that you had stopped.")

        assert (asked.organisation_id, asked.asker_id) == (adoption.organisation_id, tool.owner_id)
        assert fresh(adoption).revision == 1

    def test_is_answered_by_what_the_adopter_says(self, session, tool, owner):
        lead, force = a_lead()
        adoption = f.AnAdoption(tool, force)
        asked = services.query(owner, adoption.id, "Is it so?")

        services.confirm(lead, adoption.id, 1)

        assert session.get(Enquiry, asked.id, populate_existing=True).answer == "Still true: live."

    def test_is_not_answered_by_who_may_read_it(self, session, tool, owner):
        lead, force = a_lead()
        adoption = f.AnAdoption(tool, force)
        asked = services.query(owner, adoption.id, "Is it so?")

        services.release(lead, adoption.id, 1, Visibility.POLICING, "Assurer", "R1")

        assert session.get(Enquiry, asked.id, populate_existing=True).answered_at is None

    def test_is_the_owners_leads_and_the_registrars(self, session, tool, registrar):
        adoption = f.AnAdoption(tool)

        assert services.query(registrar, adoption.id, "Is it so?").asker_id in registrar.organisations
        with pytest.raises(NotAllowed):
            services.query(f.AnActor(Role.LEAD), adoption.id, "Is it so?")

    def test_is_one_at_a_time(self, session, tool, owner):
        adoption = f.AnAdoption(tool)
        services.query(owner, adoption.id, "Is it so?")

        with pytest.raises(Conflict):
            services.query(owner, adoption.id, "Really?")

    def test_of_what_the_owner_may_not_read_is_of_nothing(self, session, tool, owner):
        adoption = f.AnAdoption(tool, visibility=Visibility.NAMED)

        with pytest.raises(NotFound):
            services.query(owner, adoption.id, "Is it so?")

    def test_needs_words(self, session, tool, owner):
        with pytest.raises(Invalid):
            services.query(owner, f.AnAdoption(tool).id, " ")


class TestPages:
    def test_the_registrar_settles_from_the_work_list(self, web, session, registrar, report):
        web.sign_in(registrar.id)
        work = web.get("/my-work").text
        tool, force = session.get(f.Tool, report.tool_id), session.get(f.Organisation, report.organisation_id)
        path = f"/tools/{tool.slug}/adoption/{force.slug}/settle"
        assert path in work

        bad = web.post(path, {"revision": report.revision, "reason": "x"})
        good = web.post(path, {"revision": report.revision, "outcome": "withdrawn", "reason": "It names another."})

        assert (bad.status_code, good.status_code) == (422, 302)
        assert not session.get(Adoption, report.id, populate_existing=True).is_current

    def test_a_date_that_is_left_empty_is_none(self, web, session, registrar, report):
        web.sign_in(registrar.id)
        tool, force = session.get(f.Tool, report.tool_id), session.get(f.Organisation, report.organisation_id)
        values = {"revision": report.revision, "outcome": "corrected", "stage": "piloting", "reason": "It says so."}

        done = web.post(f"/tools/{tool.slug}/adoption/{force.slug}/settle", values)

        assert done.status_code == 302
        assert (fresh(report).stage, report.since) == (Stage.PILOTING, None)
        assert web.get(f"/tools/{tool.slug}").status_code == 200

    def test_the_force_sees_its_dispute_in_its_own(self, web, session, report):
        force = session.get(f.Organisation, report.organisation_id)
        web.sign_in(f.APerson((force, Role.LEAD)).id)

        assert "Disputed adoptions" in web.get("/my-work").text

    def test_the_owner_queries_from_the_tools_page(self, web, session):
        tool = f.ATool(f.AForce())
        adoption = f.AnAdoption(tool)
        force = session.get(f.Organisation, adoption.organisation_id)
        path = f"/tools/{tool.slug}/query/{force.slug}"
        web.sign_in(f.APerson((session.get(f.Organisation, tool.owner_id), Role.LEAD)).id)
        assert path in web.get(f"/tools/{tool.slug}").text

        answer = web.post(path, {"question": "Is it so?"})

        assert answer.status_code == 302
        assert "A query" in web.get(answer.headers["Location"]).text
        for role, told in ((Role.LEAD, True), (Role.CONTRIBUTOR, False)):
            page = web.sign_in(f.APerson((force, role)).id).get(answer.headers["Location"]).text
            assert ("Say where your force stands" in page) is told

    def test_nobody_is_offered_to_query_their_own(self, web, session):
        owner, other = f.AForce(), f.AForce()
        tool = f.ATool(owner)
        f.AnAdoption(tool, owner), f.AnAdoption(tool, other)
        web.sign_in(f.APerson((owner, Role.LEAD)).id)

        page = web.get(f"/tools/{tool.slug}").text

        assert f"/tools/{tool.slug}/query/{other.slug}" in page
        assert f"/tools/{tool.slug}/query/{owner.slug}" not in page
        assert web.get(f"/tools/{tool.slug}/query/{owner.slug}").status_code == 409

    def test_no_form_disputes_what_the_force_said_itself_or_what_was_settled(self, web, session, registrar, report):
        force, tool = session.get(f.Organisation, report.organisation_id), f.ATool()
        f.AnAdoption(tool, force)
        settled(registrar, report, Settling.STANDS)
        disputed = session.get(f.Tool, report.tool_id)
        web.sign_in(f.APerson((force, Role.LEAD)).id)

        for one in (tool, disputed):
            assert web.get(f"/tools/{one.slug}/adoption/dispute?organisation={force.slug}").status_code == 409
        assert "No, this is not so" not in web.get(f"/tools/{disputed.slug}/adoption?organisation={force.slug}").text
