"""Before and after at a site: a published example, the form, warnings, gaps, and what must not show."""

import re
from datetime import date

import html5lib
import pytest
from sqlalchemy import func, select

from registry.catalogue.models import Tool
from registry.core import clock
from registry.core.db import db
from registry.core.errors import Invalid, NotAllowed
from registry.evidence.models import StudySeries
from registry.evidence.queries.series import series_of
from registry.evidence.services import EvidenceDetails
from registry.evidence.services.correcting import correct_evidence
from registry.evidence.services.series import SeriesDetails, add_series, take_back_series
from registry.measures.models import Series, SeriesValue
from registry.rules.periods import Every
from registry.rules.words import Role
from tests import factories as f
from tests.analysis.test_interruption import BEFORE_1989, PACKS

MINUS = "\N{MINUS SIGN}"


def months(values, year: int = 2024) -> dict[date, float]:
    return {date(year + n // 12, n % 12 + 1, 1): value for n, value in enumerate(values) if value is not None}


def pasted(values) -> str:
    return "\n".join(f"{day:%Y-%m},{value}" for day, value in months(values).items())


STEADY = [7.0, 7.2, 6.9, 7.1, 7.0, 7.3, 6.8, 7.1, 7.0, 7.2, 5.0, 5.2, 4.9, 5.1, 5.0, 5.1]
DETAILS = SeriesDetails(
    measure="101-wait", unit="minutes", every="month", live_on="2024-11-01", rows=pasted(STEADY), source="Records"
)


@pytest.fixture
def owner(session):
    return f.AForce()


@pytest.fixture
def item(owner):
    f.AMeasure()
    return f.AnEvidence(f.ATool(owner), owner)


@pytest.fixture
def path(item):
    return f"/tools/{slug_of(item)}/evidence/{item.id}/series"


def slug_of(item) -> str:
    return db.session.get(Tool, item.tool_id).slug


def stored(item, values, live_on=date(2024, 11, 1), **fields):
    return f.ASeries(item, None, months(values), live_on, **fields)


def table(page: str) -> list[list[str]]:
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    wanted = next(found for found in tree.iter("table") if "each" in "".join(found.find("caption").itertext()))
    return [["".join(cell.itertext()).strip() for cell in row] for row in wanted.iter("tr")][1:]


class TestThePublishedExample:
    @pytest.fixture
    def page(self, item, path, web):
        years = {date(1990 + n, 1, 1): value for n, value in enumerate(PACKS)}
        f.ASeries(item, None, years, date(1990 + BEFORE_1989, 1, 1), every=Every.YEAR, unit="packs")
        return web.get(path).text

    def test_reaches_the_reader_to_its_printed_digits(self, page):
        assert f"the level changed by {MINUS}20.06 packs" in page  # printed: -20.0581
        assert f">{MINUS}1.495<" in page  # the change of slope; printed: -1.494652
        assert f">{MINUS}1.779<" in page  # the slope before; printed: -1.779474

    def test_is_warned_of(self, page):
        assert "The trend predates the tool." in page
        assert "It was falling already before the tool went live, by 1.779 in each period." in page

    def test_reaches_programs_with_all_digits(self, page, item, web):
        (found,) = web.get(f"/api/v1/tools/{slug_of(item)}/series").json["items"]

        change = found["comparison"]["level_change"]
        assert f"{change['value']:.4f} {change['error']:.4f}" == "-20.0581 4.7244"
        assert found["comparison"]["predates"] is True


class TestThePicture:
    def test_both_drawings_and_the_table_hold_the_same_figures(self, item, path, web):
        stored(item, STEADY)

        page = web.get(path).text
        rows = [(row[0], row[1]) for row in table(page)]
        for drawing in re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL):
            assert re.findall(r"<title>(\S+): (\S+)</title>", drawing) == rows
            assert "style=" not in drawing
        assert len(rows) == 16

    def test_gaps_are_seen_and_not_joined_and_nothing_is_compared(self, item, path, web):
        stored(item, [*STEADY[:5], None, *STEADY[6:]])

        page = web.get(path).text

        assert "1 period has no value." in page
        assert "A series with gaps is not compared" in page
        assert table(page)[5][1] == "No value"
        (wide, _narrow) = re.findall(r'<svg class="chart".*?</svg>', page, re.DOTALL)
        assert wide.count('class="line"') == 2
        assert wide.count('class="void"') == 1


class TestWarnings:
    def test_a_steady_series_has_none(self, item, path, web):
        stored(item, STEADY)

        page = web.get(path).text

        assert "When the tool went live the level changed by" in page
        assert "predates" not in page
        assert "The time before is short." not in page

    def test_seven_before_are_said_to_be_too_few(self, item, path, web):
        stored(item, STEADY, live_on=date(2024, 8, 20))

        page = web.get(path).text

        assert "Only 7 periods were measured before the tool went live." in page
        assert "Change of slope in each period after" not in page

    def test_too_few_after_are_refused_with_the_reason(self, item, path, web):
        stored(item, STEADY[:11])

        page = web.get(path).text

        assert "Before and after are not compared." in page
        assert "At least 3 periods are needed before and 3 after" in page


class TestAdding:
    def test_is_for_those_who_may_add_to_the_study(self, item, owner):
        lead, slug = f.AnActor(Role.LEAD, owner), slug_of(item)

        row = add_series(lead, slug, item.id, DETAILS)

        values = select(func.count()).select_from(SeriesValue).where(SeriesValue.series_id == row.series_id)
        assert db.session.scalar(values) == 16
        with pytest.raises(NotAllowed):
            add_series(f.AnActor(Role.LEAD), slug, item.id, DETAILS)
        with pytest.raises(NotAllowed):
            add_series(f.AnActor(Role.READER, owner), slug, item.id, DETAILS)

    def test_one_measure_has_one_series_until_it_is_taken_back(self, item, owner):
        lead, slug = f.AnActor(Role.LEAD, owner), slug_of(item)
        row = add_series(lead, slug, item.id, DETAILS)
        with pytest.raises(Invalid, match="already"):
            add_series(lead, slug, item.id, DETAILS)

        take_back_series(lead, slug, item.id, row.series_id)

        assert add_series(lead, slug, item.id, DETAILS).series_id != row.series_id

    def test_by_the_form_checked_first(self, item, owner, path, web):
        web.sign_in(f.APerson((owner, Role.LEAD)).id)
        fields = {**vars(DETAILS)}

        checked = web.post(f"{path}/new", {**fields, "check": "1"})

        assert "16 lines were read: from 2024-01 to 2025-04." in checked.text
        assert db.session.scalar(select(func.count()).select_from(Series)) == 0
        assert web.post(f"{path}/new", fields).status_code == 302
        assert "Take this series back" in web.get(path).text

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"measure": "", "local_measure": ""}, "name the local one"),
            ({"unit": ""}, "Say what each value counts"),
            ({"every": "fortnight"}, "Choose how long each period is."),
            ({"live_on": "soon"}, "Give the day on which"),
            ({"live_on": "2126-01-01"}, "may not lie ahead"),
            ({"rows": ""}, "at least two lines"),
            ({"rows": "2024-01,7\n2024-02,many"}, "The value is no number"),
            ({"rows": "2024-01,7\n2024-01,8"}, "on line 1"),
            ({"rows": "x" * 40_001}, "40,000 characters or fewer"),
        ],
    )
    def test_says_what_is_wrong_at_its_place_and_keeps_what_was_typed(self, item, owner, path, web, fields, words):
        web.sign_in(f.APerson((owner, Role.LEAD)).id)

        page = web.post(f"{path}/new", {**vars(DETAILS), **fields})

        assert page.status_code == 422
        assert words in page.text
        assert "Records" in page.text
        assert db.session.scalar(select(func.count()).select_from(StudySeries)) == 0

    def test_is_taken_back_by_the_button(self, item, owner, path, web):
        row = stored(item, STEADY)
        web.sign_in(f.APerson((owner, Role.LEAD)).id)

        assert web.post(f"{path}/{row.series_id}/withdraw").status_code == 302

        assert "No series is stated" in web.get(path).text


class TestCorrecting:
    def test_a_study_takes_its_series_along(self, item, owner, web):
        stored(item, STEADY)
        lead, slug = f.AnActor(Role.LEAD, owner), slug_of(item)
        said = EvidenceDetails(title="Corrected", site_id=owner.id, design="before-after", measured_by="force")

        corrected = correct_evidence(lead, slug, item.id, said, "It was another year")

        assert "Minutes waited" in web.get(f"/tools/{slug}/evidence/{corrected.id}/series").text
        assert len(series_of(corrected.id)) == 1


class TestMustNotShow:
    def test_a_series_of_a_tool_that_is_hidden(self, session, web):
        f.AMeasure()
        owner = f.AForce()
        item = f.AnEvidence(f.ATool(owner, visibility="policing"), owner)
        row = stored(item, STEADY)
        path = f"/tools/{slug_of(item)}/evidence/{item.id}/series"

        assert web.get(path).status_code == 404
        assert web.get(f"{path}/{row.series_id}.csv").status_code == 404
        assert web.get(f"/api/v1/tools/{slug_of(item)}/series").status_code == 404

    def test_one_of_a_study_that_was_withdrawn_or_of_another_study(self, item, path, web):
        row = stored(item, STEADY)
        other = f.AnEvidence(f.ATool())

        assert web.get(f"/tools/{slug_of(other)}/evidence/{other.id}/series/{row.series_id}.csv").status_code == 404
        item.withdrawn_at = clock.now()
        f.save(item)
        assert web.get(path).status_code == 404
        assert web.get(f"/api/v1/tools/{slug_of(item)}/series").json["items"] == []


class TestTheFile:
    def test_holds_the_values_and_leaves_gaps_empty(self, item, path, web):
        row = stored(item, [7.0, None, 6.5])

        lines = web.get(f"{path}/{row.series_id}.csv").text.splitlines()

        assert lines[0] == "measure,unit,period,starts_on,value,live_on,source"
        assert [line.split(",")[4] for line in lines[1:]] == ["7.0", "", "6.5"]

    def test_holds_no_formula(self, item, path, web):
        row = stored(item, [7.0, 6.5], unit="=1+1", source="@SUM(A1)")

        text = web.get(f"{path}/{row.series_id}.csv").text

        assert "'=1+1" in text
        assert "'@SUM(A1)" in text


class TestStatements:
    def test_do_not_grow_with_the_values(self, item, count_statements):
        stored(item, STEADY)
        evidence_id = item.id
        db.session.expire_all()

        with count_statements() as seen:
            (row,) = series_of(evidence_id)
            assert len(row.series.values) == 16

        assert len(seen) == 2
