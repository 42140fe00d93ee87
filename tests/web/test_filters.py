"""Dates, counts and codes in words; text from people made safe."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask

from registry.rules.lifecycles import Stage
from registry.web import filters
from registry.web.filters import MARK_END, MARK_START


@pytest.fixture(autouse=True)
def asked(app: Flask) -> Iterator[None]:
    """A request, so that a language is known."""
    with app.test_request_context("/"):
        yield


class TestDates:
    def test_a_day_is_said_in_words(self):
        assert filters.long_date(date(2021, 3, 8)) == "8 March 2021"

    def test_a_moment_belongs_to_the_day_it_is_in_london(self):
        late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)

        assert filters.long_date(late) == "1 July 2026"

    @pytest.mark.parametrize(
        ("moment", "words"),
        [
            (datetime(2026, 1, 5, 9, 7, tzinfo=UTC), "5 January 2026 at 09:07"),
            (datetime(2026, 7, 5, 9, 7, tzinfo=UTC), "5 July 2026 at 10:07"),
        ],
    )
    def test_a_moment_is_told_in_london_time_all_year(self, moment: datetime, words: str):
        assert filters.moment(moment) == words

    @pytest.mark.parametrize(
        ("precision", "words"), [("day", "8 March 2021"), ("month", "March 2021"), ("year", "2021")]
    )
    def test_a_date_is_no_more_exact_than_its_source(self, precision: str, words: str):
        assert filters.date_words(date(2021, 3, 8), precision) == words

    @pytest.mark.parametrize("filter_", [filters.long_date, filters.date_words, filters.moment])
    def test_no_date_reads_not_stated(self, filter_: Any):
        assert filter_(None) == "not stated"

    def test_a_moment_without_a_zone_is_refused(self):
        with pytest.raises(ValueError, match="time zone"):
            filters.moment(datetime(2026, 1, 5, 9, 7))  # noqa: DTZ001  # the fault under test


class TestCounts:
    @pytest.mark.parametrize(
        ("value", "words"), [(0, "0"), (1234, "1,234"), (1234567.0, "1,234,567"), (7.25, "7.25"), (None, "not stated")]
    )
    def test_thousands_are_parted_by_commas(self, value: float | None, words: str):
        assert filters.thousands(value) == words

    def test_a_count_stands_beside_its_whole(self):
        assert filters.of_whole(27, 43) == "27 of 43"

    def test_one_is_singular_and_none_is_plural(self):
        assert [filters.counted(n, "force", "forces") for n in (0, 1, 2)] == ["0 forces", "1 force", "2 forces"]

    def test_a_list_ends_with_and(self):
        assert filters.listed(["Kent", "Essex", "Surrey"]) == "Kent, Essex and Surrey"

    def test_a_list_of_one_is_the_one(self):
        assert filters.listed(["Kent"]) == "Kent"


class TestCodes:
    def test_an_enum_member_and_its_code_read_the_same(self):
        assert filters.slug(Stage.BUSINESS_AS_USUAL) == filters.slug("business_as_usual") == "business-as-usual"

    def test_a_code_has_a_label(self):
        assert filters.label(Stage.BUSINESS_AS_USUAL) == "Business as usual"

    def test_nothing_has_no_label(self):
        assert filters.label(None) == ""


class TestMarkdown:
    @pytest.mark.parametrize(
        "text",
        [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "![a picture](https://example.org/x.png)",
            "[press](javascript:alert(1))",
            "[press](data:text/html;base64,PHNjcmlwdD4=)",
            '<a href="x" style="position:fixed">over all</a>',
        ],
    )
    def test_nothing_that_runs_or_loads_comes_through(self, text: str):
        html = filters.markdown(text)

        assert not any(part in html for part in ("<script", "<img", 'href="javascript', 'href="data', '<a href="x"'))

    def test_plain_marks_become_html(self):
        assert filters.markdown("one **two**\n\n- three") == (
            "<p>one <strong>two</strong></p>\n<ul>\n<li>three</li>\n</ul>\n"
        )

    def test_a_heading_stays_below_the_headings_of_the_page(self):
        assert filters.markdown("# Top\n\n##### Low") == "<h3>Top</h3>\n<h6>Low</h6>\n"

    def test_a_link_lends_no_weight_and_tells_no_referrer(self):
        assert 'rel="nofollow noopener noreferrer ugc"' in filters.markdown("[page](https://example.org/)")

    def test_no_text_is_no_markup(self):
        assert filters.markdown(None) == ""


class TestSnippet:
    def test_matches_are_marked_and_all_else_is_escaped(self):
        text = f"waits < 5 & {MARK_START}101{MARK_END} <b>"

        assert filters.snippet(text) == 'waits &lt; 5 &amp; <mark class="app-mark">101</mark> &lt;b&gt;'

    def test_a_mark_that_does_not_close_is_dropped(self):
        assert filters.snippet(f"{MARK_START}101") == "101"


class TestPages:
    @pytest.mark.parametrize(
        ("number", "pages", "named"),
        [
            (1, 1, [1]),
            (1, 3, [1, 2, 3]),
            (5, 13, [1, None, 4, 5, 6, None, 13]),
            (3, 13, [1, 2, 3, 4, None, 13]),
            (13, 13, [1, None, 12, 13]),
        ],
    )
    def test_the_ends_and_the_neighbours_are_named(self, number: int, pages: int, named: list[int | None]):
        assert filters.page_numbers(number, pages) == named

    def test_another_page_keeps_the_filters(self, app: Flask):
        with app.test_request_context("/healthz?q=redaction&design=estimate&design=before-after&page=4"):
            assert filters.page_url(2) == "/healthz?q=redaction&design=estimate&design=before-after&page=2"

    def test_the_first_page_needs_no_number(self, app: Flask):
        with app.test_request_context("/healthz?page=4"):
            assert filters.page_url(1) == "/healthz"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("2024-11-01", "1 November 2024"),
        ("2024-11", "November 2024"),
        ("2024", "2024"),
        ("2023-24", "2023-24"),
        ("2024-02-31", "2024-02-31"),
        (None, ""),
    ],
)
def test_a_sources_own_date_in_words(app, code, words):
    with app.test_request_context():
        assert filters.source_date(code) == words
