"""The search page."""

from unicodedata import category

import pytest

from registry.rules.lifecycles import Stage
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Compliance, Design, Direction, Role, Standing, Visibility, label
from registry.search import services
from registry.search.queries import counts
from registry.search.queries.asked import Asked
from registry.search.queries.page import results
from tests import factories as f
from tests.search import shelved, writing

pytestmark = pytest.mark.usefixtures("index_home")


class TestFind:
    def test_shows_a_tool_with_why_it_matched_and_how_sure_one_can_be(self, web):
        tool = f.ATool(name="Call triage", content={"summary": "Sorts calls by risk"})
        shelved.a_claim(tool, Design.RANDOMISED_TRIAL, Direction.BETTER)
        f.AnAdoption(tool, standing=Standing.REPORTED)
        services.rebuild()

        page = web.get("/search?q=triage").text

        assert '<a href="/tools/' + tool.slug in page
        assert 'Call <mark class="app-mark">triage</mark>' in page
        assert "title (1)" in page
        assert "Randomised trial" in page
        assert "Shows better" in page
        assert "0 confirmed, 0 unconfirmed, 1 reported" in page

    def test_says_of_a_tool_what_its_page_says_of_it(self, web):
        tool = f.ATool(name="Call triage")
        for found in (Direction.BETTER, Direction.INCONCLUSIVE):
            shelved.a_claim(tool, Design.RANDOMISED_TRIAL, found)
        services.rebuild()

        for page in (web.get("/search?q=triage").text, web.get(f"/tools/{tool.slug}").text):
            assert "Shows better" in page
            assert "Shows mixed results" not in page

    def test_without_words_lists_every_tool(self, web):
        f.ATool(name="Alpha"), f.ATool(name="Beta")
        services.rebuild()

        page = web.get("/search").text

        assert "Alpha" in page
        assert "Beta" in page
        assert "<h1>Tools on the register</h1>" in page

    def test_finds_by_what_the_evidence_says(self, web):
        tool = f.ATool(name="Alpha")
        shelved.a_claim(tool, Design.ESTIMATE, Direction.BETTER, result="Fewer marmalade sandwiches were eaten")
        services.rebuild()

        page = web.get("/search?q=marmalade").text

        assert "evidence (1)" in page
        assert "Fewer <mark" in page

    def test_finds_by_who_uses_it(self, web):
        f.AnAdoption(f.ATool(name="Alpha"), f.AForce(name="Northmarch Police"))
        services.rebuild()

        assert "organisations that use or considered it (1)" in web.get("/search?q=northmarch").text

    def test_filters_show_as_chips_that_can_be_taken_off(self, web):
        f.ATool(name="Alpha", content={"category": "video-drone"}), f.ATool(name="Omega")
        services.rebuild()

        page = web.get("/search?category=video-drone").text

        assert "Alpha" in page
        assert "Omega" not in page
        assert 'class="app-chip"' in page

    def test_says_what_it_searched_for_besides(self, web):
        f.ATool(name="Domestic abuse helper")
        services.rebuild()

        page = web.get("/search?q=DA").text

        assert "Also searched for related words" in page
        assert "Domestic abuse helper" not in web.get("/search?q=DA&exact=1").text

    def test_sorts_by_use(self, web):
        f.ATool(name="Alpha tool"), f.AnAdoption(f.ATool(name="Beta tool"))
        services.rebuild()

        page = web.get("/search?sort=adopted").text

        assert page.index("Beta") < page.index("Alpha")

    def test_turns_pages(self, web):
        for _ in range(21):
            f.ATool()
        services.rebuild()

        assert "Showing 21 to 21 of 21" in web.get("/search?page=2").text
        assert "Showing 21 to 21 of 21" in web.get("/search?page=9999999").text


class TestNothingFound:
    def test_offers_what_is_spelt_alike(self, web):
        f.ATool(name="Vulnerability finder")
        services.rebuild()

        page = web.get("/search?q=vulnerabilty").text

        assert "Did you mean" in page
        assert "Similar spellings" in page
        assert "Vulnerability</mark> finder" in page

    def test_offers_fewer_filters(self, web):
        f.ATool(name="Alpha")
        services.rebuild()

        assert "finds 1 tool)" in web.get("/search?q=alpha&phase=retired").text

    def test_offers_single_words(self, web):
        f.ATool(name="Alpha"), f.ATool(name="Beta")
        services.rebuild()

        assert "Try a single word" in web.get("/search?q=alpha+beta").text

    def test_tech_does_not_find_team(self, web):
        f.ATool(name="Team planner", content={"summary": "Plans"})
        services.rebuild()

        assert "Team planner" not in web.get("/search?q=tech").text


class TestWhoSeesWhat:
    def test_a_visitor_finds_no_policing_record(self, web):
        f.ATool(name="Marmalade", visibility="policing")
        services.rebuild()

        page = web.get("/search?q=marmalade").text

        assert "Marmalade" not in page
        assert "<strong>0 tools</strong> of 0" in page

    def test_a_member_of_policing_finds_it(self, web):
        f.ATool(name="Marmalade", visibility="policing")
        services.rebuild()
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

        assert "Marmalade" in web.get("/search?q=marmalade").text

    def test_lessons_for_policing_match_for_policing_alone(self, web):
        f.ATool(name="Alpha", content={"lessons": "We ran out of marmalade"})
        services.rebuild()
        visitor = web.get("/search?q=marmalade").text
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        member = web.get("/search?q=marmalade").text

        assert ("Alpha" in visitor, "Alpha" in member, "ran out of <mark" in member) == (False, True, True)

    def test_an_adopter_who_tells_policing_alone_is_not_found_by_others(self, web):
        tool = f.ATool(name="Alpha")
        f.AnAdoption(tool, f.AForce(name="Marmalade Police"), visibility=Visibility.POLICING)
        services.rebuild()

        page = web.get("/search?q=marmalade").text

        assert "Alpha" not in page
        assert "Marmalade Police" not in page

    def test_what_was_withdrawn_since_the_index_was_written_does_not_show(self, web, session):
        tool = f.ATool(name="Marmalade")
        services.rebuild()
        tool.visibility = Visibility.NAMED
        f.save(tool)

        assert "Marmalade" not in web.get("/search?q=marmalade").text.replace('value="marmalade"', "")


class TestBadInput:
    @pytest.mark.parametrize(
        "query",
        [
            "q=" + "x" * 10_000,
            "q=%1b%ff",
            "q=%22%22%22",
            "q=" + "(" * 500,
            "q=(a%2B)%2B%24",
            "q=<script>alert(1)</script>",
            "page=-1",
            "page=10000000",
            "page=abc",
            "sort=sideways&category=none-such&owner=" + "y" * 5_000,
            "category=" + "&category=".join("abc" for _ in range(300)),
            "level=proven&strength=&direction=%1b",
        ],
    )
    def test_gets_a_useful_page(self, web, query: str):
        f.ATool(name="Alpha")
        services.rebuild()

        answer = web.get(f"/search?{query}")

        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert not [sign for sign in answer.text if category(sign) == "Cc" and sign != "\n"]

    def test_words_of_a_record_are_escaped(self, web):
        f.ATool(name="<b>Marmalade</b>", content={"summary": "<img src=x> marmalade"})
        services.rebuild()

        page = web.get("/search?q=marmalade").text

        assert "<b>Marmalade" not in page
        assert "<img src=x>" not in page


class TestWhatNobodyShouldType:
    @pytest.mark.parametrize(
        "typed",
        [
            "drone " * 2_000,
            "a" * 10_000,
            "%00%01%1b[31m drone",
            '"drone',
            '"" "" ""',
            "(a+)+$ (a|aa)*b",
            ".*" * 100,
            "-" * 300,
            "owner:" * 100,
            "title:",
            "*",
            "a* b* c* dr*",
            "OR OR -OR",
            "\u202e\ufeff\U0001f600",
            "drone' OR 1=1 --",
        ],
    )
    def test_gets_a_page(self, web, typed: str):
        f.ATool(name="Drone")
        services.rebuild()

        answer = web.get("/search", query_string={"q": typed})

        assert answer.status_code == 200
        assert "<h1>Search results</h1>" in answer.text or "<h1>Tools on the register</h1>" in answer.text

    @pytest.mark.parametrize("page", ["10000000", "99999999999999999999", "-1", "0", "x", "1e9"])
    def test_any_page_is_one_that_there_is(self, web, page: str):
        f.ATool(name="Drone")
        services.rebuild()

        assert "Showing 1 to 1 of 1" in web.get(f"/search?q=drone&page={page}").text

    def test_filters_without_end(self, web):
        f.ATool(name="Drone")
        services.rebuild()
        many = "&".join(f"{code}=x{number}" for number in range(100) for code in ("problem", "owner", "cost"))

        assert web.get(f"/search?{many}").status_code == 200


class TestWithoutAnIndex:
    def test_names_and_summaries_are_searched_all_the_same(self, web):
        f.ATool(name="Marmalade"), f.ATool(name="Chutney"), f.ATool(name="Marmalade secret", visibility="policing")

        page = web.get("/search?q=marmalade").text

        assert "The index is being built" in page
        assert "Chutney" not in page
        assert "secret" not in page
        assert "<strong>1 tool</strong>" in page

    @pytest.mark.parametrize(
        ("typed", "names"),
        [
            ("marmalade -orange", {"Marmalade plain"}),
            ("marmalade OR chutney", {"Marmalade of orange", "Marmalade plain", "Chutney"}),
            ('"marmalade of"', {"Marmalade of orange"}),
            ("chut", {"Chutney"}),
            ("marmalade owner:nobody", {"Marmalade of orange", "Marmalade plain"}),
            ("100%_", set()),
        ],
    )
    def test_what_is_asked_means_the_same(self, session, typed: str, names: set[str]):
        there = {f.ATool(name=name).id: name for name in ("Marmalade of orange", "Marmalade plain", "Chutney")}

        found = results(ANONYMOUS, Asked(typed))

        assert found.found.plain
        assert {there[hit.id] for hit in found.page.items} == names

    @pytest.mark.parametrize(("page", "shown"), [("2", "21 to 21"), ("10000000", "21 to 21"), ("-1", "1 to 20")])
    def test_any_page_is_one_that_there_is(self, web, page: str, shown: str):
        for _ in range(21):
            f.ATool(name="Marmalade")

        answer = web.get(f"/search?q=marmalade&page={page}").text

        assert f"Showing {shown} of 21" in answer
        assert "<strong>21 tools</strong>" in answer


class TestWhatWasLeftAside:
    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("forse:kent", "is not the name of a filter or of a part of a record"),
            (" ".join(f"w{number}" for number in range(21)), "Only the first 20 words of what you typed"),
            ("drone NOT", "NOT a word after it"),
        ],
    )
    def test_is_said(self, web, typed: str, said: str):
        services.rebuild()

        assert said in web.get("/search", query_string={"q": typed}).text


class TestFilters:
    def test_a_list_that_is_cut_says_how_much_is_missing(self, web):
        for number in range(counts.MOST + 2):
            f.ATool(f.AForce(name=f"Force {number:03}", slug=f"numbered-{number:03}"))
        services.rebuild()

        page = web.get("/search").text

        assert "2 more values are not listed. Search for one by its name, as in owner:name." in page
        assert ('value="numbered-059"' in page, 'value="numbered-060"' in page) == (True, False)
        assert 'value="numbered-061" checked' in web.get("/search?owner=numbered-061").text


class TestStandards:
    def test_explain_their_part_where_the_record_explains_another(self, web):
        tool = f.ATool(name="Marmalade maker")
        shelved.an_assessment(tool, shelved.a_standard("zebra"))
        services.rebuild()

        page = web.get("/search?q=marmalade+zebra").text

        assert "title (1), standards (1)" in " ".join(page.split())

    @pytest.mark.parametrize("compliance", ["met", "partial", "not-met", "exempt"])
    def test_are_found_in_whatever_state_and_told_with_it(self, web, compliance: str):
        tool = f.ATool()
        shelved.an_assessment(tool, shelved.a_standard("zebra"), Compliance(compliance))
        services.rebuild()

        page = web.get("/search?q=zebra").text

        assert tool.name in page
        assert label(Compliance(compliance)).lower() in page.split("From the standards:")[1].split("</p>")[0]
        assert (tool.name in web.get("/search?standard=zebra").text) is (compliance == "met")

    def test_that_do_not_apply_are_not_found(self, web):
        tool = f.ATool()
        shelved.an_assessment(tool, shelved.a_standard("zebra"), Compliance.NOT_APPLICABLE)
        services.rebuild()

        assert tool.name not in web.get("/search?q=zebra").text


class TestStatements:
    def many(self, count: int) -> None:
        for _ in range(count):
            tool = f.ATool(name="Marmalade maker")
            shelved.a_claim(tool, Design.ESTIMATE, Direction.BETTER)
            f.AnAdoption(tool, stage=Stage.LIVE)

    @pytest.mark.parametrize("count", [3, 15])
    def test_a_member_costs_eight_however_many_rows(self, web, count_statements, count: int):
        self.many(count)
        services.rebuild()
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)
        web.get("/search?q=jam")  # the reader's force is looked up once until something changes

        with count_statements() as seen:
            web.get("/search?q=marmalade")

        # three of them: what was withdrawn since the index was written, which related words hold, and whether
        # forces said anything new of their systems
        assert len(writing.besides(seen)) == 8

    def test_a_visitor_costs_five(self, web, count_statements):
        self.many(3)
        services.rebuild()

        with count_statements() as seen:
            web.get("/search?q=marmalade&level=not-tested")

        assert len(writing.besides(seen)) == 5

    def test_nobody_costs_more_while_there_is_no_index(self, web, count_statements):
        self.many(3)
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)

        with count_statements() as seen:
            web.get("/search?q=marmalade")

        assert len(writing.besides(seen)) == 5
