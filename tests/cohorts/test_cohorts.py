"""Several forces pilot one tool together: who opens, who joins by whose word, and who may know of it."""

import itertools
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from registry.cohorts.models import Cohort, CohortPlace
from registry.cohorts.queries.cohorts import group, invitations, listed, open_to
from registry.cohorts.queries.making import invitable
from registry.cohorts.services import Details, change, decline, invite, join, leave, open_cohort, release, withdraw
from registry.core import clock
from registry.core.errors import Invalid, NotAllowed, NotFound, Refusal, Withdrawn, WrongState
from registry.core.events import EventRow
from registry.rules.lifecycles import COHORT, PlaceState, Stage
from registry.rules.policy import ANONYMOUS, Permission, allows
from registry.rules.words import OrganisationKind, Role, Visibility
from tests import factories as f

TODAY = clock.today()


def a_force(name):
    found = f.AForce(slug=name.lower(), name=f"{name} Police")
    found.lead = f.AnActor(Role.LEAD, found)
    return found


@pytest.fixture
def tool(session):
    return f.ATool(visibility=Visibility.POLICING)


@pytest.fixture
def measure(session):
    return f.AMeasure()


@pytest.fixture
def cohort(ash, elm, tool, measure):
    """Opened by Ash; Elm is invited."""
    return f.ACohort(tool, ash, measure, invited=[elm])


def details(**fields):
    given = {"name": "Autumn pilot", "protocol": "Day teams alone.", "measures": ["101-wait"]}
    return Details(**{"organisation": "ash", **given, "starts_on": TODAY, "ends_on": TODAY, **fields})


def state_of(session, cohort, force):
    same = (CohortPlace.cohort_id == cohort.id, CohortPlace.organisation_id == force.id)
    return session.scalar(select(CohortPlace.state).where(*same))


def members(actor, tool, cohort):
    return [one.place.organisation.slug for one in group(actor, tool.slug, cohort.id).members]


class TestLifecycle:
    ALLOWED = {
        ("join", "invited"): "joined",
        ("decline", "invited"): "declined",
        ("withdraw", "invited"): "withdrawn",
        ("leave", "joined"): "left",
        ("invite", "declined"): "invited",
        ("invite", "left"): "invited",
        ("invite", "withdrawn"): "invited",
    }

    @pytest.mark.parametrize(("verb", "state"), list(itertools.product(COHORT.moves, PlaceState)))
    def test_moves_as_the_table_says_and_no_other_way(self, verb, state):
        if (verb, state.value) in self.ALLOWED:
            assert COHORT.move(verb, state) == self.ALLOWED[verb, state.value]
        else:
            with pytest.raises(WrongState):
                COHORT.move(verb, state)


class TestOpening:
    def test_a_force_that_opens_one_is_its_first_member(self, session, ash, tool, measure):
        row = open_cohort(ash.lead, tool.slug, details())

        assert (row.visibility, state_of(session, row, ash)) == (Visibility.POLICING, PlaceState.JOINED)
        assert [one.code for one in group(ash.lead, tool.slug, row.id).measures] == ["101-wait"]

    def test_the_owner_that_is_no_force_opens_one_without_being_in_it(self, session, measure):
        college = f.AForce(slug="ash", kind=OrganisationKind.NATIONAL, territorial=False)
        own = f.ATool(college)

        row = open_cohort(f.AnActor(Role.LEAD, college), own.slug, details())

        assert state_of(session, row, college) is None
        with pytest.raises(NotAllowed):
            open_cohort(f.AnActor(Role.LEAD, college), f.ATool().slug, details())

    def test_sent_twice_is_one(self, session, ash, tool, measure):
        first = open_cohort(ash.lead, tool.slug, details())

        assert open_cohort(ash.lead, tool.slug, details()).id == first.id
        assert session.scalar(select(func.count(Cohort.id))) == 1
        with pytest.raises(Invalid):
            open_cohort(ash.lead, tool.slug, details(protocol="Another."))

    def test_is_for_leads_of_forces(self, session, ash, tool, measure):
        for actor in (f.AnActor(Role.CONTRIBUTOR, ash), f.AnActor(Role.LEAD, f.ASupplier())):
            with pytest.raises((NotAllowed, NotFound)):
                open_cohort(actor, tool.slug, details())
        with pytest.raises(Invalid):
            open_cohort(f.AnActor(Role.LEAD), tool.slug, details())

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"name": " "}, "name"),
            ({"name": "x" * 121}, "name"),
            ({"name": "OFFICIAL-SENSITIVE"}, "name"),
            ({"protocol": ""}, "protocol"),
            ({"protocol": "x" * 10_001}, "protocol"),
            ({"protocol": "OFFICIAL-SENSITIVE: where"}, "protocol"),
            ({"measures": []}, "measures"),
            ({"measures": ["101-wait", "unknown"]}, "measures"),
            ({"starts_on": None}, "starts_on"),
            ({"ends_on": None}, "ends_on"),
            ({"ends_on": TODAY - timedelta(days=1)}, "ends_on"),
            ({"ends_on": TODAY + timedelta(days=9000)}, "ends_on"),
            ({"organisation": "elm"}, "organisation"),
        ],
    )
    def test_refuses_what_cannot_be(self, session, ash, elm, tool, measure, given, field):
        with pytest.raises(Invalid) as refusal:
            open_cohort(ash.lead, tool.slug, details(**given))

        assert list(refusal.value.fields) == [field]
        assert session.scalars(select(Cohort)).all() == []

    def test_is_an_event_without_words(self, session, ash, tool, measure):
        open_cohort(ash.lead, tool.slug, details())

        row = session.scalar(select(EventRow).where(EventRow.kind == "cohort-opened"))
        assert row.data["measures"] == [measure.id]
        assert "pilot" not in str(row.data)
        assert "Day teams" not in str(row.data)


class TestChanging:
    def test_is_free_while_nobody_else_is_in_it(self, session, ash, elm, tool, cohort):
        row = change(ash.lead, tool.slug, cohort.id, details(protocol="Night teams."))

        assert (row.name, row.protocol) == ("Autumn pilot", "Night teams.")

    def test_what_another_force_agreed_to_stays(self, session, ash, elm, tool, cohort):
        join(elm.lead, tool.slug, cohort.id, "elm")
        with pytest.raises(WrongState):
            change(ash.lead, tool.slug, cohort.id, details())

        leave(elm.lead, tool.slug, cohort.id, "elm")
        with pytest.raises(WrongState):
            change(ash.lead, tool.slug, cohort.id, details())

    def test_is_for_whoever_opened_it(self, ash, elm, tool, cohort):
        for actor in (elm.lead, f.AnActor(Role.CONTRIBUTOR, ash)):
            with pytest.raises(NotAllowed):
                change(actor, tool.slug, cohort.id, details())
        with pytest.raises(NotFound):
            change(f.AnActor(Role.LEAD, f.ASupplier()), tool.slug, cohort.id, details())


class TestInviting:
    def test_asks_each_once(self, session, ash, elm, tool, cohort):
        oak = a_force("Oak")

        assert invite(ash.lead, tool.slug, cohort.id, ["oak", "elm", "unknown"]) == 1
        assert state_of(session, cohort, oak) is PlaceState.INVITED
        with pytest.raises(Invalid):
            invite(ash.lead, tool.slug, cohort.id, ["oak"])

    def test_asks_again_whoever_declined(self, session, ash, elm, tool, cohort):
        decline(elm.lead, tool.slug, cohort.id, "elm")

        invite(ash.lead, tool.slug, cohort.id, ["elm"])

        assert state_of(session, cohort, elm) is PlaceState.INVITED

    def test_offers_only_forces_that_may_read_the_tool(self, session, ash, elm, measure):
        f.AForce(slug="invented", synthetic=True)
        named = f.ATool(ash, visibility=Visibility.NAMED)
        f.save(f.Access(tool_id=named.id, organisation_id=elm.id, reason="named"))
        row = f.ACohort(named, ash, measure)

        assert [one.slug for one in invitable(ash.lead, named.slug, row.id).forces] == ["elm"]

    def test_is_taken_back_until_it_is_answered(self, session, ash, elm, tool, cohort):
        with pytest.raises(NotAllowed):
            withdraw(elm.lead, tool.slug, cohort.id, "elm")
        withdraw(ash.lead, tool.slug, cohort.id, "elm")

        assert invitations(elm.lead) == []
        with pytest.raises(WrongState):
            join(elm.lead, tool.slug, cohort.id, "elm")


class TestAnswering:
    def test_a_force_joins_by_its_own_leads_word(self, session, ash, elm, tool, cohort):
        for actor in (ash.lead, f.AnActor(Role.CONTRIBUTOR, elm)):
            for act in (join, decline):
                with pytest.raises(NotAllowed):
                    act(actor, tool.slug, cohort.id, "elm")
        assert state_of(session, cohort, elm) is PlaceState.INVITED

        join(elm.lead, tool.slug, cohort.id, "elm")

        assert members(f.AnActor(Role.READER), tool, cohort) == ["ash", "elm"]
        row = session.scalar(select(EventRow).where(EventRow.kind == "cohort-place-moved"))
        assert (row.organisation_id, row.data["verb"], row.data["state"]) == (elm.id, "join", "joined")

    def test_nobody_joins_uninvited(self, session, tool, cohort):
        oak = a_force("Oak")

        with pytest.raises((NotAllowed, NotFound)):
            join(oak.lead, tool.slug, cohort.id, "oak")
        assert state_of(session, cohort, oak) is None

    def test_sent_twice_moves_once(self, session, elm, tool, cohort):
        join(elm.lead, tool.slug, cohort.id, "elm")

        with pytest.raises(WrongState):
            join(elm.lead, tool.slug, cohort.id, "elm")
        assert session.scalar(select(func.count(EventRow.id)).where(EventRow.kind == "cohort-place-moved")) == 1

    def test_leaving_takes_it_off_the_page(self, elm, tool, cohort):
        join(elm.lead, tool.slug, cohort.id, "elm")

        leave(elm.lead, tool.slug, cohort.id, "elm")

        assert members(f.AnActor(Role.READER), tool, cohort) == ["ash"]
        with pytest.raises(WrongState):
            leave(elm.lead, tool.slug, cohort.id, "elm")


class TestReading:
    def test_the_rule_in_sql_agrees_with_the_policy(self, session, tool, cohort):
        for visibility in (Visibility.PUBLIC, Visibility.POLICING):
            cohort.visibility = visibility
            f.save(cohort)
            for actor in (ANONYMOUS, f.AnActor(Role.READER), f.AnActor(Role.LEAD, f.ASupplier())):
                found = session.scalar(select(Cohort.id).where(open_to(actor))) is not None
                assert found is allows(actor, Permission.COHORT_READ, cohort)

    def test_is_for_policing_until_it_is_released(self, ash, elm, cohort):
        public = f.ATool()
        row = f.ACohort(public, ash, f.AMeasure("other"))
        assert listed(ANONYMOUS, public.slug).page.total == 0
        with pytest.raises(NotFound):
            group(ANONYMOUS, public.slug, row.id)
        with pytest.raises(Invalid):
            release(ash.lead, public.slug, row.id, Visibility.PUBLIC, " ")
        with pytest.raises(NotAllowed):
            release(elm.lead, public.slug, row.id, Visibility.PUBLIC, "Head of contact")

        release(f.AnActor(Role.ASSURER, ash), public.slug, row.id, Visibility.PUBLIC, "Head of contact")

        assert [one.id for one in listed(ANONYMOUS, public.slug).page.items] == [row.id]

    def test_goes_with_its_tool(self, session, ash, elm, tool, cohort):
        f.save(*[cohort])
        cohort.visibility = Visibility.PUBLIC
        f.save(cohort)
        with pytest.raises(NotFound):
            group(ANONYMOUS, tool.slug, cohort.id)
        with pytest.raises(NotFound):
            group(elm.lead, f.ATool().slug, cohort.id)  # at another tool's address

        tool.suspended_at, tool.suspension_reason = clock.now(), "A fault"
        f.save(tool)

        assert invitations(elm.lead) == []
        with pytest.raises(Withdrawn):
            group(elm.lead, tool.slug, cohort.id)

    def test_a_member_whose_adoption_is_for_policing_is_not_shown_to_others(self, ash, elm, measure):
        public = f.ATool()
        f.AnAdoption(public, ash, Stage.PILOTING)
        f.AnAdoption(public, elm, Stage.PILOTING, visibility=Visibility.POLICING)
        row = f.ACohort(public, ash, measure, joined=[elm], visibility=Visibility.PUBLIC)

        assert members(ANONYMOUS, public, row) == ["ash"]
        assert members(f.AnActor(Role.READER), public, row) == ["ash", "elm"]

    def test_where_a_member_stands_follows_its_adoption(self, ash, elm, tool, measure):
        f.AnAdoption(tool, elm, Stage.PILOTING, visibility=Visibility.NAMED)
        row = f.ACohort(tool, ash, measure, joined=[elm])

        def stages(actor):
            return [one.adoption and one.adoption.stage for one in group(actor, tool.slug, row.id).members]

        assert stages(f.AnActor(Role.READER)) == [None, None]
        assert stages(f.AnActor(Role.READER, elm)) == [None, Stage.PILOTING]

    def test_invitations_are_for_those_who_sent_and_got_them(self, ash, elm, tool, cohort):
        def invited(actor):
            return [one.organisation.slug for one in group(actor, tool.slug, cohort.id).others]

        assert invited(ash.lead) == invited(f.AnActor(Role.READER, elm)) == ["elm"]
        assert invited(f.AnActor(Role.LEAD)) == []

    def test_takes_the_same_statements_however_many_there_are(self, ash, tool, measure, count_statements):
        many = [f.AForce() for _number in range(6)]
        for one in many:
            f.AnAdoption(tool, one)
        row = f.ACohort(tool, ash, measure, joined=many)

        with count_statements() as seen:
            group(ash.lead, tool.slug, row.id)
        with count_statements() as of_list:
            listed(ash.lead, tool.slug)

        assert (len(seen), len(of_list)) <= (7, 5)


class TestPages:
    def test_a_lead_opens_and_invites_and_another_accepts(self, web, session, ash, elm, tool, measure):
        web.sign_in(ash.lead.id)
        days = {"starts_on": ["1", "9", "2026"], "ends_on": ["1", "3", "2027"]}
        sent = {"name": "Autumn pilot", "protocol": "Day teams.", "measures": "101-wait", **days}
        address = web.post(f"/tools/{tool.slug}/cohorts/new", sent).location
        web.post(f"{address}/invite", {"organisations": "elm"})
        assert "Invited, not answered" in web.get(address).text

        web.sign_in(elm.lead.id)
        assert f'href="{address}"' in web.get("/my-work").text
        assert "Elm Police is invited" in web.get(address).text
        web.post(f"{address}/join/elm")

        page = web.get(address).text
        assert "Your force is a member of the cohort." in page
        assert "Leave the cohort" in page
        assert web.post(f"{address}/join/elm").status_code == 409
        assert "Invitations to pilot cohorts" not in web.get("/my-work").text
        assert "Autumn pilot" in web.get(f"/tools/{tool.slug}/cohorts").text
        for page in (f"/tools/{tool.slug}", f"/tools/{tool.slug}/spread"):
            assert f'href="/tools/{tool.slug}/cohorts"' in web.get(page).text

    def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(self, web, ash, tool, measure):
        web.sign_in(ash.lead.id)

        answer = web.post(f"/tools/{tool.slug}/cohorts/new", {"name": "Autumn pilot", "measures": "101-wait"})

        assert answer.status_code == 422
        assert 'value="Autumn pilot"' in answer.text
        assert "Say what every member does alike" in answer.text
        assert "checked" in answer.text

    def test_it_is_changed_declined_and_released(self, web, session, ash, elm, tool, cohort):
        address = f"/tools/{tool.slug}/cohorts/{cohort.id}"
        web.sign_in(ash.lead.id)
        assert "Day teams alone" in web.get(f"{address}/change").text
        web.post(f"{address}/release", {"visibility": "public", "role": "Head of contact"})
        assert web.post(f"{address}/invite").status_code == 422
        web.post(f"{address}/withdraw/elm")
        web.post(f"{address}/invite", {"organisations": "elm"})

        web.sign_in(elm.lead.id)
        web.post(f"{address}/decline/elm")

        page = web.get(address).text
        assert "Declined" in page
        assert "Everyone, released by Head of contact" in page


def test_of_two_leads_who_answer_at_once_one_is_heard(copy: Flask):
    ash, elm, tool = f.AForce(slug="ash"), f.AForce(slug="elm"), f.ATool()
    people = [f.AnActor(Role.LEAD, elm) for _number in range(2)]
    cohort = f.ACohort(tool, ash, f.AMeasure(), invited=[elm])
    slug, number, start, outcomes = tool.slug, cohort.id, Barrier(2), []

    def answer(act, actor):
        with copy.app_context():
            start.wait()
            try:
                outcomes.append(act(actor, slug, number, "elm").state)
            except Refusal as refusal:
                outcomes.append(type(refusal).__name__)
            finally:
                f.db.session.close()

    f.db.session.commit()
    threads = [Thread(target=answer, args=pair) for pair in zip((join, decline), people, strict=True)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert "WrongState" in outcomes
    assert {PlaceState.JOINED, PlaceState.DECLINED} & set(outcomes)
