"""The parts that pages are made of: what they say in words, and that they are sound HTML."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask, render_template, render_template_string

from registry.core.paging import Page
from registry.rules.words import Design, Direction
from tests.browser import check_page

Render = Callable[..., Element]
TEMPLATES = Path(__file__).parents[2] / "templates"
DAY = date(2026, 11, 3)
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def asked(app: Flask) -> Iterator[None]:
    """A request to render in."""
    with app.test_request_context("/tools?q=redaction"):
        yield


@pytest.fixture
def render(asked: None) -> Render:
    """`render("stage_tag", "stage_tag('live')")`: the part's markup, parsed strictly."""

    def rendered(part: str, call: str, **values: Any) -> Element:
        name = call.split("(")[0]
        html = render_template_string(f'{{% from "parts/{part}.html" import {name} %}}{{{{ {call} }}}}', **values)
        page = f"<!DOCTYPE html><html><head><title>x</title></head><body>{html}</body></html>"
        tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
        return tree.find("body")

    return rendered


def words(element: Element) -> str:
    """All that a reader or a screen reader gets."""
    return " ".join("".join(element.itertext()).split())


class TestEvidenceBadge:
    @pytest.mark.parametrize(
        ("design", "direction", "said"),
        [
            ("randomised-trial", "better", "Randomised trial Shows better"),
            ("comparison-group", "worse", "Before and after with a comparison group Shows worse"),
            ("compared-adjusted", "mixed", "Compared, with adjustment Suggests mixed results"),
            ("before-after", "no-clear-change", "Before and after only Suggests no clear change"),
            ("estimate", "better", "Estimate or account, not measured Claimed better"),
            ("natural-experiment", "inconclusive", "Natural experiment Inconclusive"),
            ("estimate", "too-early", "Estimate or account, not measured Too early to say"),
            (None, None, "Evidence not stated"),
        ],
    )
    def test_the_first_word_softens_with_the_design(
        self, render: Render, design: str | None, direction: str | None, said: str
    ):
        badge = render("evidence_badge", "evidence_badge(design, direction)", design=design, direction=direction)

        assert words(badge).replace(" ", "") == said.replace(" ", "")

    @pytest.mark.parametrize("design", list(Design))
    @pytest.mark.parametrize("direction", list(Direction))
    def test_only_a_comparison_group_or_stronger_is_solid(self, render: Render, design: Design, direction: Direction):
        badge = render("evidence_badge", "evidence_badge(design, direction)", design=design, direction=direction)

        solid = badge.find(".//span[@class='ev__dir ev__dir--firm is-" + direction + "']") is not None
        assert solid == (design.strength >= 3 and direction not in ("inconclusive", "too-early"))

    def test_no_number_stands_in_it(self, render: Render):
        badge = render("evidence_badge", "evidence_badge('randomised-trial', 'better')")

        assert not any(letter.isdigit() for letter in words(badge))


class TestStageTag:
    @pytest.mark.parametrize(
        ("standing", "said"),
        [
            ("confirmed", "Live confirmed 3 November 2026"),
            ("unconfirmed", "Live? unconfirmed since 3 November 2026"),
            ("reported", "Live reported, 3 November 2026"),
            ("disputed", "Live disputed, 3 November 2026"),
        ],
    )
    def test_the_standing_is_said_in_words(self, render: Render, standing: str, said: str):
        assert words(render("stage_tag", "stage_tag('live', standing, day)", standing=standing, day=DAY)) == said

    def test_a_source_without_a_stage_is_named_only(self, render: Render):
        assert words(render("stage_tag", "stage_tag('stage-not-stated', 'reported')")) == (
            "Named, stage not stated, reported"
        )

    def test_an_empty_place_reads_not_stated(self, render: Render):
        assert words(render("stage_tag", "stage_tag(none, none, day)", day=DAY)) == "Not stated"


def test_the_four_standings_are_counted_apart_and_in_order(render: Render):
    counts = {"confirmed": 1, "unconfirmed": 0, "reported": 27, "disputed": 2}

    said = words(render("standing_counts", "standing_counts(counts, whole=43)", counts=counts))

    assert said == "Adopted: 1 confirmed, 0 unconfirmed, 27 reported, 2 disputed. The other 13 are not stated."


class TestTileMap:
    TILES = (
        {
            "code": "EX1",
            "name": "Northshire",
            "col": 0,
            "row": 0,
            "stage": "live",
            "standing": "reported",
            "dated": DAY,
        },
        {"code": "EX2", "name": "Southshire", "col": 7, "row": 1, "stage": None, "standing": None, "dated": None},
        {"code": "EX3", "name": "Waterways", "col": None, "row": None, "stage": "stopped", "standing": "disputed"},
    )

    def test_it_is_one_image_with_a_name_and_a_description(self, render: Render):
        image = render("tile_map", "tile_map(tiles, 'm', 'Forces', 'One is live')", tiles=self.TILES).find(f"{SVG}svg")

        assert image is not None
        assert (image.get("role"), image.get("aria-labelledby")) == ("img", "m-title m-description")

    def test_a_force_without_a_place_stands_below_and_inside_the_picture(self, render: Render):
        image = render("tile_map", "tile_map(tiles, 'm', 'Forces', 'One is live')", tiles=self.TILES).find(f"{SVG}svg")

        assert image is not None
        top = int(str(image.findall(f"{SVG}g")[-1].get("transform")).split(",")[1].rstrip(")"))
        height = int(str(image.get("viewBox")).split()[3])
        assert (top > 50 + 46, top + 46 <= height) == (True, True)

    def test_the_table_holds_every_force(self, render: Render):
        rows = render("tile_map", "tile_table(tiles, 'All forces')", tiles=self.TILES).findall(".//tbody/tr")

        assert [words(row) for row in rows] == [
            "Northshire EX1 Live reported, 3 November 2026",
            "Southshire EX2 Not stated",
            "Waterways EX3 Stopped, disputed",
        ]

    def test_the_legend_names_what_occurs_and_nothing_else(self, render: Render):
        entries = render("tile_map", "tile_legend(tiles)", tiles=self.TILES).findall(".//li")

        assert [words(entry) for entry in entries] == ["Li Live, reported", "St≠ Stopped, disputed", "Not stated"]


class TestPager:
    def test_it_says_how_much_is_shown(self, render: Render):
        page = Page(range(20), number=2, size=20, total=1241)

        pager = render("pager", "pager(page, url)", page=page, url=lambda number: f"/x?page={number}")

        assert words(pager).startswith("Showing 21 to 40 of 1,241")
        assert [link.get("href") for link in pager.findall(".//a")][:2] == ["/x?page=1", "/x?page=1"]

    def test_an_empty_list_has_none(self, render: Render):
        page: Page[int] = Page([], number=1, size=20, total=0)

        assert words(render("pager", "pager(page)", page=page)) == ""


def test_a_stacked_table_keeps_its_roles_and_names_each_cell(render: Render):
    part = render("table", "table('Costs', ['Tool', {'text': 'Amount', 'numeric': true}], [['A', 12], ['B', none]])")

    cells = part.findall(".//td")
    assert [(cell.get("role"), cell.get("data-label"), words(cell)) for cell in cells] == [
        ("cell", "Amount", "12"),
        ("cell", "Amount", "Not stated"),
    ]


def test_an_empty_place_offers_one_action(render: Render):
    part = render("empty_state", "empty_state('Nothing yet', 'Say what you use.', 'Record it', '/x')")

    assert [link.get("href") for link in part.findall(".//a")] == ["/x"]


def test_text_from_people_is_escaped_in_every_part(render: Render):
    part = render("summary", "summary_rows([('Name', text)])", text="<img src=x>")

    assert part.find(".//img") is None


def test_a_suspended_record_is_said_to_be_withdrawn_from_view(render: Render):
    assert words(render("state_tag", "state_tag('suspended')")) == "Withdrawn from view"


class TestErrors:
    @pytest.mark.parametrize("template", ["errors/error.html", "errors/down.html"])
    def test_each_has_one_heading_that_is_its_title(self, asked: None, template: str):
        check_page(
            render_template(template, status=409, title="Changed & saved", text="Look again.", changes=[], fields={})
        )

    def test_a_save_that_came_second_shows_both(self, asked: None):
        page = render_template(
            "errors/error.html", status=409, title="Changed", text="Look.", changes=[("Name", "A", "B")], fields={}
        )

        assert "What you typed" in page


class TestMail:
    VALUES = {"link": "http://localhost/x", "actor": "Lead", "reason": "You asked.", "unsubscribe": None}

    @pytest.mark.parametrize("layout", ["layouts/email.txt", "layouts/email.html"])
    def test_it_carries_link_actor_and_reason(self, asked: None, layout: str):
        mail = render_template(layout, **self.VALUES)

        assert all(text in mail for text in ("http://localhost/x", "Done by: Lead", "Why you are told: You asked."))

    def test_it_can_be_turned_off_where_that_is_allowed(self, asked: None):
        mail = render_template("layouts/email.txt", **{**self.VALUES, "unsubscribe": "http://localhost/notices"})

        assert "http://localhost/notices" in mail


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_no_template_carries_a_style_or_a_script_of_its_own(path: Path):
    source = path.read_text()

    assert not any(
        part in source for part in (' style="', "<style", "<script>", " onclick=", " onchange=", "javascript:")
    )
