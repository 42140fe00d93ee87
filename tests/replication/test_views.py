from datetime import timedelta

import pytest
from sqlalchemy import func, select

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.core.events import EventRow
from registry.replication.models import Adoption, Enquiry, StageEvent
from registry.replication.services import advance, record
from registry.rules.lifecycles import EXITS, PATH, Stage
from registry.rules.words import Role, Standing, Visibility
from tests import factories as f
from tests.replication.said import PROOF, a_hold, barriers, said

WHEN = {"happened_on": ["4", "5", "2026"]}


@pytest.fixture
def kent(session, web):
    """A force whose lead is signed in."""
    force = f.AForce()
    person = f.APerson((force, Role.LEAD))
    web.sign_in(person.id)
    force.lead = f.actor_of(person)
    return force


def form(stage: Stage, **more):
    return {**WHEN, **PROOF[stage], "revision": "1", "visibility": "public", **more}


class TestRecordPage:
    @pytest.mark.parametrize("stage", [*PATH, *EXITS])
    def test_each_stage_has_its_form(self, web, kent, stage):
        barriers()
        tool = f.ATool()

        page = web.get(f"/tools/{tool.slug}/adoption?to={stage.value}")

        assert page.status_code == 200
        for code in PROOF.get(stage, {}):
            assert f'name="{code}"' in page.text

    def test_records_what_was_sent(self, web, kent, session):
        tool = f.ATool()

        answer = web.post(f"/tools/{tool.slug}/adoption?to=live", form(Stage.LIVE))

        row = session.scalar(select(Adoption).where(Adoption.tool_id == tool.id))
        assert answer.status_code == 302
        assert (row.organisation_id, row.stage, row.visibility) == (kent.id, Stage.LIVE, Visibility.PUBLIC)

    def test_a_year_alone_is_a_date(self, web, kent, session):
        tool = f.ATool()

        web.post(
            f"/tools/{tool.slug}/adoption?to=interested", {"happened_on": ["", "", "2019"], "visibility": "public"}
        )

        assert session.scalar(select(Adoption.since_precision).where(Adoption.tool_id == tool.id)) == "year"

    @pytest.mark.parametrize("parts", [["", "", ""], ["31", "2", "2026"], ["4", "", "2026"], ["x", "1", "2026"], ["1"]])
    def test_a_date_that_is_none_is_refused_beside_its_field(self, web, kent, session, parts):
        tool = f.ATool()

        page = web.post(f"/tools/{tool.slug}/adoption?to=interested", {"happened_on": parts, "visibility": "public"})

        assert page.status_code == 200
        assert "There is a problem" in page.text
        assert session.scalar(select(func.count()).select_from(Adoption)) == 0

    def test_errors_come_first_in_the_order_of_the_fields(self, web, kent):
        tool = f.ATool()

        page = web.post(
            f"/tools/{tool.slug}/adoption?to=live", {"happened_on": ["4", "5", "2999"], "visibility": "public"}
        )

        summary = page.text[page.text.index("There is a problem") : page.text.index("<h1")]
        assert summary.index("#happened_on-day") < summary.index("#units") < summary.index("#using")
        assert "<title>Error: Record as live" in page.text

    def test_a_move_past_a_condition_is_refused_naming_it(self, web, kent):
        adoption = f.AnAdoption(organisation=kent, stage=Stage.PILOTING)
        a_hold(adoption)
        slug = adoption_slug(adoption)

        page = web.post(f"/tools/{slug}/adoption?to=live", form(Stage.LIVE, happened_on=today()))

        assert "Renew the impact assessment" in page.text

    def test_a_newer_state_is_shown_and_what_was_typed_is_kept(self, web, kent, session):
        adoption = record(kent.lead, f.ATool().id, kent.id, said(Stage.ASSESSING))
        advance(kent.lead, adoption.id, 1, said(Stage.PILOTING))

        page = web.post(f"/tools/{adoption_slug(adoption)}/adoption?to=live", form(Stage.LIVE, units="beat teams"))

        assert page.status_code == 409
        assert "Somebody else changed this" in page.text
        assert 'value="beat teams"' in page.text
        assert session.get_one(Adoption, adoption.id).stage is Stage.PILOTING

    def test_the_owners_attempt_is_refused_and_audited(self, web, kent, session):
        tool, other = f.ATool(kent), f.AForce()
        path = f"/tools/{tool.slug}/adoption?organisation={other.slug}&to=live"

        assert web.get(path).status_code == 403
        assert web.post(path, form(Stage.LIVE)).status_code == 403
        (row,) = session.scalars(select(EventRow).where(EventRow.kind == "refused")).all()
        assert (row.actor_id, row.data["permission"]) == (kent.lead.id, "adoption:record")

    def test_sending_nothing_for_another_force_is_refused_as_well(self, web, kent, session):
        tool, other = f.ATool(kent), f.AForce()

        assert web.post(f"/tools/{tool.slug}/adoption?organisation={other.slug}").status_code == 403

    def test_a_hidden_tool_is_not_found(self, web, kent):
        tool = f.ATool(visibility=Visibility.NAMED)

        assert web.get(f"/tools/{tool.slug}/adoption").status_code == 404

    def test_a_visitor_is_asked_to_sign_in(self, web, session):
        assert web.get(f"/tools/{f.ATool().slug}/adoption").status_code == 302

    def test_shows_the_gates_five_parts_and_what_must_not_be_written(self, web, kent):
        page = web.get(f"/tools/{f.ATool().slug}/adoption?to=live").text

        for words in (
            "Objective",
            "Who decides",
            "Question",
            "Advice",
            "Documents",
            "nothing marked OFFICIAL-SENSITIVE",
        ):
            assert words in page


class TestCorrectPage:
    def test_puts_a_step_right(self, web, kent, session):
        adoption = record(kent.lead, f.ATool().id, kent.id, said(Stage.LIVE))
        step = session.scalar(select(StageEvent.id).where(StageEvent.adoption_id == adoption.id))
        path = f"/tools/{adoption_slug(adoption)}/adoption/steps/{step}?to=piloting"

        shown = web.get(path)
        web.post(path, form(Stage.PILOTING, reason="It was the pilot."))

        assert 'value="4"' in shown.text
        assert session.get_one(Adoption, adoption.id).stage is Stage.PILOTING

    def test_of_an_unknown_step_is_not_found(self, web, kent):
        assert web.get(f"/tools/{f.ATool().slug}/adoption/steps/99").status_code == 404


class TestStandingPages:
    def test_still_true_confirms_what_was_ticked(self, web, kent, session):
        ticked = f.AnAdoption(organisation=kent, expires_on=clock.today())
        left = f.AnAdoption(organisation=kent, expires_on=clock.today())

        web.post("/adoptions/confirm", {"due": [f"{ticked.id}:1"], "organisation": kent.slug})

        assert session.get_one(Adoption, ticked.id).expires_on == clock.today() + timedelta(days=180)
        assert session.get_one(Adoption, left.id).expires_on == clock.today()

    def test_still_true_of_nothing_says_what_to_do(self, web, kent):
        assert web.post("/adoptions/confirm", {"due": ["x:y"], "organisation": kent.slug}).status_code == 422

    def test_a_report_is_disputed(self, web, kent, session):
        adoption = f.AnAdoption(organisation=kent, standing=Standing.REPORTED)
        path = f"/tools/{adoption_slug(adoption)}/adoption/dispute"

        shown = web.get(path)
        web.post(path, {"reason": "We never had it.", "revision": "1"})

        assert shown.status_code == 200
        assert session.get_one(Adoption, adoption.id).standing is Standing.DISPUTED

    def test_it_is_set_who_may_read(self, web, kent, session):
        adoption = f.AnAdoption(organisation=kent, visibility=Visibility.POLICING)
        path = f"/tools/{adoption_slug(adoption)}/adoption/release"

        shown = web.get(path)
        web.post(path, {"visibility": "public", "role": "DPO", "reference": "7", "revision": "1"})

        assert shown.status_code == 200
        assert session.get_one(Adoption, adoption.id).visibility is Visibility.PUBLIC


class TestEnquiries:
    def test_a_question_is_sent_and_shown_to_both(self, web, kent, session):
        asked = f.AForce()
        adoption = f.AnAdoption(organisation=asked)
        path = f"/tools/{adoption_slug(adoption)}/ask/{asked.slug}"

        shown = web.get(path)
        web.post(path, {"asker": str(kent.id), "question": "What did it <b>cost</b>?"})

        number = session.scalar(select(Enquiry.id))
        mine = web.get(f"/enquiries/{number}")
        web.sign_in(f.APerson((asked, Role.LEAD)).id)
        theirs = web.get(f"/enquiries/{number}")
        assert (shown.status_code, mine.status_code, theirs.status_code) == (200, 200, 200)
        assert "<b>cost" not in mine.text
        assert "Send the answer" in theirs.text
        assert "Send the answer" not in mine.text

    def test_what_is_asked_cannot_turn_the_reading_direction(self, web, kent, session):
        asked = f.AForce()
        adoption = f.AnAdoption(organisation=asked)
        path = f"/tools/{adoption_slug(adoption)}/ask/{asked.slug}"

        web.post(path, {"asker": str(kent.id), "question": "What did it \u202ecost?"})

        assert session.scalar(select(Enquiry.question)) == "What did it cost?"

    def test_an_answer_is_shown(self, web, kent, session):
        asker = f.AForce()
        enquiry = Enquiry(
            tool_id=f.ATool().id,
            organisation_id=kent.id,
            asker_id=asker.id,
            asked_by_id=kent.lead.id,
            question="What did it cost?",
            asked_at=clock.now(),
        )
        f.save(enquiry)

        web.post(f"/enquiries/{enquiry.id}", {"answer": "Two posts."})

        assert "Two posts." in web.get(f"/enquiries/{enquiry.id}").text

    def test_a_third_force_finds_nothing(self, web, kent, session):
        other, asker = f.AForce(), f.AForce()
        enquiry = Enquiry(
            tool_id=f.ATool().id,
            organisation_id=other.id,
            asker_id=asker.id,
            asked_by_id=kent.lead.id,
            question="What did it cost?",
            asked_at=clock.now(),
        )
        f.save(enquiry)

        assert web.get(f"/enquiries/{enquiry.id}").status_code == 404


def adoption_slug(adoption: Adoption) -> str:
    return db.session.get_one(Tool, adoption.tool_id).slug


def today() -> list[str]:
    day = clock.today()
    return [str(day.day), str(day.month), str(day.year)]
