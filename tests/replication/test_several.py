"""Recording many steps from one file: tried first, then each for itself."""

import io
from threading import Barrier, Thread

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from registry.core.db import db
from registry.core.events import EventRow
from registry.replication.forms.several import COLUMNS, MOST, read
from registry.replication.models import Adoption, StageEvent
from registry.rules.lifecycles import Stage
from registry.rules.words import Precision, Role, Visibility
from tests import factories as f
from tests.browser import Browser
from tests.replication.said import barriers

STEPS = ("assessing,3/2025,public,Head,,,,,", "live,1/4/2026,public,,teams,18,12,,")
HEADING = "tool,stage,date,visibility,lead_role,units,eligible,using,barriers,reason"


@pytest.fixture
def force(session, web):
    """A force whose lead is signed in."""
    found = f.AForce(name="Kent Example")
    web.sign_in(f.APerson((found, Role.LEAD)).id)
    return found


def address(force) -> str:
    return f"/organisations/{force.slug}/adoptions/several"


def rows(*lines: str, heading: str = HEADING) -> dict[str, str]:
    return {"rows": "\n".join([heading, *lines])}


def held(force) -> list[tuple[str, Stage]]:
    found = select(Adoption).where(Adoption.organisation_id == force.id, Adoption.is_current).order_by(Adoption.id)
    return [(one.tool_id, one.stage) for one in db.session.scalars(found)]


class TestChecking:
    def test_says_what_would_come_of_each_row_and_keeps_nothing(self, web, force):
        tool = f.ATool(name="Callback diary")
        before = db.session.scalar(select(func.count()).select_from(EventRow))

        page = web.post(address(force), rows("Callback diary,assessing,2026-03-27,public,Head of Contact,,,,,"))

        assert page.status_code == 200
        assert "Becomes assessing" in page.text
        assert "Record 1 step" in page.text
        assert held(force) == []
        assert db.session.scalar(select(func.count()).select_from(EventRow)) == before
        assert tool.slug not in page.text

    def test_takes_each_row_after_those_above_it(self, web, force):
        f.ATool(name="Callback diary")

        page = web.post(
            address(force),
            rows("Callback diary,assessing,3/2025,,Head,,,,,", "Callback diary,live,1/4/2026,,,teams,18,12,,"),
        )

        assert "2 steps would be recorded" in page.text

    def test_a_row_that_cannot_be_says_why_in_its_column(self, web, force):
        barriers()
        f.ATool(name="Callback diary")

        page = web.post(
            address(force),
            rows(
                "Callback diary,live,31/2/2026,,,,,,,",
                "Callback diary,flying,2026,,,,,,,",
                "Nowhere,live,2026,,,teams,18,12,,",
                "Callback diary,live,2026-04-01,,,teams,12,18,,",
                "Callback diary,stopped,2026-04-01,,,,,,,",
                "Callback diary,live,2999-01-01,,,teams,18,12,,",
            ),
        )

        assert "6 rows cannot be" in page.text
        for said in (
            "Give a real date",
            "Give one of: interested",
            "No tool of this name",
            "cannot be more than the units",
            "<code>barriers</code>",
            "<code>date</code>",
        ):
            assert said in page.text
        assert "Record 1 step" not in page.text

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"rows": ""}, "Choose a file, or paste the rows"),
            (rows(), "There is no row below the heading"),
            (rows("a,b", heading="tool,stage"), "it lacks: date"),
            (rows("a", heading="tool,stage,date,colour"), "no columns of this name: colour"),
            (rows("a", heading="tool,stage,date,tool"), "stands there twice"),
            (rows(*["Callback diary,live,2026"] * (MOST + 1)), f"send at most {MOST}"),
            ({"rows": "tool,stage,date\n" + "x" * 300_000}, f"send at most {MOST}"),
        ],
    )
    def test_what_is_no_list_is_refused(self, web, force, sent, said):
        page = web.post(address(force), sent)

        assert page.status_code == 422
        assert said in page.text

    def test_a_tool_that_may_not_be_read_is_as_one_that_there_is_not(self, web, force):
        f.ATool(name="Hidden light", visibility=Visibility.NAMED)

        hidden = web.post(address(force), rows("Hidden light,interested,2026"))
        nowhere = web.post(address(force), rows("Missing light,interested,2026"))

        said = "No tool of this name that you may read"
        assert said in hidden.text
        assert said in nowhere.text

    def test_part_of_a_name_finds_the_whole_of_it(self, web, force):
        f.ATool(name="Callback diary")
        f.ATool(name="Callback secret", visibility=Visibility.NAMED)

        page = web.post(address(force), rows("callback,interested,2026"))

        assert "did you mean Callback diary?" in page.text
        assert "secret" not in page.text


class TestReading:
    @pytest.mark.parametrize(
        ("typed", "understood"),
        [
            ("3/4/2026", "3 April 2026"),
            ("27 March 2026", "27 March 2026"),
            ("27-Mar-2026", "27 March 2026"),
            ("October 2025", "October 2025"),
            ("Oct 2025", "October 2025"),
            ("sept. 2025", "September 2025"),
            ("2025", "2025"),
        ],
    )
    def test_a_date_is_shown_as_it_was_understood(self, web, force, typed, understood):
        f.ATool(name="Callback diary")

        page = web.post(address(force), rows(f"Callback diary,interested,{typed},public,,,,,,"))

        assert f"{understood}<span" in page.text
        assert "Record 1 step" in page.text

    @pytest.mark.parametrize("typed", ["31 February 2026", "Octopus 2026", "27 2026 March", "may", "0 May 2026"])
    def test_what_is_no_date_is_none(self, web, force, typed):
        f.ATool(name="Callback diary")

        page = web.post(address(force), rows(f"Callback diary,interested,{typed},,,,,,,"))

        assert "Give a real date" in page.text

    def test_what_else_was_read_stands_beside_its_column(self, web, force):
        barriers()
        f.ATool(name="Callback diary")
        f.ATool(name="Lamp list")

        page = web.post(
            address(force),
            rows(
                "Callback diary,live,1/4/2026,public,,teams,18,12,,",
                'Lamp list,stopped,2026,,,,,,"funding, skills",No money',
            ),
        )

        assert "<code>eligible</code> 18" in page.text
        assert "<code>using</code> 12" in page.text
        assert "<code>barriers</code> Funding; Skills" in page.text
        assert "<code>reason</code> No money" in page.text

    @pytest.mark.parametrize("named", ["funding; skills", "Funding,skills", "funding ,; skills;"])
    def test_barriers_stand_between_commas_or_semicolons(self, web, force, named):
        barriers()
        f.ATool(name="Callback diary")

        page = web.post(address(force), rows(f'Callback diary,stopped,2026,,,,,,"{named}",No money'))

        assert "<code>barriers</code> Funding; Skills" in page.text

    def test_a_row_with_more_values_than_columns_is_refused_and_keeps_no_other_back(self, web, force):
        f.ATool(name="Callback diary")
        f.ATool(name="Lamp list")
        heading = "tool,stage,date,reason"

        page = web.post(
            address(force),
            rows("Callback diary,interested,2026,Too dear, they say", "Lamp list,interested,2026,,,", heading=heading),
        )

        assert "more values than there are columns" in page.text
        assert "Record 1 step" in page.text

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
    def test_a_file_in_the_encodings_of_spreadsheets_is_read(self, web, force, encoding):
        tool = f.ATool(name="Café diary")
        text = "tool\tstage\tdate\r\nCafé diary\tInterested\t27.3.2026\r\n"

        web.post(
            address(force),
            {"file": (io.BytesIO(text.encode(encoding)), "a.csv"), "record": "yes"},
            content_type="multipart/form-data",
        )

        assert held(force) == [(tool.id, Stage.INTERESTED)]


class TestRecording:
    def test_keeps_the_good_rows_and_says_what_was_wrong_with_the_others(self, web, force):
        good, other = f.ATool(name="Callback diary"), f.ATool(name="Lamp list")

        page = web.post(
            address(force),
            {
                **rows(
                    "Callback diary,live,1/4/2026,public,,teams,18,12,,",
                    "Lamp list,live,1/4/2026,public,,teams,,,,",
                    f"{other.slug},interested,2026,,,,,,,",
                ),
                "record": "yes",
            },
        )

        assert "2 steps were recorded. 1 row was not" in " ".join(page.text.split())
        assert held(force) == [(good.id, Stage.LIVE), (other.id, Stage.INTERESTED)]
        step = db.session.scalars(select(StageEvent).order_by(StageEvent.id)).all()[-1]
        assert (step.precision, step.happened_on.year) == (Precision.YEAR, 2026)

    def test_the_same_file_again_changes_nothing(self, web, force):
        f.ATool(name="Callback diary")
        sent = {
            **rows("Callback diary,assessing,3/2025,,Head,,,,,", "Callback diary,live,1/4/2026,,,teams,18,12,,"),
            "record": "yes",
        }
        web.post(address(force), sent)
        before = db.session.scalar(select(func.count()).select_from(EventRow))

        page = web.post(address(force), sent)

        assert page.text.count("it is recorded so already") == 2
        assert db.session.scalar(select(func.count()).select_from(EventRow)) == before

    def test_a_file_is_taken_as_spreadsheets_write_it(self, web, force):
        tool = f.ATool(name="Café diary")
        text = "\ufefftool;stage;date;reason\r\nCafé diary;Interested;27.3.2026;'-\r\n"

        page = web.post(
            address(force),
            {"file": (io.BytesIO(text.encode()), "a.csv"), "record": "yes"},
            content_type="multipart/form-data",
        )

        assert page.status_code == 200
        assert held(force) == [(tool.id, Stage.INTERESTED)]

    def test_is_for_the_lead_alone(self, web, session):
        force = f.AForce()
        f.ATool(name="Callback diary")
        web.sign_in(f.APerson((force, Role.CONTRIBUTOR), (f.AForce(), Role.LEAD)).id)

        answer = web.post(address(force), {**rows("Callback diary,interested,2026"), "record": "yes"})

        assert answer.status_code == 403
        assert held(force) == []


def test_of_the_same_list_sent_twice_at_once_no_row_reads_as_refused(copy: Flask):
    force = f.AForce()
    for number in range(5):
        f.ATool(name=f"Tool {number}")
    person, where = f.APerson((force, Role.LEAD)).id, address(force)
    browsers = [Browser(copy).sign_in(person) for _number in range(2)]
    sent = {**rows(*(f"Tool {n},{stage}" for n in range(5) for stage in STEPS)), "record": "yes"}
    db.session.commit()
    start, pages = Barrier(2), []

    def post(browser):
        with copy.app_context():
            start.wait()
            pages.append(browser.post(where, sent).text)
            db.session.close()

    threads = [Thread(target=post, args=(browser,)) for browser in browsers]
    [one.start() for one in threads]
    [one.join() for one in threads]

    assert [("Not recorded" in page, "Somebody else" in page) for page in pages] == [(False, False)] * 2
    assert sum(page.count("Recorded as") for page in pages) == len(db.session.scalars(select(StageEvent)).all()) == 10


def test_the_empty_file_names_every_column(web, force):
    answer = web.get(f"{address(force)}.csv")

    assert answer.text.strip() == ",".join(COLUMNS)


@given(st.text())
def test_whatever_is_sent_is_read_as_rows(text):
    assert all(isinstance(value, str) for row in read(text) for value in row)
