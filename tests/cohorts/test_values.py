"""What the members of a cohort found: each site beside the others, and together where that may be done."""

import re
from datetime import timedelta

import html5lib
import pytest

from registry.cohorts.queries.values import NO_DATES, TOO_EARLY, TOO_LATE, cohort_page
from registry.core import clock
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Design, EffectKind, Role, Visibility
from tests import factories as f

STARTED = clock.today() - timedelta(days=300)


@pytest.fixture
def measure(session):
    found = f.AMeasure()
    found.unit = "minutes"
    f.save(found)
    return found


@pytest.fixture
def forces(session):
    return [f.AForce(name=f"{name} Police") for name in ("Ash", "Elm", "Oak")]


@pytest.fixture
def tool(session):
    return f.ATool()


def a_result(tool, site, measure, effect=-1.0, starts_on=STARTED, **fields):
    study = f.AnEvidence(tool, site, Design.COMPARISON_GROUP, starts_on=starts_on)
    values = {"unit": "minutes", "effect_kind": EffectKind.MEAN_DIFFERENCE, "effect": effect}
    interval = {"interval_low": effect - 0.8, "interval_high": effect + 0.8}
    return f.AClaim(study, measure=measure, **{**values, **interval, **fields})


def values(actor, tool, row, folder):
    (found,) = cohort_page(actor, tool.slug, row.id, folder).values
    return found


def sites(found):
    return [(one.site, one.why) for one in found.rows]


def cells(page):
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    table = next(one for one in tree.iter("table") if "each site" in "".join(one.find("caption").itertext()))
    return [["".join(cell.itertext()).strip() for cell in row] for row in table.iter("tr")][1:]


class TestTogether:
    def test_the_picture_and_its_table_hold_the_same_figures(self, web, tool, forces, measure):
        ash, elm, oak = forces
        row = f.ACohort(tool, ash, measure, joined=[elm, oak])
        for site, effect in zip(forces, (-1.4, -0.6, 0.3), strict=True):
            a_result(tool, site, measure, effect)
        web.sign_in(f.AnActor(Role.READER).id)

        page = web.get(f"/tools/{tool.slug}/cohorts/{row.id}").text
        wide, narrow = re.findall(r'<svg class="chart" viewBox[^>]*role="img".*?</svg>', page, re.DOTALL)
        rows = cells(page)

        assert [row[0] for row in rows] == ["Ash Police", "Elm Police", "Oak Police", "All together", "The next force"]
        for cell in rows:
            figure, span = cell[3].removesuffix(" minutes"), cell[4]
            assert f">{figure} ({span})</text>" in wide, cell
            assert f">{span}</text>" in narrow, cell
        assert f"Pooled: {rows[3][3]} (95% interval {rows[3][4]})." in page

    def test_one_site_alone_is_not_pooled_and_says_why(self, web, tool, forces, measure):
        row = f.ACohort(tool, forces[0], measure)
        a_result(tool, forces[0], measure)
        web.sign_in(f.AnActor(Role.READER).id)

        page = web.get(f"/tools/{tool.slug}/cohorts/{row.id}").text

        assert "Not pooled:" in page
        assert '<svg class="chart" viewBox' not in page
        assert [cell[0] for cell in cells(page)] == ["Ash Police"]
        assert "1 minutes (95% interval" in cells(page)[0][3]

    def test_nothing_measured_says_who_can_fill_it(self, web, tool, forces, measure):
        row = f.ACohort(tool, forces[0], measure)
        web.sign_in(f.AnActor(Role.READER).id)

        assert "No member has recorded a result" in web.get(f"/tools/{tool.slug}/cohorts/{row.id}").text


class TestWhatCounts:
    def test_only_what_was_measured_from_the_start_on(self, tool, forces, measure, tmp_path):
        ash, elm, oak = forces
        row = f.ACohort(tool, ash, measure, joined=[elm, oak])
        a_result(tool, ash, measure)
        a_result(tool, elm, measure, starts_on=row.starts_on - timedelta(days=1))
        a_result(tool, oak, measure, starts_on=None)

        found = values(f.AnActor(Role.READER), tool, row, tmp_path)

        assert sites(found) == [("Ash Police", ""), ("Elm Police", TOO_EARLY), ("Oak Police", NO_DATES)]
        assert len(found.pooled.sorted.fitting) == 1

    def test_only_what_was_begun_by_the_end(self, tool, forces, measure, tmp_path):
        ash, elm, oak = forces
        row = f.ACohort(tool, ash, measure, joined=[elm, oak])
        a_result(tool, ash, measure)
        a_result(tool, elm, measure, starts_on=row.ends_on)
        a_result(tool, oak, measure, starts_on=row.ends_on + timedelta(days=1))

        found = values(f.AnActor(Role.READER), tool, row, tmp_path)

        assert sites(found) == [("Ash Police", ""), ("Elm Police", ""), ("Oak Police", TOO_LATE)]
        assert len(found.pooled.sorted.fitting) == 2

    def test_only_of_members_of_this_tool_and_this_measure(self, tool, forces, measure, tmp_path):
        ash, elm, oak = forces
        row = f.ACohort(tool, ash, measure, joined=[elm], invited=[oak])
        a_result(tool, oak, measure)
        a_result(f.ATool(), elm, measure)
        a_result(tool, elm, f.AMeasure("other"))

        assert sites(values(f.AnActor(Role.READER), tool, row, tmp_path)) == []

    def test_a_member_that_the_reader_may_not_know_of_is_in_no_figure(self, web, tool, forces, measure, tmp_path):
        ash, elm, _oak = forces
        f.AnAdoption(tool, ash)
        f.AnAdoption(tool, elm, visibility=Visibility.POLICING)
        row = f.ACohort(tool, ash, measure, joined=[elm], visibility=Visibility.PUBLIC)
        a_result(tool, ash, measure)
        a_result(tool, elm, measure)

        assert sites(values(ANONYMOUS, tool, row, tmp_path)) == [("Ash Police", "")]
        assert values(f.AnActor(Role.READER), tool, row, tmp_path).state == "pooled"
        for path in ("/tools/{}/cohorts/{}", "/api/v1/tools/{}/cohorts/{}"):
            assert "Elm Police" not in web.get(path.format(tool.slug, row.id)).text

    def test_takes_the_same_statements_however_much_there_is(self, tool, forces, measure, tmp_path, count_statements):
        ash, elm, oak = forces
        row = f.ACohort(tool, ash, measure, joined=[elm, oak])
        reader = f.AnActor(Role.READER)
        for site in forces:
            f.AnAdoption(tool, site)
            for _number in range(4):
                a_result(tool, site, measure)

        with count_statements() as seen:
            cohort_page(reader, tool.slug, row.id, tmp_path)

        assert len(seen) <= 9


class TestPrograms:
    def test_read_members_values_and_the_pooled_one(self, web, tool, forces, measure):
        ash, elm, _oak = forces
        f.AnAdoption(tool, ash)
        f.AnAdoption(tool, elm)
        row = f.ACohort(tool, ash, measure, joined=[elm], visibility=Visibility.PUBLIC)
        for site, effect in ((ash, -1.4), (elm, -0.6)):
            a_result(tool, site, measure, effect)

        listed = web.get(f"/api/v1/tools/{tool.slug}/cohorts").json
        found = web.get(f"/api/v1/tools/{tool.slug}/cohorts/{row.id}").json

        assert [one["id"] for one in listed["items"]] == [row.id]
        assert [(one["organisation"]["name"], one["stage"]) for one in found["members"]] == [
            ("Ash Police", "live"),
            ("Elm Police", "live"),
        ]
        (known,) = found["values"]
        assert [(one["site"], one["effect"]) for one in known["sites"]] == [("Ash Police", -1.4), ("Elm Police", -0.6)]
        assert known["pooled"]["state"] == "pooled"
        assert round(known["pooled"]["restricted_likelihood"]["estimate"], 2) == -1.0

    def test_are_told_nothing_of_what_is_for_policing(self, web, tool, forces, measure):
        row = f.ACohort(tool, forces[0], measure)

        assert web.get(f"/api/v1/tools/{tool.slug}/cohorts").json["total"] == 0
        assert web.get(f"/api/v1/tools/{tool.slug}/cohorts/{row.id}").status_code == 404
