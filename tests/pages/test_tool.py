"""The page of a tool, and what it must not show."""

from urllib.parse import quote

import pytest

from registry.catalogue.models import Source, UnnamedClaim
from registry.core import clock
from registry.evidence.models import Claim, Evidence
from registry.governance.services.decisions import DecisionDetails, decide
from registry.rules.lifecycles import CaseState, Outcome, Stage
from registry.rules.words import Design, Direction, Measurer, Role, Standing, Visibility
from tests import factories as f


def a_study(tool, design=Design.RANDOMISED_TRIAL, direction=Direction.BETTER, **fields):
    study = Evidence(
        tool_id=tool.id,
        site_words="Northmarch",
        title="A trial",
        design=design,
        measured_by=Measurer.FORCE,
        standing=Standing.CONFIRMED,
        recorded_at=clock.now(),
        **fields,
    )
    f.save(study)
    f.save(
        Claim(
            evidence_id=study.id,
            outcome="Time to first contact",
            local_measure="Minutes",
            result="3 minutes, against 33 hours",
            direction=direction,
        ),
        Claim(evidence_id=study.id, outcome="Uptake", local_measure="Calls", result="75% consented"),
    )
    return study


class TestTool:
    def test_sums_it_up_in_one_sentence(self, session, web):
        tool = f.ATool()
        a_study(tool)
        f.AnAdoption(tool, standing=Standing.REPORTED)

        page = web.get(f"/tools/{tool.slug}").text

        assert (
            "Better at 1 of 1 site; strongest design: randomised trial; adopted by 1 force (reported, none confirmed)."
            in page
        )

    def test_gives_every_outcome_and_no_grade_to_a_count(self, session, web):
        tool = f.ATool()
        a_study(tool)

        page = web.get(f"/tools/{tool.slug}").text

        assert "Time to first contact" in page
        assert page.count("A count, not an effect: no grade") == 1

    def test_shows_stopped_adoptions_beside_the_others(self, session, web):
        tool, force = f.ATool(), f.AForce(name="Northmarch Police")
        f.AnAdoption(tool, force, stage=Stage.STOPPED)

        page = web.get(f"/tools/{tool.slug}").text

        assert "Declined, paused, stopped or replaced" in page
        assert "Northmarch Police" in page

    def test_holds_claims_that_name_no_force_without_counting_them(self, session, web):
        tool = f.ATool()
        f.save(UnnamedClaim(tool_id=tool.id, words="nearly half of forces", source="A press reprint"))

        page = web.get(f"/tools/{tool.slug}").text

        assert "nearly half of forces" in page
        assert "no named force is known to have adopted it" in page

    def test_shows_what_boards_decided(self, session, web):
        tool, board = f.ATool(), f.ABoard(name="National board")
        case = f.ACase(board, tool, CaseState.SCHEDULED)
        decide(f.actor_of(f.ABoardPerson(board, Role.CHAIR)), case.id, DecisionDetails(Outcome.NOTE, "Seen with care."))

        page = web.get(f"/tools/{tool.slug}").text

        assert "National board" in page
        assert f'href="/cases/{case.id}"' in page

    def test_escapes_what_people_wrote(self, session, web):
        tool = f.ATool(name="<script>alert(1)</script>")
        a_study(tool, source="<img src=x>", source_url="javascript:alert(1)")

        page = web.get(f"/tools/{tool.slug}").text

        assert "<script>alert" not in page
        assert "<img src=x>" not in page
        assert "javascript:alert" not in page

    @pytest.mark.parametrize("role", [None, Role.READER, Role.LEAD, Role.REGISTRAR])
    def test_offers_what_the_reader_may_do(self, session, web, role):
        owner = f.AForce()
        tool = f.ATool(owner)
        if role:
            web.sign_in(f.APerson((owner, role)).id)

        page = web.get(f"/tools/{tool.slug}").text

        assert (f'href="/tools/{tool.slug}/edit"' in page) is (role is Role.LEAD)
        assert (f'href="/tools/{tool.slug}/suspend"' in page) is (role in (Role.LEAD, Role.REGISTRAR))
        assert ("We use this too" in page) is (role in (None, Role.LEAD))
        assert ("We want this" in page) is (role in (None, Role.LEAD))

    def test_we_want_this_opens_the_form_at_interested(self, session, web):
        tool, force = f.ATool(), f.AForce()
        path = f"/tools/{tool.slug}/adoption?to=interested"
        assert f'href="{path}"' in web.get(f"/tools/{tool.slug}").text
        asked = web.get(path)
        assert asked.location == "/sign-in?next=" + quote(path, safe="/?")

        page = web.sign_in(f.APerson((force, Role.LEAD)).id).get(path).text

        assert "Since when is your force interested?" in page


class TestWhatIsHidden:
    def test_a_policing_answer_is_not_shown_to_the_public(self, session, web):
        tool = f.ATool(content={"cost_yearly": "GBP 12,345 a year"})

        assert "12,345" not in web.get(f"/tools/{tool.slug}").text
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        assert "12,345" in web.get(f"/tools/{tool.slug}").text

    @pytest.mark.parametrize("visibility", [Visibility.POLICING, Visibility.NAMED])
    def test_a_record_that_is_not_public_is_not_there(self, session, web, visibility):
        assert web.get(f"/tools/{f.ATool(visibility=visibility).slug}").status_code == 404

    def test_a_suspended_record_is_gone_with_its_versions(self, session, web):
        tool = f.ATool(name="Withheld thing")
        tool.suspended_at, tool.suspension_reason = clock.now(), "Checked"
        f.save(tool)

        answers = [web.get(f"/tools/{tool.slug}"), web.get(f"/tools/{tool.slug}/versions/1")]

        assert [answer.status_code for answer in answers] == [410, 410]
        assert all("Withheld thing" not in answer.text for answer in answers)

    def test_a_hidden_adoption_is_neither_listed_nor_counted(self, session, web):
        tool, force = f.ATool(), f.AForce(name="Southmarch Police")
        f.AnAdoption(tool, force, visibility=Visibility.POLICING)

        page = web.get(f"/tools/{tool.slug}").text

        assert "no named force is known to have adopted it" in page
        assert "Southmarch Police</a></th>" not in page.partition("List all forces")[0]


class TestVersion:
    def test_shows_the_snapshot(self, session, web):
        tool = f.ATool(name="Call triage")

        page = web.get(f"/tools/{tool.slug}/versions/1").text

        assert "Call triage, version 1" in page
        assert "This is the version in force." in page

    def test_leaves_out_what_the_reader_may_not_read(self, session, web):
        tool = f.ATool(content={"cost_yearly": "GBP 12,345 a year"})

        assert "12,345" not in web.get(f"/tools/{tool.slug}/versions/1").text

    def test_an_unknown_number_is_not_there(self, session, web):
        assert web.get(f"/tools/{f.ATool().slug}/versions/2").status_code == 404


class TestStatements:
    def asked(self, web, count_statements, tool):
        with count_statements() as seen:
            assert web.get(f"/tools/{tool.slug}").status_code == 200
        return len(seen)

    def test_stay_within_twelve_whatever_there_is(self, session, web, count_statements):
        owner = f.AForce()
        tool = f.ATool(owner)
        web.sign_in(f.APerson((owner, Role.LEAD)).id)
        few = self.asked(web, count_statements, tool)
        for _number in range(12):
            f.AnAdoption(tool)
            a_study(tool)
            f.save(Source(tool_id=tool.id, title="A paper"))
        board = f.ABoard()
        f.ACase(board, tool)

        many = self.asked(web, count_statements, tool)

        assert few <= many <= 12

    def test_sixty_outcomes_at_forty_three_sites_are_read_in_eight(self, session, web, count_statements):
        tool = f.ATool(visibility=Visibility.PUBLIC)
        sites = [f.AForce() for _site in range(43)]
        for number in range(60):
            f.AClaim(f.AnEvidence(tool, sites[number % 43]), outcome=f"Outcome {number}")

        assert self.asked(web, count_statements, tool) <= 8
        assert web.get(f"/tools/{tool.slug}").text.count("Outcome ") >= 60
