"""Results of several sites on one page: a published example, the picture and its table, refusals, and what must not show."""

import re

import html5lib
import pytest

from registry.core import clock
from registry.evidence.charts.numbers import Numbers, numbers_for
from registry.evidence.queries import evidence_of
from registry.evidence.queries.results import reported
from registry.organisations.models import Succession
from registry.rendering import keeping, warm
from registry.rules.lifecycles import ToolState
from registry.rules.words import Design, EffectKind, Role
from tests import factories as f
from tests.analysis.test_pooling import TRIALS

SHARED = {"unit": "minutes", "effect_kind": EffectKind.MEAN_DIFFERENCE}


def a_result(tool, measure, effect=-1.0, low=-2.0, high=0.0, site=None, study=None, **fields):
    """A study at a force of its own with one effect and its interval."""
    study = f.AnEvidence(tool, site, **{"design": Design.COMPARISON_GROUP, **(study or {})})
    values = {**SHARED, "effect": effect, "interval_low": low, "interval_high": high, **fields}
    return f.AClaim(study, measure=measure, **values)


@pytest.fixture
def measure(session):
    wait = f.AMeasure()
    wait.unit = "minutes"
    f.save(wait)
    return wait


@pytest.fixture
def tool(session):
    return f.ATool()


@pytest.fixture
def published(tool, measure):
    """The trials of BCG vaccine, as if each had been at a force."""
    for name, (cases, rest, other, others) in TRIALS.items():
        counts = {
            "treated_events": cases,
            "treated_total": cases + rest,
            "comparison_events": other,
            "comparison_total": other + others,
        }
        site = f.AForce(name=name)
        kind = {"effect_kind": EffectKind.RISK_RATIO, "unit": None}
        a_result(tool, measure, None, None, None, site, **counts, **kind)
    return f"/tools/{tool.slug}/results/{measure.code}"


def text_of(web, path: str) -> str:
    return web.get(path).text


def cells(page: str) -> list[list[str]]:
    """The rows of the table under the picture."""
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    table = next(table for table in tree.iter("table") if "each site" in "".join(table.find("caption").itertext()))
    return [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")]


def drawings(page: str) -> list[str]:
    return re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL)


class TestThePublishedExample:
    def test_reaches_the_reader_to_its_printed_digits(self, web, published):
        rows = {row[0]: row[1:] for row in cells(text_of(web, published))}

        assert rows["All together"][:2] == ["0.49", "0.33 to 0.73"]  # exp of -0.7145, -1.1084 and -0.3206
        assert rows["Aronson 1948"][0] == "0.41"  # exp of -0.8893

    def test_reaches_programs_with_all_digits(self, web, tool, published):
        (item,) = web.get(f"/api/v1/tools/{tool.slug}/results").json["items"]

        found = item["restricted_likelihood"]
        assert f"{found['estimate']:.4f} {found['low']:.4f} {found['high']:.4f}" == "-0.7145 -1.1084 -0.3206"
        assert f"{found['tau2']:.4f} {100 * found['i2']:.2f}" == "0.3132 92.22"
        assert f"{item['dersimonian_laird']['estimate']:.4f}" == "-0.7141"
        assert (item["state"], item["unit"], len(item["went_in"])) == ("pooled", "log-ratio", 13)

    def test_says_what_the_next_force_may_expect(self, web, published):
        page = text_of(web, published)

        # exp(-0.7145 - 2.201 x root of (0.3132 + 0.1798^2)) and the same with plus; t has 11 degrees
        assert "In the next force expect between 0.13 and 1.78." in page
        assert "92%" in page
        assert "Small and large studies found about the same" in page

    def test_leaves_each_out_in_turn(self, web, published):
        assert text_of(web, published).count('data-label="Average"') == 13


class TestThePicture:
    def test_both_drawings_and_the_table_hold_the_same_figures(self, web, tool, measure):
        for effect in (-1.4, -0.6, 0.3):
            a_result(tool, measure, effect, effect - 0.8, effect + 0.8)

        page = text_of(web, f"/tools/{tool.slug}/results/{measure.code}")
        rows = cells(page)[1:]
        wide, narrow = drawings(page)

        assert len(rows) == 5
        for name, figure, span, *_rest in rows:
            assert f">{figure} ({span})</text>" in wide, name
            assert f">{span}</text>" in narrow, name

    def test_carries_classes_alone(self, web, tool, measure):
        for effect in (-1.4, -0.6, 0.3):
            a_result(tool, measure, effect, effect - 0.8, effect + 0.8)

        for drawing in drawings(text_of(web, f"/tools/{tool.slug}/results/{measure.code}")):
            assert "style=" not in drawing
            assert "<title" in drawing

    def test_two_sites_say_nothing_of_the_next(self, web, tool, measure):
        a_result(tool, measure)
        a_result(tool, measure, -2.0, -3.0, -1.0)

        page = text_of(web, f"/tools/{tool.slug}/results/{measure.code}")

        assert "Nothing can be said of the next force." in page
        assert "With two sites none can be left out." in page


class TestTheWords:
    @pytest.mark.parametrize(
        ("kind", "value", "words"),
        [
            (EffectKind.MEAN_DIFFERENCE, -1.404, "\N{MINUS SIGN}1.40 minutes"),
            (EffectKind.PERCENTAGE_POINTS, 3.0, "+3.00 percentage points"),
            (EffectKind.PERCENT_CHANGE, -0.001, "0.00%"),
            (EffectKind.ODDS_RATIO, 0.0, "1.00"),
            (EffectKind.RISK_RATIO, 1e9, "10,686,474,581,524.46"),
        ],
    )
    def test_give_sign_digits_and_unit(self, kind, value, words):
        assert Numbers(kind, "minutes", 2).whole(value) == words

    def test_have_fewer_digits_where_figures_are_large(self):
        assert numbers_for(EffectKind.MEAN_DIFFERENCE, "minutes", [1234.5]).whole(-1234.5) == (
            "\N{MINUS SIGN}1,234 minutes"
        )


class TestRefusals:
    def test_one_site_is_listed_with_the_reason(self, web, tool, measure):
        a_result(tool, measure)

        page = text_of(web, f"/tools/{tool.slug}/results/{measure.code}")

        assert "These results are not summed up. At least two sites must have measured this" in page
        assert not drawings(page)

    def test_a_force_and_its_successor(self, web, tool, measure):
        old, new = f.AForce(), f.AForce()
        f.save(Succession(predecessor_id=old.id, successor_id=new.id, happened_on=clock.today()))
        a_result(tool, measure, site=old)
        a_result(tool, measure, site=new)

        assert "follow one another" in text_of(web, f"/tools/{tool.slug}/results/{measure.code}")

    def test_a_missing_error(self, web, tool, measure):
        a_result(tool, measure)
        a_result(tool, measure, -1.0, None, None)

        page = text_of(web, f"/tools/{tool.slug}/results/{measure.code}")
        (item,) = web.get(f"/api/v1/tools/{tool.slug}/results").json["items"]

        assert "gives no standard error" in page
        assert (item["state"], item["restricted_likelihood"]) == ("refused", None)

    def test_what_is_left_out_stands_there_with_its_reason(self, web, tool, measure):
        a_result(tool, measure)
        a_result(tool, measure)
        a_result(tool, measure, ex_ante=True, outcome="Hoped for")

        page = text_of(web, f"/tools/{tool.slug}/results/{measure.code}")

        assert "Estimates are never pooled." in page
        assert "across 2 sites" in page

    def test_what_is_graded_as_an_estimate_is_left_out_whatever_its_study_states(self, web, tool, measure):
        a_result(tool, measure)
        a_result(tool, measure, grade_design=Design.COMPARED_ADJUSTED)
        a_result(tool, measure, outcome="Not measured after all", grade_design=Design.ESTIMATE)

        page = text_of(web, f"/tools/{tool.slug}/results/{measure.code}")

        assert "Estimates are never pooled." in page
        assert "across 2 sites" in page
        assert "Compared, with adjustment" in page


class TestMustNotShow:
    def test_a_tool_that_the_reader_may_not_know_of(self, web, session, measure):
        hidden = f.ATool(visibility="policing")
        a_result(hidden, measure)
        a_result(hidden, measure)

        assert web.get(f"/tools/{hidden.slug}/results/{measure.code}").status_code == 404
        assert web.get(f"/api/v1/tools/{hidden.slug}/results").status_code == 404
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        assert web.get(f"/tools/{hidden.slug}/results/{measure.code}").status_code == 200

    def test_what_was_withdrawn_is_neither_pooled_nor_listed(self, web, tool, measure):
        a_result(tool, measure)
        a_result(tool, measure)
        gone = a_result(tool, measure, 50.0, 49.0, 51.0, study={"withdrawn_at": clock.now(), "title": "Taken back"})

        page = text_of(web, f"/tools/{tool.slug}/results/{measure.code}")

        assert gone.id
        assert "Taken back" not in page
        assert "across 2 sites" in page

    def test_another_tools_results(self, web, tool, measure):
        a_result(tool, measure)
        a_result(f.ATool(), measure)

        assert "At least two sites" in text_of(web, f"/tools/{tool.slug}/results/{measure.code}")

    def test_a_measure_that_no_study_reports(self, web, tool, measure):
        assert web.get(f"/tools/{tool.slug}/results/{measure.code}").status_code == 404
        assert web.get(f"/tools/{tool.slug}/results/no-such").status_code == 404

    def test_a_draft(self, web, session, measure):
        draft = f.ATool(state=ToolState.DRAFT)
        a_result(draft, measure)

        assert web.get(f"/tools/{draft.slug}/results/{measure.code}").status_code == 404


class TestWithoutStatistics:
    @pytest.fixture
    def two(self, tool, measure, monkeypatch):
        a_result(tool, measure, -1.25)
        a_result(tool, measure, -2.5)
        monkeypatch.setattr(warm, "KEPT", keeping.Kept(1000))
        return f"/tools/{tool.slug}/results/{measure.code}"

    def test_that_come_late_the_page_says_so_and_shows_the_rest(self, web, two, monkeypatch):
        monkeypatch.setattr(warm, "PATIENCE", 0.0)

        page = web.get(two)

        assert page.status_code == 200
        assert "The figures are being worked out: load this page again." in page.text
        assert "What went in" in page.text

    def test_that_never_come_the_page_says_so_and_shows_the_rest(self, web, two, app, tmp_path, monkeypatch):
        (tmp_path / "rendering").write_text("in the way")
        monkeypatch.setattr("registry.pages.views.results.rendering_folder", lambda: tmp_path / "rendering")

        page = web.get(two)

        assert page.status_code == 200
        assert "could not be worked out" in page.text


class TestTheToolsPage:
    def test_leads_to_measures_that_several_sites_report(self, web, tool, measure):
        a_result(tool, measure)
        a_result(tool, measure)

        page = text_of(web, f"/tools/{tool.slug}")

        assert f'href="/tools/{tool.slug}/results/{measure.code}"' in page

    def test_does_not_for_one_site_or_a_local_measure(self, web, tool, measure):
        a_result(tool, measure)
        study = f.AnEvidence(tool)
        f.AClaim(study)

        assert "/results/" not in text_of(web, f"/tools/{tool.slug}")


class TestStatements:
    def test_do_not_grow_with_the_sites(self, session, tool, measure, count_statements, web, tmp_path):
        for _ in range(6):
            a_result(tool, measure)
        tool_id = tool.id
        session.expire_all()

        with count_statements() as seen:
            assert reported(evidence_of(tool_id))[0].sites == 6

        assert len(seen) == 1
