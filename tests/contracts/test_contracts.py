"""What was bought from whom: recorded, replaced, released, and shown to those who may read it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from registry.catalogue.models import Access, Contract, Term
from registry.contracts.queries.contracts import contracts_of, open_to
from registry.contracts.services import (
    ContractDetails,
    change_contract,
    record_contract,
    release_contract,
    withdraw_contract,
)
from registry.core import clock
from registry.core.errors import Invalid, NotAllowed, NotFound
from registry.organisations.models import Organisation
from registry.rules.lifecycles import ToolState
from registry.rules.policy import ANONYMOUS, Permission, allows
from registry.rules.words import OrganisationKind, Role, Visibility
from tests import factories as f


@pytest.fixture
def ours(session):
    f.save(Term(vocabulary="procurement-route", code="direct-award", label="Direct award", position=1))
    return f.AForce(name="Northmarch Police")


@pytest.fixture
def lead(ours):
    return f.AnActor(Role.LEAD, ours)


@pytest.fixture
def tool(ours):
    return f.ATool(ours, visibility=Visibility.POLICING)


@pytest.fixture
def supplier(session):
    return f.ASupplier(name="Arden Systems Ltd", companies_house_number="01234567")


def facts(ours, **fields):
    return ContractDetails(**{"organisation": ours.slug, **fields})


def refused(act, *args):
    with pytest.raises(Invalid) as refusal:
        act(*args)
    return set(refusal.value.fields)


class TestRecording:
    def test_keeps_the_facts_for_policing_alone(self, session, lead, tool, ours, supplier):
        other = f.AForce()
        details = facts(
            ours,
            supplier=supplier.slug,
            route="direct-award",
            framework="Framework A",
            starts_on=date(2026, 1, 1),
            ends_on=date(2027, 3, 31),
            shared_with=(other.slug,),
            notice_url="https://notices.example/1",
        )

        row = record_contract(lead, tool.slug, details)

        (kept,) = contracts_of(lead, tool.id)
        assert (kept.id, kept.visibility, kept.stated_on) == (row.id, Visibility.POLICING, clock.today())
        assert [party.organisation_id for party in kept.parties] == [other.id]

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"starts_on": date(2027, 1, 2), "ends_on": date(2027, 1, 1)}, "ends_on"),
            ({"starts_on": date(206, 1, 1)}, "starts_on"),
            ({"ends_on": date(9999, 1, 1)}, "ends_on"),
            ({"route": "bribe"}, "route"),
            ({"framework": "x" * 201}, "framework"),
            ({"reference": "x" * 201}, "reference"),
            ({"notice_url": "http://notices.example"}, "notice_url"),
            ({"notice_url": "javascript:alert(1)"}, "notice_url"),
            ({"notice_url": "https://[broken"}, "notice_url"),
            ({"stated_on": clock.today() + timedelta(days=1)}, "stated_on"),
            ({"shared_with": ("nowhere",)}, "shared_with"),
            ({"supplier": ""}, "supplier"),
            ({"supplier": "nobody"}, "supplier"),
            ({"supplier_name": "Another"}, "supplier"),
            ({"organisation": "elsewhere"}, "organisation"),
        ],
    )
    def test_says_at_the_field_what_cannot_be(self, lead, tool, ours, supplier, fields, field):
        details = facts(ours, **{"supplier": supplier.slug, **fields})

        assert refused(record_contract, lead, tool.slug, details) == {field}

    def test_is_shared_with_others_and_not_with_itself(self, lead, tool, ours, supplier):
        details = facts(ours, supplier=supplier.slug, shared_with=(ours.slug,))

        assert refused(record_contract, lead, tool.slug, details) == {"shared_with"}

    def test_names_a_supplier_and_no_force(self, lead, tool, ours):
        assert refused(record_contract, lead, tool.slug, facts(ours, supplier=f.AForce().slug)) == {"supplier"}
        assert refused(record_contract, lead, tool.slug, facts(ours, supplier=ours.slug)) == {"supplier"}

    @pytest.mark.parametrize("role", [Role.READER, Role.ASSURER, Role.REVIEWER, Role.REGISTRAR])
    def test_is_for_contributors_and_leads(self, ours, tool, supplier, role):
        with pytest.raises(NotAllowed):
            record_contract(f.AnActor(role, ours), tool.slug, facts(ours, supplier=supplier.slug))

    def test_of_another_force_is_its_own(self, session, tool, ours, supplier):
        other = f.AForce()
        contributor = f.AnActor(Role.CONTRIBUTOR, other)

        row = record_contract(contributor, tool.slug, facts(other, supplier=supplier.slug))

        assert row.organisation_id == other.id
        assert refused(record_contract, contributor, tool.slug, facts(ours, supplier=supplier.slug)) == {"organisation"}

    def test_the_database_keeps_the_dates_in_order(self, tool, supplier):
        with pytest.raises(IntegrityError):
            f.AContract(tool, supplier, starts_on=date(2027, 1, 1), ends_on=date(2026, 1, 1))


class TestNewSupplier:
    def named(self, ours, **fields):
        return facts(ours, **{"supplier_name": "Bracken Ltd", **fields})

    def test_joins_the_list_with_its_number_in_capitals(self, session, lead, tool, ours):
        record_contract(lead, tool.slug, self.named(ours, supplier_number="sc 123456"))

        found = session.scalar(select(Organisation).where(Organisation.name == "Bracken Ltd"))
        assert (found.kind, found.companies_house_number) == (OrganisationKind.SUPPLIER, "SC123456")

    @pytest.mark.parametrize("number", ["1234567", "123456789", "S1234567", "ABC12345", "١٢٣٤٥٦٧٨", "SC12345X"])
    def test_has_a_number_of_the_right_form(self, lead, tool, ours, number):
        assert refused(record_contract, lead, tool.slug, self.named(ours, supplier_number=number)) == {
            "supplier_number"
        }

    def test_is_not_added_twice_under_its_number(self, lead, tool, ours, supplier):
        details = self.named(ours, supplier_number="01234567")

        assert refused(record_contract, lead, tool.slug, details) == {"supplier_number"}

    @pytest.mark.parametrize(
        "name", ["Arden Systems Ltd", "ARDEN SYSTEMS", "Arden-Systems Limited", "The Arden Systems plc"]
    )
    def test_of_a_like_name_is_asked_about(self, lead, tool, ours, supplier, name):
        assert refused(record_contract, lead, tool.slug, facts(ours, supplier_name=name)) == {"supplier_name"}

    def test_of_a_like_name_is_added_when_it_is_another(self, lead, tool, ours, supplier):
        details = facts(ours, supplier_name="Arden-Systems Limited", supplier_another=True)

        assert record_contract(lead, tool.slug, details).supplier_id != supplier.id


class TestChanging:
    def test_puts_a_new_row_in_its_place(self, session, lead, tool, ours, supplier):
        old = record_contract(lead, tool.slug, facts(ours, supplier=supplier.slug, reference="A"))

        new = change_contract(lead, tool.slug, old.id, facts(ours, supplier=supplier.slug, reference="B"))

        session.refresh(old)
        assert (old.reference, old.replaced_by_id, new.reference) == ("A", new.id, "B")
        assert [one.id for one in contracts_of(lead, tool.id)] == [new.id]

    def test_is_refused_on_a_row_that_was_replaced(self, lead, tool, ours, supplier):
        old = record_contract(lead, tool.slug, facts(ours, supplier=supplier.slug))
        change_contract(lead, tool.slug, old.id, facts(ours, supplier=supplier.slug))

        with pytest.raises(NotFound, match="replaced"):
            change_contract(lead, tool.slug, old.id, facts(ours, supplier=supplier.slug))

    def test_releases_and_needs_a_release_again_once_changed(self, lead, tool, ours, supplier):
        row = record_contract(lead, tool.slug, facts(ours, supplier=supplier.slug))

        released = release_contract(lead, tool.slug, row.id, Visibility.PUBLIC, "Head of procurement")
        changed = change_contract(lead, tool.slug, released.id, facts(ours, supplier=supplier.slug))

        assert (released.visibility, released.released_by_role) == (Visibility.PUBLIC, "Head of procurement")
        assert (changed.visibility, changed.released_by_role) == (Visibility.POLICING, None)

    def test_release_asks_for_a_role_and_is_for_leads_and_assurers(self, lead, ours, tool, supplier):
        row = f.AContract(tool, supplier)

        assert refused(release_contract, lead, tool.slug, row.id, Visibility.PUBLIC, " ") == {"role"}
        assert refused(release_contract, lead, tool.slug, row.id, Visibility.NAMED, "Head") == {"visibility"}
        with pytest.raises(NotAllowed):
            release_contract(f.AnActor(Role.CONTRIBUTOR, ours), tool.slug, row.id, Visibility.PUBLIC, "Head")

    def test_taken_back_is_kept_and_not_shown(self, session, lead, tool, supplier):
        row = f.AContract(tool, supplier)

        withdraw_contract(lead, tool.slug, row.id)

        assert contracts_of(lead, tool.id) == []
        assert session.get(Contract, row.id).withdrawn_at is not None


class TestOpening:
    def opened(self, session, tool):
        return set(session.scalars(select(Access.organisation_id).where(Access.tool_id == tool.id)))

    def test_the_owners_contract_opens_the_record_to_its_supplier(self, session, lead, tool, ours, supplier):
        record_contract(lead, tool.slug, facts(ours, supplier=supplier.slug))

        assert self.opened(session, tool) == {supplier.id}

    def test_another_forces_contract_does_so_only_for_the_supplier_that_the_record_names(self, session, tool, supplier):
        other = f.AForce()
        contributor = f.AnActor(Role.CONTRIBUTOR, other)
        record_contract(contributor, tool.slug, facts(other, supplier=supplier.slug))
        assert self.opened(session, tool) == set()
        named = f.ATool(tool.owner, visibility=Visibility.POLICING, supplier="ARDEN Systems")

        record_contract(contributor, named.slug, facts(other, supplier=supplier.slug))

        assert self.opened(session, named) == {supplier.id}

    def test_ends_with_the_last_contract_that_names_it(self, session, lead, tool, ours, supplier):
        first = record_contract(lead, tool.slug, facts(ours, supplier=supplier.slug))
        second = record_contract(lead, tool.slug, facts(ours, supplier=supplier.slug))
        withdraw_contract(lead, tool.slug, first.id)
        assert self.opened(session, tool) == {supplier.id}

        change_contract(lead, tool.slug, second.id, facts(ours, supplier=f.ASupplier().slug))

        assert supplier.id not in self.opened(session, tool)


class TestReading:
    def test_the_policy_and_the_query_agree(self, session, tool, ours, supplier):
        other = f.AForce()
        rows = [
            f.AContract(tool, supplier, visibility=Visibility.PUBLIC),
            f.AContract(tool, supplier),
            f.AContract(tool, f.ASupplier(), other),
        ]
        seller = f.actor_of(f.APerson((supplier, Role.LEAD)))
        cast = [ANONYMOUS, f.actor_of(f.APerson()), seller, f.AnActor(Role.READER, other), f.AnActor(Role.READER)]

        for actor in cast:
            seen = set(session.scalars(select(Contract.id).where(open_to(actor))))
            assert seen == {row.id for row in rows if allows(actor, Permission.CONTRACT_READ, row)}
        assert set(session.scalars(select(Contract.id).where(open_to(seller)))) == {rows[0].id, rows[1].id}

    def test_the_public_sees_what_is_released_on_a_public_record(self, session, web, ours, supplier):
        tool = f.ATool(ours)
        f.AContract(tool, supplier, reference="SHOWN-1", visibility=Visibility.PUBLIC, released_by_role="Head")
        f.AContract(tool, f.ASupplier(name="Hidden Works"), reference="HIDDEN-2")

        for path in (f"/tools/{tool.slug}", f"/tools/{tool.slug}/contracts"):
            page = web.get(path).text
            assert "Arden Systems Ltd" in page
            assert "Hidden Works" not in page
            assert "HIDDEN-2" not in page

    def test_old_facts_say_so(self, session, web, ours, tool, supplier):
        f.AContract(tool, supplier, stated_on=clock.today() - timedelta(days=400))
        web.sign_in(f.APerson((ours, Role.READER)).id)

        assert "not confirmed since" in web.get(f"/tools/{tool.slug}/contracts").text
        assert "not confirmed since" in web.get(f"/tools/{tool.slug}").text

    def test_a_draft_and_a_suspended_record_keep_theirs(self, session, web, ours, supplier):
        draft = f.ATool(ours, state=ToolState.DRAFT)
        gone = f.ATool(ours, suspended_at=clock.now(), suspension_reason="For the test")
        for tool in (draft, gone):
            f.AContract(tool, supplier)
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)
        assert web.get(f"/tools/{draft.slug}/contracts").status_code == 404
        assert web.get(f"/tools/{gone.slug}/contracts").status_code == 410

        web.sign_in(f.APerson((ours, Role.LEAD)).id)

        assert "Arden Systems Ltd" in web.get(f"/tools/{draft.slug}/contracts").text

    def test_costs_the_same_however_many_there_are(self, session, web, ours, tool, supplier, count_statements):
        web.sign_in(f.APerson((ours, Role.LEAD)).id)
        f.AContract(tool, supplier, parties=[f.AForce()])
        with count_statements() as few:
            web.get(f"/tools/{tool.slug}/contracts")
        for _number in range(5):
            f.AContract(tool, f.ASupplier(), parties=[f.AForce(), f.AForce()])
        with count_statements() as many:
            web.get(f"/tools/{tool.slug}/contracts")

        assert len(few) == len(many) <= 8


class TestForms:
    def test_a_contract_goes_in_and_comes_back_with_errors_at_the_fields(self, session, web, ours, tool, supplier):
        web.sign_in(f.APerson((ours, Role.CONTRIBUTOR)).id)
        path = f"/tools/{tool.slug}/contracts/new"
        typed = {"supplier": supplier.slug, "starts_on": ["1", "4", "2027"], "ends_on": ["1", "4", "2026"]}

        back = web.post(path, typed)
        gone = web.post(path, {**typed, "ends_on": ["31", "3", "2028"], "stated_on": ["1", "11", "2026"]})

        assert back.status_code == 422
        assert "must be on or after the start date" in back.text
        assert gone.location == f"/tools/{tool.slug}/contracts"
        page = web.get(gone.location).text
        assert "31 March 2028" in page
        assert "Policing alone, and the supplier" in page

    def test_is_offered_to_those_alone_whose_organisation_may(self, session, web, ours, tool, supplier):
        pages, offered = (f"/tools/{tool.slug}", f"/tools/{tool.slug}/contracts"), "contracts/new"
        invented = f.AForce(synthetic=True)

        def shown(*role):
            web.sign_in(f.APerson(role).id)
            return [offered in web.get(page).text for page in pages]

        assert shown(ours, Role.CONTRIBUTOR) == [True, True]
        for other in ((invented, Role.LEAD), (ours, Role.ASSURER), (supplier, Role.LEAD)):
            assert shown(*other) == [False, False]
        web.sign_in(f.APerson((invented, Role.LEAD)).id)
        assert web.get(f"{pages[1]}/new").status_code == 403

    def test_the_form_of_a_change_is_filled(self, session, web, ours, tool, supplier):
        row = f.AContract(tool, supplier, reference="KEEP-ME")
        web.sign_in(f.APerson((ours, Role.LEAD)).id)

        assert 'value="KEEP-ME"' in web.get(f"/tools/{tool.slug}/contracts/{row.id}").text
        assert web.get(f"/tools/{tool.slug}/contracts/{row.id}/withdraw").status_code == 200
