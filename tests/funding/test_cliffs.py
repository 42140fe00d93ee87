"""What ends soon, with what depends on it: as a page, as a drawing and as files."""

import csv
import io
from datetime import date, timedelta
from zipfile import ZipFile

import pytest

from registry.core import clock
from registry.funding.charts import cliff_bars
from registry.funding.queries.cliffs import Filters, cliff_rows, cliffs
from registry.funding.queries.ending import soon_at
from registry.rules.lifecycles import Stage
from registry.rules.policy import ANONYMOUS
from registry.rules.wording import spoken
from registry.rules.words import Role, Standing, Visibility
from tests import factories as f


def in_days(days):
    return clock.today() + timedelta(days=days)


@pytest.fixture
def reader(session):
    return f.AnActor(Role.READER)


def an_adoption_with_money(tool=None, days=90, **fields):
    force = f.AForce()
    tool = tool or f.ATool()
    f.AnAdoption(tool, force, fields.pop("stage", Stage.LIVE), visibility=fields.pop("seen_by", Visibility.POLICING))
    return f.AFundingStream(tool, force, ends_on=in_days(days), **fields)


def names(found):
    return [one.name for one in found.page.items]


class TestCliffs:
    def test_are_streams_and_contracts_the_soonest_first(self, reader):
        tool = f.ATool()
        an_adoption_with_money(tool, 80, name="Later")
        an_adoption_with_money(tool, 10, name="Sooner")
        f.AContract(tool, f.ASupplier(), framework="Between", ends_on=in_days(40))
        an_adoption_with_money(tool, 400, name="Next year")
        an_adoption_with_money(tool, -1, name="Over")

        assert names(cliffs(reader, Filters())) == ["Sooner", "Between", "Later"]
        assert names(cliffs(reader, Filters(24)))[-1] == "Next year"

    def test_leave_out_what_nobody_said_for_a_year(self, reader):
        an_adoption_with_money(stated_on=in_days(-366))
        f.AContract(f.ATool(), f.ASupplier(), stated_on=in_days(-366))

        found = cliffs(reader, Filters())

        assert (found.page.total, list(found.sums)) == (0, [])

    def test_say_what_depends_on_them(self, reader):
        tool = f.ATool()
        first = an_adoption_with_money(tool, 20)
        an_adoption_with_money(tool, 30)
        f.AFundingStream(tool, None, name="For all", ends_on=in_days(40))
        f.AnAdoption(tool, f.AForce(), Stage.STOPPED)

        own, _other, whole = cliffs(reader, Filters()).page.items

        assert [row.organisation_id for row in own.depends] == [first.organisation_id]
        assert len(whole.depends) == 2

    def test_carry_no_use_that_its_force_disputes(self, reader):
        tool = f.ATool()
        disputed = f.AForce()
        f.AnAdoption(tool, disputed, standing=Standing.DISPUTED)
        f.AFundingStream(tool, None, name="For all")
        f.AContract(tool, f.ASupplier(), disputed)

        assert [list(one.depends) for one in cliffs(reader, Filters()).page.items] == [[], []]

    def test_add_up_what_is_stated_by_currency(self, reader):
        for amount, currency in ((100, "GBP"), (50, "GBP"), (7, "EUR"), (None, "GBP")):
            an_adoption_with_money(amount=amount, currency=currency)

        found = cliffs(reader, Filters())

        assert (list(found.sums), found.silent) == ([("EUR", 7), ("GBP", 150)], 1)

    def test_keep_to_one_organisation(self, reader):
        one, _other = an_adoption_with_money(name="Ours"), an_adoption_with_money(name="Theirs")
        home = f.db.session.get_one(f.Organisation, one.organisation_id)

        assert names(cliffs(reader, Filters(organisation=home.slug))) == ["Ours"]

    def test_show_nothing_that_the_reader_may_not_know(self, session):
        an_adoption_with_money()
        an_adoption_with_money(seen_by=Visibility.NAMED, visibility=Visibility.PUBLIC)
        an_adoption_with_money(f.ATool(visibility="policing"), visibility=Visibility.PUBLIC)
        f.AContract(f.ATool(), f.ASupplier())

        found = cliffs(ANONYMOUS, Filters())

        assert (found.page.total, list(found.sums), list(found.organisations)) == (0, [], [])
        assert len(list(cliff_rows(ANONYMOUS, Filters()))) == 1

    def test_take_four_statements_however_much_there_is(self, session, reader, count_statements):
        for _number in range(5):
            an_adoption_with_money()
            f.AContract(f.ATool(), f.ASupplier())

        with count_statements() as seen:
            cliffs(reader, Filters())

        assert len(seen) == 4


class TestFiles:
    def test_a_text_that_looks_like_a_formula_stays_text(self, web):
        an_adoption_with_money(name="=1+1", visibility=Visibility.PUBLIC, seen_by=Visibility.PUBLIC)

        (row,) = list(csv.DictReader(io.StringIO(web.get("/funding.csv").text)))
        book = ZipFile(io.BytesIO(web.get("/funding.xlsx").data))

        assert row["name"] == "'=1+1"
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
        assert "=1+1" in book.read("xl/sharedStrings.xml").decode()

    def test_what_depends_on_it_is_told_with_its_standing(self, web):
        tool, force, ended = f.ATool(), f.AForce(name="Elm Police"), in_days(-10)
        f.AnAdoption(tool, force, Stage.LIVE, expires_on=ended)
        f.AFundingStream(tool, force, visibility=Visibility.PUBLIC)
        since = f"unconfirmed since {spoken(ended)}"

        (row,) = list(csv.DictReader(io.StringIO(web.get("/funding.csv").text)))
        book = ZipFile(io.BytesIO(web.get("/funding.xlsx").data)).read("xl/sharedStrings.xml").decode()

        assert row["what_depends_on_it"] == f"Elm Police: live, {since}"
        assert since in book
        assert since in web.get("/funding").text

    def test_the_same_day_gives_the_same_workbook(self, web):
        an_adoption_with_money(visibility=Visibility.PUBLIC, seen_by=Visibility.PUBLIC)

        assert web.get("/funding.xlsx").data == web.get("/funding.xlsx").data

    def test_contracts_that_end_together_are_a_workbook_too(self, web):
        supplier = f.ASupplier(name="Arden Systems")
        for _number in range(2):
            f.AContract(f.ATool(), supplier, visibility=Visibility.PUBLIC)

        book = ZipFile(io.BytesIO(web.get("/contracts.xlsx").data))

        assert "Arden Systems" in book.read("xl/sharedStrings.xml").decode()


class TestDrawing:
    def test_a_bar_ends_where_the_money_does(self, reader):
        an_adoption_with_money(days=60), an_adoption_with_money(days=120)
        found = cliffs(reader, Filters()).page.items

        drawing = cliff_bars(found, clock.today(), in_days(365), 700)

        ends = [bar.left + bar.width for bar in drawing.bars]
        assert drawing.today < ends[0] < ends[1] < 700
        assert len(drawing.bars) == len(found)

    def test_nothing_is_drawn_of_nothing(self):
        assert cliff_bars([], date(2026, 1, 1), date(2027, 1, 1), 700) is None

    def test_stands_beside_a_table_of_the_same(self, web):
        an_adoption_with_money(name="Budget", visibility=Visibility.PUBLIC, seen_by=Visibility.PUBLIC)

        page = web.get("/funding").text

        assert page.count('<rect class="bar"') == 2  # wide and narrow
        assert "Funding: Budget" in page


class TestSoonAt:
    def new(self, days, force):
        return soon_at(f.AnActor(Role.LEAD, force), [force], clock.now() - timedelta(days=days))

    @pytest.mark.parametrize(("days", "number"), [(200, 1), (10, 0)])
    def test_what_came_near_since_is_new_and_what_was_near_is_not(self, session, days, number):
        force = f.AForce()
        f.AFundingStream(f.ATool(), force, recorded_at=clock.now() - timedelta(days=300))

        assert len(self.new(days, force)) == number

    def test_what_was_said_since_is_new(self, session):
        force = f.AForce()
        f.AFundingStream(f.ATool(), force)

        assert len(self.new(10, force)) == 1

    def test_what_was_only_confirmed_since_is_not(self, session):
        tool, force = f.ATool(), f.AForce()
        confirmed = f.AFundingStream(tool, force)
        f.AFundingStream(tool, force, recorded_at=clock.now() - timedelta(days=300), replaced_by_id=confirmed.id)

        assert self.new(10, force) == []

    def test_is_of_real_and_of_invented_organisations_each_for_itself(self, session):
        real, invented = f.AForce(), f.AForce(synthetic=True, territorial=False)
        f.AFundingStream(f.ATool(), real, name="Real")
        f.AFundingStream(f.ATool(invented, synthetic=True), invented, name="Invented", synthetic=True)
        lead = f.actor_of(f.APerson((real, Role.LEAD), (invented, Role.LEAD)))

        assert [one.name for one in soon_at(lead, [real, invented])] == ["Real", "Invented"]
