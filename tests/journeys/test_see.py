"""See: a force, a map with its table, the matrix with its file, and what changed."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect

from tests.journeys.acts import Enter
from tests.journeys.people import both_ways

pytestmark = pytest.mark.journey


@both_ways
def test_the_map_of_a_tool_and_its_table_say_the_same(person: Enter, script: bool):
    visitor = person(script=script)
    visitor.open("/tools/single-online-home/spread")
    drawing = visitor.page.get_by_role("img", name=re.compile("Single Online Home"))
    drawn = {
        tile.locator("text").first.text_content(): "tile--live" in (tile.get_attribute("class") or "")
        for tile in drawing.first.locator("g.tile").all()
    }

    visitor.page.get_by_text("Show this map as a table").click()

    rows = visitor.page.get_by_role("region", name=re.compile("Every force")).get_by_role("row").all()[1:]
    table = {row.get_by_role("cell").first.inner_text(): "Live" in row.inner_text() for row in rows}
    assert table == drawn
    assert sum(drawn.values()) == 27


@both_ways
def test_a_filter_of_the_matrix_holds_for_its_list_and_its_file(person: Enter, script: bool):
    visitor = person(script=script)
    visitor.open("/matrix")
    visitor.pick("Stage", "Live")
    visitor.pick("Standing", "Reported")
    visitor.press("Apply")
    expect(visitor.page).to_have_url(re.compile("stage=live"))
    with visitor.page.expect_download() as download:
        visitor.follow("Download CSV")
    lines = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))

    twin = visitor.main.locator("details, p").filter(has_text="Show the matrix as a list").first
    twin.locator("summary, a").first.click()

    rows = visitor.page.get_by_role("region", name="Matrix as a list").get_by_role("row").all()[1:]
    shown = [(row.get_by_role("rowheader").inner_text(), row.get_by_role("cell").first.inner_text()) for row in rows]
    assert sorted((line["tool_name"], line["organisation_name"]) for line in lines) == sorted(shown)
    assert {(line["stage"], line["standing"]) for line in lines} == {("live", "reported")}


@both_ways
def test_the_page_of_a_force_shows_what_it_uses_with_the_source(person: Enter, script: bool):
    visitor = person(script=script)
    visitor.open("/matrix?as=list&q=Single+Online+Home&stage=live")
    visitor.main.get_by_role("row").nth(1).get_by_role("link").nth(1).click()

    row = visitor.main.get_by_role("row").filter(has_text="Single Online Home").first
    expect(row).to_contain_text("Live")
    expect(row).to_contain_text("reported")
    visitor.does_not_see("Everything due in 60 days")


@both_ways
def test_what_changed_since_a_day(person: Enter, script: bool):
    visitor = person(script=script)
    visitor.open("/changes")
    visitor.main.get_by_label("Since").fill("2020-01-01")
    visitor.press("Apply")
    expect(visitor.page).to_have_url(re.compile("since=2020-01-01"))
    visitor.sees(re.compile(r"\d+ changes that you may read were recorded since 1 January 2020"))

    visitor.main.get_by_label("Since").fill("2099-01-01")
    visitor.press("Apply")

    visitor.sees("Nothing was recorded since then")
