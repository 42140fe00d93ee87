"""What each resource of the API tells, and what it keeps to itself."""

from datetime import timedelta

from registry.core import clock
from registry.rules.lifecycles import Stage
from registry.rules.words import OrganisationKind, Role, Standing, Visibility
from tests import factories as f
from tests.api.records import a_decision, a_measure, a_reason, a_standard, an_evidence
from tests.browser import Browser


def slugs(response) -> list[str]:
    return [item["slug"] for item in response.json["items"]]


class TestTools:
    def test_a_tool_in_brief(self, web: Browser):
        tool = f.ATool(name="Call sorter")

        item = web.get("/api/v1/tools").json["items"][0]

        assert (item["slug"], item["name"], item["phase"], item["problems"]) == (
            tool.slug,
            "Call sorter",
            "production",
            ["long-101-waits"],
        )
        assert (item["url"], item["page"]) == (f"/api/v1/tools/{tool.slug}", f"/tools/{tool.slug}")
        assert item["owner"]["slug"]

    def test_what_is_not_stated_is_null(self, web: Browser):
        tool = f.ATool(content={"supplier": ""})

        assert web.get(f"/api/v1/tools/{tool.slug}").json["supplier"] is None

    def test_drafts_and_suspended_tools_are_not_listed(self, web: Browser):
        f.ATool(state=f.ToolState.DRAFT)
        f.ATool(suspended_at=clock.now(), suspension_reason="A fault")

        assert web.get("/api/v1/tools").json["total"] == 0

    def test_a_suspended_tool_answers_410_to_those_who_could_read_it(self, web: Browser):
        tool = f.ATool(suspended_at=clock.now(), suspension_reason="A fault")

        response = web.get(f"/api/v1/tools/{tool.slug}")

        assert (response.status_code, response.mimetype) == (410, "application/problem+json")
        assert "fault" not in response.text

    def test_a_suspended_tool_that_was_never_theirs_answers_404(self, web: Browser):
        tool = f.ATool(visibility="policing", suspended_at=clock.now(), suspension_reason="A fault")

        assert web.get(f"/api/v1/tools/{tool.slug}").status_code == 404

    def test_policing_reads_policing_tools(self, web: Browser):
        tool = f.ATool(visibility="policing")
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

        assert slugs(web.get("/api/v1/tools")) == [tool.slug]

    def test_a_supplier_does_not(self, web: Browser):
        f.ATool(visibility="policing")
        web.sign_in(f.APerson((f.AForce(kind=OrganisationKind.SUPPLIER), Role.READER)).id)

        assert slugs(web.get("/api/v1/tools")) == []

    def test_answers_for_policing_stay_with_policing(self, web: Browser):
        tool = f.ATool(content={"cost_setup": "About nine days"})

        assert "cost_setup" not in web.get(f"/api/v1/tools/{tool.slug}").json["answers"]
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        assert web.get(f"/api/v1/tools/{tool.slug}").json["answers"]["cost_setup"] == "About nine days"

    def test_filters_narrow_the_list(self, web: Browser):
        wanted = f.ATool(content={"problems": ["knife-crime"], "phase": "beta-pilot", "category": "investigation"})
        f.ATool()

        owner = wanted.owner_id
        asked = ["problem=knife-crime", "phase=beta-pilot", "category=investigation"]

        assert [slugs(web.get(f"/api/v1/tools?{one}")) for one in asked] == [[wanted.slug]] * 3
        assert owner

    def test_an_owners_tools(self, web: Browser):
        force = f.AForce()
        tool = f.ATool(owner=force)
        f.ATool()

        assert slugs(web.get(f"/api/v1/tools?owner={force.slug}")) == [tool.slug]

    def test_tools_published_since(self, web: Browser):
        f.ATool()
        tomorrow = (clock.now() + timedelta(days=1)).isoformat().replace("+", "%2B")

        assert slugs(web.get(f"/api/v1/tools?published_since={tomorrow}")) == []

    def test_a_tool_counts_its_adoptions_by_stage_and_standing(self, web: Browser):
        tool = f.ATool()
        f.AnAdoption(tool)
        f.AnAdoption(tool, standing=Standing.REPORTED)
        f.AnAdoption(tool, visibility=Visibility.POLICING)

        assert web.get(f"/api/v1/tools/{tool.slug}").json["adoptions"] == [
            {"stage": "live", "confirmed": 1, "unconfirmed": 0, "reported": 1, "disputed": 0}
        ]

    def test_evidence_keeps_direction_and_design_apart(self, web: Browser):
        an_evidence(tool := f.ATool(), measure := a_measure())

        found = web.get(f"/api/v1/tools/{tool.slug}").json

        effect, count = found["evidence"][0]["claims"]
        assert (found["evidence"][0]["design"], effect["direction"], effect["measure"]["code"]) == (
            "randomised-trial",
            "better",
            measure.code,
        )
        assert (count["direction"], count["measure"], count["local_measure"]) == (None, None, "Calls taken")
        assert (found["replication_level"], found["strongest_design"]) == (3, "randomised-trial")

    def test_evidence_that_was_withdrawn_is_not_shown(self, web: Browser):
        an_evidence(tool := f.ATool(), withdrawn_at=clock.now())

        found = web.get(f"/api/v1/tools/{tool.slug}").json

        assert (found["evidence"], found["replication_level"], found["strongest_design"]) == ([], 1, None)


class TestOrganisations:
    def test_an_organisation_with_dated_figures(self, web: Browser):
        force = f.AForce(officers_fte=1200)

        found = web.get(f"/api/v1/organisations/{force.slug}").json

        assert found["officers"]["value"] == 1200
        assert found["officers"]["on"] == clock.today().isoformat()

    def test_figures_that_are_not_known_are_null(self, web: Browser):
        force = f.AForce(officers_fte=None, officers_date=None)

        assert web.get(f"/api/v1/organisations/{force.slug}").json["officers"] is None

    def test_the_list_is_of_a_day(self, web: Browser):
        ended = f.AForce(valid_to=clock.today() - timedelta(days=1))
        day = clock.today() - timedelta(days=2)

        assert ended.slug not in slugs(web.get("/api/v1/organisations"))
        assert ended.slug in slugs(web.get(f"/api/v1/organisations?on={day.isoformat()}"))

    def test_of_one_kind(self, web: Browser):
        f.AForce()
        supplier = f.AForce(kind=OrganisationKind.SUPPLIER)

        assert slugs(web.get("/api/v1/organisations?kind=supplier")) == [supplier.slug]

    def test_mailboxes_are_not_given_away(self, web: Browser):
        force = f.AForce(mailbox="someone@force.example")

        assert "@" not in web.get(f"/api/v1/organisations/{force.slug}").text


class TestAdoptions:
    def test_an_adoption_names_tool_organisation_and_standing(self, web: Browser):
        adoption = f.AnAdoption(tool := f.ATool(), force := f.AForce(), standing=Standing.REPORTED)

        item = web.get("/api/v1/adoptions").json["items"][0]

        assert (item["tool"]["slug"], item["organisation"]["slug"]) == (tool.slug, force.slug)
        assert (item["stage"], item["standing"], item["source"]) == ("live", "reported", "A published source")
        assert item["since"] == adoption.since.isoformat()

    def test_a_confirmation_that_expired_reads_unconfirmed(self, web: Browser):
        f.AnAdoption(expires_on=clock.today() - timedelta(days=1))

        assert web.get("/api/v1/adoptions?standing=unconfirmed").json["total"] == 1
        assert web.get("/api/v1/adoptions?standing=confirmed").json["total"] == 0

    def test_several_stages_may_be_asked_for(self, web: Browser):
        for stage in (Stage.LIVE, Stage.PILOTING, Stage.STOPPED):
            f.AnAdoption(stage=stage)

        assert web.get("/api/v1/adoptions?stage=live&stage=piloting").json["total"] == 2

    def test_of_one_tool_or_one_organisation(self, web: Browser):
        f.AnAdoption(tool := f.ATool(), force := f.AForce())
        f.AnAdoption()

        totals = [
            web.get(f"/api/v1/adoptions?{one}").json["total"]
            for one in (f"tool={tool.slug}", f"organisation={force.slug}")
        ]

        assert totals == [1, 1]

    def test_what_the_adopter_has_not_released_is_neither_shown_nor_counted(self, web: Browser):
        f.AnAdoption(visibility=Visibility.POLICING)
        f.AnAdoption(tool=f.ATool(visibility="policing"))

        assert web.get("/api/v1/adoptions").json["total"] == 0

    def test_barriers_are_public_and_reasons_are_not(self, web: Browser):
        a_reason(f.AnAdoption(stage=Stage.STOPPED), "The contract cost too much")

        item = web.get("/api/v1/adoptions").json["items"][0]
        assert (len(item["barriers"]), item["reason"]) == (1, None)
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        assert web.get("/api/v1/adoptions").json["items"][0]["reason"] == "The contract cost too much"


class TestReference:
    def test_a_measure_with_its_definition(self, web: Browser):
        measure = a_measure(numerator="calls answered")

        found = web.get(f"/api/v1/measures/{measure.code}").json

        assert (found["numerator"], found["denominator"]) == ("calls answered", None)

    def test_a_standard_with_what_it_asks(self, web: Browser):
        standard = a_standard()

        found = web.get(f"/api/v1/standards/{standard.code}").json

        assert found["versions"] == [
            {
                "label": "2",
                "published_on": None,
                "source": None,
                "note": None,
                "exemption_office": "assurer",
                "requirements": [{"code": "first", "text": "Do it."}],
            }
        ]

    def test_standards_stand_in_the_order_of_the_library(self, web: Browser):
        made = [a_standard().code for _ in range(3)]

        assert [item["code"] for item in web.get("/api/v1/standards").json["items"]] == made


class TestBoards:
    def test_a_decision_with_what_it_asks(self, web: Browser):
        board = f.ABoard()
        a_decision(tool := f.ATool(), board)

        found = web.get(f"/api/v1/boards/{board.slug}").json["decisions"]["items"][0]

        assert (found["tool"]["slug"], found["outcome"]) == (tool.slug, "recommend-with-conditions")
        assert [one["words"] for one in found["conditions"] + found["actions"]] == [
            "Check the data first.",
            "Write a playbook.",
        ]

    def test_a_decision_on_a_hidden_tool_is_nowhere(self, web: Browser):
        board = f.ABoard()
        a_decision(f.ATool(visibility="policing"), board)
        a_decision(f.ATool(suspended_at=clock.now(), suspension_reason="A fault"), board)

        found = web.get(f"/api/v1/boards/{board.slug}").json["decisions"]

        assert (found["items"], found["total"]) == ([], 0)
        assert web.get(f"/api/v1/boards/{board.slug}/decisions").json["total"] == 0

    def test_members_are_not_named(self, web: Browser):
        board = f.ABoard()
        person = f.ABoardPerson(board, Role.CHAIR)

        answer = web.get(f"/api/v1/boards/{board.slug}").text

        assert person.name not in answer
        assert person.email not in answer
