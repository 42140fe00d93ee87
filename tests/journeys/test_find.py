"""Find: words, filters whose counts hold, the passage that matched, and what to do when nothing does."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import Enter
from tests.journeys.people import Person, both_ways

pytestmark = pytest.mark.journey


def searches(visitor: Person, text: str) -> None:
    visitor.open("/")
    visitor.page.get_by_label("Search tools, evidence and forces").fill(text)
    visitor.press("Search")


def number_found(visitor: Person) -> int:
    words = visitor.main.get_by_role("status").filter(has_text="tool").last.inner_text()
    return int(words.split(" ")[0].replace(",", ""))


def opens_filters(visitor: Person) -> None:
    """On a browser that folds them away; wide ones show them."""
    if not visitor.page.locator(".app-facets fieldset").first.is_visible():
        visitor.page.locator(".app-facets > summary").click()


@both_ways
def test_a_visitor_finds_a_tool_by_its_problem_and_reads_it(person: Enter, script: bool):
    visitor = person(script=script)
    searches(visitor, "101 waits")

    visitor.reads_heading("Search results")
    assert number_found(visitor) > 0
    expect(visitor.main.locator("mark").first).to_have_text(re.compile("101|wait", re.IGNORECASE))
    visitor.follow("101 triage by officers")
    visitor.reads_heading("101 triage by officers")
    sentence = visitor.main.locator(".app-lede")
    expect(sentence).to_have_count(1)
    expect(sentence).to_have_text(re.compile(r"^[A-Z].+\.$"))
    for part in ("Evidence", "Who uses it", "Standards", "Decisions and history"):
        expect(visitor.main.get_by_role("heading", name=part, exact=True)).to_be_visible()


@both_ways
def test_the_count_beside_a_filter_is_the_number_it_finds(person: Enter, script: bool):
    visitor = person(script=script)
    visitor.open("/search?q=victim")
    opens_filters(visitor)
    group = visitor.page.get_by_role("group", name="What kind of tool")
    shown = [label for label in group.locator("label").all() if label.is_visible()][:3]
    offered = [(label.locator("input").get_attribute("value"), label.inner_text()) for label in shown]
    for value, words in offered:
        promised = int(re.findall(r"(\d+)\s+tools?", words)[-1])
        visitor.open("/search?q=victim")
        opens_filters(visitor)

        visitor.page.locator(f"input[name=category][value='{value}']").check()
        visitor.press("Apply filters")

        expect(visitor.page).to_have_url(re.compile("category="))
        assert number_found(visitor) == promised, words


@both_ways
def test_direction_and_strength_narrow_together(person: Enter, script: bool):
    visitor = person(script=script)
    visitor.open("/search")
    opens_filters(visitor)
    visitor.choose(re.compile("^Better"), of="Direction")
    visitor.choose(re.compile("Randomised trial"), of="Strength")

    visitor.press("Apply filters")

    hits = visitor.main.locator(".app-hit")
    found = number_found(visitor)
    assert found > 0
    expect(hits).to_have_count(found)
    for hit in hits.all():
        expect(hit).to_contain_text(re.compile("randomised trial", re.IGNORECASE))
        expect(hit).to_contain_text(re.compile("better", re.IGNORECASE))
    visitor.follow(re.compile("Remove.*Better"))
    assert number_found(visitor) >= found


@both_ways
def test_a_slip_of_the_pen_is_met_with_the_word_that_was_meant(person: Enter, script: bool):
    visitor = person(script=script)
    searches(visitor, "redaktion")
    visitor.sees("No tools match “redaktion”")

    visitor.main.get_by_role("link", name="redaction", exact=True).click()

    assert number_found(visitor) > 0


def test_a_suggestion_is_chosen_with_the_keyboard_alone(person: Enter):
    visitor = person()
    visitor.open("/")
    box = visitor.page.get_by_role("combobox", name="Search tools, evidence and forces")
    box.press_sequentially("rapid vid")
    option = visitor.page.get_by_role("option", name=re.compile("^Rapid Video Response"))
    expect(option).to_be_visible()
    for _ in range(10):
        box.page.keyboard.press("ArrowDown")
        if option.get_attribute("aria-selected") == "true":
            break

    box.page.keyboard.press("Enter")

    visitor.reads_heading(re.compile("^Rapid Video Response"))


def test_escape_leads_from_the_suggestions_back_to_what_was_typed(person: Enter):
    visitor = person()
    visitor.open("/")
    box = visitor.page.get_by_role("combobox", name="Search tools, evidence and forces")
    box.press_sequentially("redac")
    expect(visitor.page.get_by_role("option").first).to_be_visible()
    visitor.page.keyboard.press("ArrowDown")
    expect(visitor.page.get_by_role("option").first).to_be_focused()

    visitor.page.keyboard.press("Escape")

    expect(visitor.page.get_by_role("option").first).not_to_be_visible()
    expect(box).to_be_focused()
    expect(box).to_have_value("redac")
    visitor.page.keyboard.press("Enter")
    visitor.reads_heading("Search results")


def test_what_was_typed_is_searched_for_when_no_suggestion_is_chosen(person: Enter):
    visitor = person()
    visitor.open("/")
    box = visitor.page.get_by_role("combobox", name="Search tools, evidence and forces")
    box.press_sequentially("redac")
    expect(visitor.page.get_by_role("option").first).to_be_visible()

    box.page.keyboard.press("Enter")

    expect(visitor.page).to_have_url(re.compile(r"q=redac$"))


@both_ways
def test_a_folded_filter_is_opened_and_narrows(person: Enter, script: bool):
    visitor = person(script=script)
    visitor.open("/search?q=video")
    opens_filters(visitor)
    visitor.page.locator("summary", has_text=re.compile("^Technique")).click()
    visitor.choose(re.compile("^Video link"), of="Technique")

    visitor.press("Apply filters")

    expect(visitor.main.locator(".app-chip")).to_contain_text("Technique")
    expect(visitor.main.get_by_role("link", name=re.compile("^Rapid Video Response"))).to_be_visible()


@both_ways
def test_a_result_says_why_it_is_one(person: Enter, script: bool):
    visitor = person(script=script)
    searches(visitor, "RVR kent")

    visitor.page.locator("summary", has_text="Why this result").first.click()

    visitor.sees("a related word for")
    visitor.sees("as you typed it")


@both_ways
def test_nothing_found_leads_on(person: Enter, script: bool):
    visitor = person(script=script)
    searches(visitor, "zzzzqqq")

    visitor.sees("No tools match “zzzzqqq”")
    visitor.follow("See every tool")

    visitor.reads_heading("Tools on the register")


@both_ways
def test_quotes_ask_for_the_phrase_and_a_minus_leaves_out(person: Enter, script: bool):
    visitor = person(script=script)
    searches(visitor, "video response")
    loose = number_found(visitor)
    searches(visitor, '"video response"')
    exact = number_found(visitor)
    searches(visitor, '"video response" -rapid')

    without = number_found(visitor)

    assert 0 < exact <= loose
    assert without < exact
    expect(visitor.main.get_by_role("link", name="Rapid video response")).to_have_count(0)


def test_a_list_where_invented_records_stand_beside_real_ones_says_that_some_are(person: Enter):
    visitor = person()

    searches(visitor, "101 waits")

    visitor.sees("Some of what stands on this page is invented")
    visitor.does_not_see("The organisations and figures on this page are invented")
    invented = visitor.main.locator(".app-hit").filter(has_text="(example)")
    for hit in invented.all():
        expect(hit).to_contain_text("Example data.")
