"""The matrix, the spread of a tool, organisations and changes: what they show, what they must not, what they cost."""

import re
from datetime import date, timedelta

import pytest

from registry.catalogue.models import UnnamedClaim, Version
from registry.catalogue.services import retire
from registry.core import clock
from registry.freshness.queries.due import KINDS
from registry.governance.models import Condition
from registry.governance.services.decisions import ConditionDetails, DecisionDetails, decide
from registry.pages.queries.changes import changes_since
from registry.rules.lifecycles import CaseState, Outcome, Stage, TaskState
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Precision, Role, Standing, Visibility
from tests import factories as f
from tests.replication.said import a_hold

HIDDEN = Visibility.POLICING


def crowd(forces: int, tools: int, **fields) -> None:
    """Every one of some forces has every one of some tools."""
    here = [f.AForce(name=f"Crowd {n} {clock.now().timestamp()} Police") for n in range(forces)]
    for _ in range(tools):
        tool = f.ATool(here[0])
        for force in here:
            f.AnAdoption(tool, force, **fields)


class TestMatrixPage:
    def test_shows_a_cell_in_its_row_and_column(self, web, session):
        force, tool = f.AForce(name="Northmarch Police"), f.ATool(name="Call-back video")
        f.AnAdoption(tool, force)

        page = web.get("/matrix").text

        assert "<span>Northmarch</span>" in page
        assert "Call-back video</a>" in page
        assert "1 confirmed, 0 unconfirmed, 0 reported, 0 disputed" in page

    @pytest.mark.parametrize("path", ["/matrix", "/matrix?as=list", "/matrix.csv", "/matrix?stage=live"])
    def test_a_hidden_adoption_shows_nowhere(self, web, session, path):
        f.AnAdoption(f.ATool(name="Call-back video"), visibility=HIDDEN)

        assert "Call-back video" not in web.get(path).text

    def test_an_empty_register_says_so(self, web, session):
        assert "No tool fits these filters" in web.get("/matrix").text

    @pytest.mark.parametrize(
        "path",
        ["/matrix?stage=nonsense&standing=x&page=-4", "/matrix?page=99999999&region=%3Cb%3E", "/matrix?q=%25_%27"],
    )
    def test_any_filter_is_answered(self, web, session, path):
        assert web.get(path).status_code == 200

    def test_stage_not_stated_is_shown_and_not_counted(self, web, session):
        f.AnAdoption(stage=Stage.STAGE_NOT_STATED, standing=Standing.REPORTED)

        page = web.get("/matrix").text

        assert "0 confirmed, 0 unconfirmed, 0 reported, 0 disputed" in page
        assert "not counted" in page

    def test_costs_six_statements_however_much_there_is(self, web, session, count_statements):
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)
        crowd(2, 2)
        with count_statements() as few:
            web.get("/matrix")
        crowd(4, 6)
        with count_statements() as many:
            web.get("/matrix")

        assert len(few) == len(many) <= 6

    def test_example_forces_are_no_part_of_the_real_matrix(self, web, session):
        f.AnAdoption(f.ATool(name="Call-back video"), f.AForce(synthetic=True), synthetic=True)

        assert "Call-back video" not in web.get("/matrix").text
        assert "Example data." in web.get("/matrix?example=1").text


class TestSpreadPage:
    def published(self, tool, year: int, number: int) -> None:
        f.save(
            UnnamedClaim(
                tool_id=tool.id,
                words=f"used by {number} forces",
                number=number,
                of_number=43,
                dated=str(year),
                happened_on=date(year, 1, 1),
                source="Supplier page",
            )
        )

    def test_shows_published_counts_as_points_and_as_a_table(self, web, session):
        tool = f.ATool()
        self.published(tool, 2015, 1)
        self.published(tool, 2024, 40)

        page = web.get(f"/tools/{tool.slug}/spread").text

        assert "From 1 force in 2015 to 40 of 43 in 2024, as published." in page
        assert page.count('class="hollow"') >= 2
        assert "used by 40 forces" in page

    def test_draws_no_line_through_years_without_a_count(self, web, session):
        tool = f.ATool()
        self.published(tool, 2015, 1)
        self.published(tool, 2024, 40)

        page = web.get(f"/tools/{tool.slug}/spread").text

        assert 'class="gap"' not in page
        assert "no published count" in page

    def test_an_unnamed_claim_colours_nothing_and_counts_nothing(self, web, session):
        f.AForce()
        tool = f.ATool()
        f.save(UnnamedClaim(tool_id=tool.id, words="nearly half of forces", source="Press"))

        page = web.get(f"/tools/{tool.slug}/spread").text

        assert "nearly half of forces" in page
        assert "0 confirmed, 0 unconfirmed, 0 reported, 0 disputed" in page

    def test_weights_coverage_and_names_date_and_source(self, web, session):
        big = f.AForce(officers_fte=3000, officers_source="Police workforce", officers_date=date(2019, 9, 30))
        f.AForce(officers_fte=1000, officers_source="Police workforce", officers_date=date(2019, 9, 30))
        tool = f.ATool(f.AForce(territorial=False))
        f.AnAdoption(tool, big)

        page = web.get(f"/tools/{tool.slug}/spread").text

        assert "50%, 1 of 2" in page
        assert "75%, 3,000 of 4,000" in page
        assert "30 September 2019" in page
        assert "Police workforce" in page

    def test_the_whole_is_the_forces_valid_today(self, web, session):
        force = f.AForce()
        f.AForce(valid_to=clock.today() - timedelta(days=1))
        f.AForce(valid_from=clock.today() + timedelta(days=1))
        tool = f.ATool(f.AForce(territorial=False))
        f.AnAdoption(tool, force)

        assert "100%, 1 of 1" in web.get(f"/tools/{tool.slug}/spread").text

    def test_a_hidden_adoption_shows_neither_on_the_map_nor_in_the_counts(self, web, session):
        force, tool = f.AForce(tile_col=1, tile_row=1, tile_code="NMP"), f.ATool()
        f.AnAdoption(tool, force, visibility=HIDDEN)

        page = web.get(f"/tools/{tool.slug}/spread").text

        assert 'class="tile tile--live' not in page
        assert "No named force is known to have adopted it." in page

    def test_an_example_is_measured_against_no_real_force(self, web, session):
        f.AForce()
        tool = f.ATool(f.AForce(synthetic=True, territorial=False), synthetic=True)
        f.AnAdoption(tool, f.AForce(synthetic=True, territorial=False), synthetic=True)

        page = web.get(f"/tools/{tool.slug}/spread").text

        assert "Adopted by 1 organisation of this example." in page
        assert "Coverage is worked out for real forces only." in page
        assert "0 of 0" not in page
        assert "Show as a table" not in page

    def test_leads_in_one_step_to_what_the_next_force_asks(self, web, session):
        tool = f.ATool()
        f.AnAdoption(tool)
        path = f"/tools/{tool.slug}"

        page = web.get(f"{path}/spread").text
        asked = page.split("What the next force asks")[1].split("</ul>")[0]

        for link in re.findall(r'href="([^"]+)"', asked):
            address, _hash, anchor = link.partition("#")
            there = web.get(address)
            assert there.status_code == 200
            assert not anchor or f'id="{anchor}"' in there.text
        assert len(re.findall("<li>", asked)) == 6
        assert all(part in page for part in ('class="tiles"', "Every force and where it stands", "How many, by date"))

    def test_a_hidden_tool_is_not_found(self, web, session):
        tool = f.ATool(visibility=Visibility.NAMED)

        assert web.get(f"/tools/{tool.slug}/spread").status_code == 404

    def test_costs_the_same_however_many_have_it(self, web, session, count_statements):
        tool = f.ATool()
        f.AnAdoption(tool)
        with count_statements() as few:
            web.get(f"/tools/{tool.slug}/spread")
        for _ in range(8):
            f.AnAdoption(tool)
        with count_statements() as many:
            web.get(f"/tools/{tool.slug}/spread")

        assert len(few) == len(many) <= 11 + len(KINDS)


def a_decision(tool, named):
    """A decision with a condition on one force and another on all adopters."""
    board = f.ABoard()
    case = f.ACase(board, tool, CaseState.SCHEDULED)
    asked = (ConditionDetails("Assess it first", True, named.id), ConditionDetails("Publish the method", False, None))
    chair = f.actor_of(f.ABoardPerson(board, Role.CHAIR, (f.AForce(), Role.READER)))
    decide(chair, case.id, DecisionDetails(Outcome.RECOMMEND_WITH_CONDITIONS, "It helps.", conditions=asked))


def another_version(tool, number, visibility):
    """A further version of a tool, which stays live in the one that it has."""
    return Version(
        tool_id=tool.id,
        number=number,
        schema_number=1,
        content=f.CONTENT,
        visibility=visibility,
        published_at=tool.published_at,
        salt="00",
        digest="0" * 64,
    )


class TestOrganisationPage:
    def test_shows_what_is_used_and_what_is_owned(self, web, session):
        force = f.AForce()
        f.AnAdoption(f.ATool(name="Call-back video"), force)
        f.ATool(force, name="Rota planner")

        page = web.get(f"/organisations/{force.slug}").text

        assert "Call-back video" in page
        assert "Rota planner" in page

    def test_what_is_due_is_for_its_own_people(self, web, session):
        force = f.AForce()
        f.AnAdoption(organisation=force, expires_on=clock.today() + timedelta(days=5))

        public = web.get(f"/organisations/{force.slug}").text
        web.sign_in(f.APerson((force, Role.LEAD)).id)
        own = web.get(f"/organisations/{force.slug}").text

        assert "Everything due" not in public
        assert "Confirm 1" in own
        assert "in 5 days" in own

    def test_only_the_lead_is_offered_to_confirm(self, web, session):
        force = f.AForce()
        f.AnAdoption(organisation=force, expires_on=clock.today())
        web.sign_in(f.APerson((force, Role.READER)).id)

        page = web.get(f"/organisations/{force.slug}").text

        assert "Everything due" in page
        assert "Still true</button>" not in page

    def test_hidden_adoptions_are_neither_listed_nor_counted(self, web, session):
        force = f.AForce()
        f.AnAdoption(f.ATool(name="Call-back video"), force, visibility=HIDDEN)

        page = web.get(f"/organisations/{force.slug}").text

        assert "Call-back video" not in page
        assert "Nothing is stated yet" in page

    def test_proof_and_reasons_are_not_public(self, web, session):
        force = f.AForce()
        adoption = f.AnAdoption(organisation=force)
        step = session.query(f.StageEvent).filter_by(adoption_id=adoption.id).one()
        step.proof, step.reason = {"units": "beat teams", "eligible": 9, "using": 4}, "A secret reason"
        f.save(step)

        public = web.get(f"/organisations/{force.slug}").text
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        policing = web.get(f"/organisations/{force.slug}").text

        assert "beat teams" not in public
        assert "A secret reason" not in public
        assert "beat teams" in policing
        assert "A secret reason" in policing

    def test_live_under_an_open_condition_is_said(self, web, session):
        force = f.AForce()
        a_hold(f.AnAdoption(organisation=force))

        assert "Live, condition not met." in web.get(f"/organisations/{force.slug}").text

    def test_costs_the_same_however_much_there_is_and_falls_due(self, web, session, count_statements):
        force = f.AForce()
        path = f"/organisations/{force.slug}"
        web.sign_in(f.APerson((force, Role.LEAD)).id)
        for _ in range(2):
            f.AnAdoption(f.ATool(force), force, expires_on=clock.today())
            f.AContract(f.ATool(force), f.ASupplier(), force, parties=[f.AForce()])
        with count_statements() as few:
            web.get(path)
        for _ in range(9):
            f.AnAdoption(f.ATool(force), force, expires_on=clock.today())
            a_decision(f.ATool(force), force)
            f.AFundingStream(f.ATool(force), force)
            f.AContract(f.ATool(force), f.ASupplier(), force, parties=[f.AForce()])
        with count_statements() as many:
            web.get(path)

        assert (
            len(few) == len(many) <= 19 + len(KINDS)
        )  # one asks which gates the force took up, four what ends, one what waits, one what is reported

    def test_shows_decisions_on_its_tools_and_what_falls_to_it(self, web, session):
        owner, named = f.AForce(), f.AForce()
        a_decision(f.ATool(owner, name="Rota planner"), named)

        page, theirs = (web.get(f"/organisations/{force.slug}").text for force in (owner, named))

        assert all(words in page for words in ("Rota planner", "Recommend with conditions", "Publish the method"))
        assert "Assess it first" not in page
        assert all(words in theirs for words in ("Rota planner", "Recommend with conditions", "Assess it first"))
        assert "Publish the method" not in theirs

    def test_what_is_accepted_falls_to_nobody_any_more(self, web, session):
        force = f.AForce()
        a_decision(f.ATool(force), force)
        for condition in session.query(Condition):
            condition.state = TaskState.ACCEPTED
            f.save(condition)

        page = web.get(f"/organisations/{force.slug}").text

        assert "Assess it first" not in page
        assert "Recommend with conditions" in page

    def test_a_case_about_a_hidden_tool_shows_only_to_those_who_may_read_it(self, web, session):
        owner, named = f.AForce(), f.AForce()
        a_decision(f.ATool(owner, name="Hidden thing", visibility=Visibility.POLICING), named)

        public = [web.get(f"/organisations/{force.slug}").text for force in (owner, named)]
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        policing = web.get(f"/organisations/{named.slug}").text

        for page in public:
            assert not any(words in page for words in ("Hidden thing", "It helps.", "Assess it first", "Publish"))
        assert "Assess it first" in policing

    def test_an_unknown_one_is_not_found(self, web, session):
        assert web.get("/organisations/atlantis").status_code == 404


class TestOrganisations:
    def test_lists_each_with_what_it_adopted(self, web, session):
        f.AnAdoption(organisation=f.AForce(name="Northmarch Police"))

        page = web.get("/organisations?kind=force").text

        assert "Northmarch Police" in page
        assert "1 confirmed" in page


class TestChanges:
    def test_shows_steps_since_a_day(self, web, session):
        f.AnAdoption(f.ATool(name="Call-back video"))

        today, tomorrow = clock.today(), clock.today() + timedelta(days=1)

        assert "Call-back video" in web.get(f"/changes?since={today}").text
        assert "Call-back video" not in web.get(f"/changes?since={tomorrow}").text

    def test_a_hidden_adoption_is_neither_shown_nor_counted(self, web, session):
        f.AnAdoption(organisation=f.AForce(name="Northmarch Police"), visibility=HIDDEN)

        page = web.get("/changes").text

        assert "Northmarch" not in page
        assert "1 change that you may read" in page  # the tool itself was published

    def test_shows_versions_retirements_and_decisions_newest_first(self, web, session):
        owner = f.AForce()
        tool = f.ATool(owner, name="Call-back video")
        a_decision(tool, f.AForce())
        retire(f.AnActor(Role.LEAD, owner), tool.slug, "No longer used.")

        page = web.get("/changes").text

        places = [page.index(words) for words in ("Retired by its owner.", "Recommend with conditions", "Version 1")]
        assert places == sorted(places)
        assert "3 changes that you may read" in page

    def test_what_happened_to_a_hidden_tool_is_neither_shown_nor_counted(self, web, session):
        owner = f.AForce()
        tool = f.ATool(owner, name="Hidden thing", visibility=HIDDEN)
        a_decision(tool, f.AForce())
        retire(f.AnActor(Role.LEAD, owner), tool.slug, "No longer used.")

        public = web.get("/changes").text
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        policing = web.get("/changes").text

        assert "Hidden thing" not in public
        assert "0 changes that you may read" in public
        assert "3 changes that you may read" in policing

    def test_a_suspended_tool_shows_nothing(self, web, session):
        f.ATool(name="Suspended thing", suspended_at=clock.now(), suspension_reason="Asked for")

        assert "Suspended thing" not in web.get("/changes").text

    def test_an_older_version_stays_with_those_it_was_released_to(self, web, session):
        tool = f.ATool()
        f.save(another_version(tool, 2, Visibility.PUBLIC), another_version(tool, 3, HIDDEN))

        public = web.get("/changes").text
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        policing = web.get("/changes").text

        assert ("Version 1" in public, "Version 2" in public, "Version 3" in public) == (True, True, False)
        assert "Version 3" in policing

    def test_what_is_invented_says_so(self, web, session):
        f.ATool(name="Call-back video", synthetic=True)

        assert "Example data." in web.get("/changes").text

    def test_pages_hold_each_change_once(self, session):
        for _ in range(3):
            a_decision(f.ATool(), f.AForce())
            f.AnAdoption()

        pages = [changes_since(ANONYMOUS, clock.today(), number, size=5) for number in (1, 2, 3)]

        found = [(row.kind, row.tool_slug, row.recorded_at) for page in pages for row in page.items]
        assert [page.total for page in pages] == [12] * 3
        assert len(set(found)) == len(found) == 12
        assert [moment for *_, moment in found] == sorted((moment for *_, moment in found), reverse=True)

    def test_costs_two_statements_however_much_there_is(self, session, count_statements):
        with count_statements() as few:
            changes_since(ANONYMOUS, clock.today())
        a_decision(f.ATool(), f.AForce())
        crowd(3, 3)
        with count_statements() as many:
            changes_since(ANONYMOUS, clock.today())

        assert len(few) == len(many) == 2

    @pytest.mark.parametrize("text", ["yesterday", "2026-02-31", "9999999999"])
    def test_a_date_that_is_none_is_said(self, web, session, text):
        page = web.get(f"/changes?since={text}")

        assert page.status_code == 200
        assert "could not be read" in page.text


class TestPrecision:
    def test_a_date_known_to_a_year_reads_as_a_year(self, web, session):
        force = f.AForce()
        adoption = f.AnAdoption(organisation=force, standing=Standing.REPORTED)
        adoption.since, adoption.since_precision = date(2019, 1, 1), Precision.YEAR
        f.save(adoption)

        assert "reported, 2019" in web.get(f"/organisations/{force.slug}").text
