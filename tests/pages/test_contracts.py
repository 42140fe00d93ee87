"""Contracts that end soon and concern several forces, as a page and as a file."""

import csv
import io
from datetime import date, timedelta

import pytest

from registry.contracts.queries.ending import Filters, ending, months_after
from registry.core import clock
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Role, Visibility
from tests import factories as f

SOON, LATER = timedelta(days=80), timedelta(days=500)


@pytest.fixture
def reader(session):
    return f.AnActor(Role.READER)


@pytest.fixture
def supplier(session):
    return f.ASupplier(name="Arden Systems", companies_house_number="01234567")


def ends(supplier, within=SOON, **fields):
    force = fields.pop("force", None) or f.AForce()
    tool = fields.pop("tool", None) or f.ATool()
    return f.AContract(tool, supplier, force, ends_on=clock.today() + within, **fields)


def found(actor, **filters):
    return [[one.id for one in group.contracts] for group in ending(actor, Filters(**filters)).groups]


class TestGroups:
    def test_join_two_forces_with_one_supplier(self, reader, supplier):
        later, sooner = ends(supplier), ends(supplier, SOON - timedelta(days=10))
        ends(f.ASupplier())

        assert found(reader) == [[sooner.id, later.id]]

    def test_take_one_contract_that_is_shared(self, reader, supplier):
        row = ends(supplier, parties=[f.AForce()])

        assert found(reader) == [[row.id]]

    def test_leave_out_two_contracts_of_one_force(self, reader, supplier):
        force = f.AForce()
        ends(supplier, force=force), ends(supplier, force=force)

        assert found(reader) == []

    def test_keep_frameworks_apart(self, reader, supplier):
        first, second = ends(supplier, framework="Framework A"), ends(supplier, framework="framework a")
        ends(supplier, framework="Framework B")

        assert found(reader) == [[first.id, second.id]]

    def test_look_as_far_as_is_asked_for(self, reader, supplier):
        ends(supplier, LATER), ends(supplier, LATER)
        ends(supplier, -timedelta(days=1)), ends(supplier, -timedelta(days=1))

        assert found(reader, months=12) == []
        assert len(found(reader, months=24)) == 1

    def test_leave_out_what_was_replaced_or_taken_back(self, reader, supplier):
        row = ends(supplier)
        ends(supplier, withdrawn_at=clock.now())
        ends(supplier, replaced_by_id=row.id)

        assert found(reader) == []

    def test_keep_invented_ones_apart(self, reader, supplier):
        example = f.ATool(f.AForce(synthetic=True), synthetic=True)
        for _number in range(2):
            ends(supplier, tool=example, synthetic=True)

        assert found(reader) == []
        assert len(found(reader, example=True)) == 1

    @pytest.mark.parametrize(
        ("day", "months", "then"),
        [
            (date(2026, 11, 30), 3, date(2027, 2, 28)),
            (date(2026, 1, 1), 12, date(2027, 1, 1)),
            (date(2027, 8, 31), 6, date(2028, 2, 29)),
        ],
    )
    def test_months_end_where_the_calendar_does(self, day, months, then):
        assert months_after(day, months) == then


class TestWhoSees:
    def test_the_public_nothing_that_is_kept_to_policing(self, session, web, supplier):
        ends(supplier), ends(supplier)

        assert found(ANONYMOUS) == []
        for path in ("/contracts?months=24", "/contracts.csv?months=24"):
            assert "Arden Systems" not in web.get(path).text

    def test_the_public_what_was_released_and_counts_of_that_alone(self, session, web, supplier):
        shown = ends(supplier, visibility=Visibility.PUBLIC)
        ends(supplier)
        assert found(ANONYMOUS) == []

        second = ends(supplier, visibility=Visibility.PUBLIC)

        assert found(ANONYMOUS) == [[shown.id, second.id]]
        assert "2 organisations" in web.get("/contracts").text

    def test_a_released_contract_of_a_policing_record_stays_with_policing(self, supplier, reader):
        tool = f.ATool(visibility=Visibility.POLICING)
        for _number in range(2):
            ends(supplier, tool=tool, visibility=Visibility.PUBLIC)

        assert (len(found(ANONYMOUS)), len(found(reader))) == (0, 1)

    def test_no_reader_a_record_that_is_named_to_others_or_suspended(self, reader, supplier):
        for tool in (
            f.ATool(visibility=Visibility.NAMED),
            f.ATool(suspended_at=clock.now(), suspension_reason="For the test"),
        ):
            ends(supplier, tool=tool), ends(supplier, tool=tool)

        assert found(reader) == []

    def test_a_supplier_its_own_alone(self, supplier):
        rival = f.ASupplier()
        for one in (supplier, rival):
            ends(one), ends(one)

        assert len(found(f.AnActor(Role.LEAD, supplier))) == 1


class TestPage:
    def test_filters_and_says_whom_it_concerns(self, session, web, supplier):
        person = f.APerson((f.AForce(), Role.READER))
        for force in ("Northmarch Police", "Eastmarch Police"):
            ends(supplier, force=f.AForce(name=force), framework="Framework A")
        other = f.ASupplier(name="Bracken")
        ends(other), ends(other)
        web.sign_in(person.id)

        page = web.get(f"/contracts?months=6&supplier={supplier.slug}").text

        assert "2 organisations: Eastmarch Police and Northmarch Police." in page
        assert "<h2>Bracken" not in page

    @pytest.mark.parametrize("query", ["months=-1", "months=x", "months=999999999999", "supplier=none"])
    def test_takes_any_address(self, session, web, query):
        assert web.get(f"/contracts?{query}").status_code == 200

    def test_costs_the_same_however_many_there_are(self, session, web, supplier, count_statements):
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        ends(supplier, parties=[f.AForce()])
        with count_statements() as few:
            web.get("/contracts")
        for _number in range(5):
            ends(f.ASupplier(), parties=[f.AForce(), f.AForce()])
        with count_statements() as many:
            web.get("/contracts")

        assert len(few) == len(many) <= 5


class TestFile:
    def test_holds_the_same_and_runs_no_formula(self, session, web, supplier):
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        ends(supplier, reference="=HYPERLINK(1)", parties=[f.AForce(name="+Plus Police")])

        answer = web.get("/contracts.csv")

        (line,) = csv.DictReader(io.StringIO(answer.text))
        assert (line["supplier"], line["companies_house_number"]) == ("Arden Systems", "01234567")
        assert (line["reference"], line["shared_with"]) == ("'=HYPERLINK(1)", "'+Plus Police")
        assert "attachment" in answer.headers["Content-Disposition"]
