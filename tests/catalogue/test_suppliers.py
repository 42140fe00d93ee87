"""What a supplier that a record names may do, and the long list of what it is not shown."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from registry.catalogue.models import Access, ReviewStep, SupplierReply, Tool, Version
from registry.catalogue.queries import tiers
from registry.catalogue.queries.suppliers import last_day
from registry.catalogue.services import publish_version
from registry.catalogue.services.suppliers import (
    CorrectionDetails,
    answer_correction,
    ask_correction,
    set_reply,
    withdraw_reply,
)
from registry.contracts.services import ContractDetails, record_contract
from registry.core import clock
from registry.core.commands import transaction
from registry.core.db import db
from registry.core.delivery import deliver
from registry.core.errors import Invalid, NotAllowed, NotFound, WrongState
from registry.evidence.models import Evidence
from registry.notifications.models import Notice
from registry.rules.lifecycles import ToolState
from registry.rules.policy import Permission, allows
from registry.rules.words import Design, Measurer, ReplyKind, Role, Standing, Visibility
from tests import factories as f

WRONG = CorrectionDetails("summary", "Answers web chats as well.", "See the published notice.")


@pytest.fixture
def ours(session):
    return f.AForce(name="Northmarch Police")


@pytest.fixture
def supplier(session):
    return f.ASupplier(name="Arden Systems")


@pytest.fixture
def tool(ours, supplier):
    tool = f.ATool(ours, visibility=Visibility.POLICING, content={"cost_yearly": "GBP 12,345 a year"})
    f.AContract(tool, supplier)
    return tool


@pytest.fixture
def seller(supplier, tool):
    return f.AnActor(Role.LEAD, supplier)


@pytest.fixture
def lead(ours):
    return f.AnActor(Role.LEAD, ours)


class TestCorrections:
    def test_can_be_asked_for_until_ten_working_days_after(self, session, tool, supplier):
        friday = datetime(2026, 11, 20, 12, tzinfo=UTC)
        tool.published_at = friday
        session.scalar(select(f.Contract)).recorded_at = friday - timedelta(days=9)
        session.commit()

        assert last_day(tool, supplier.id).isoformat() == "2026-12-04"

    def test_begin_with_being_named_where_that_came_later(self, session, tool, supplier):
        tool.published_at = clock.now() - timedelta(days=100)
        session.commit()

        assert last_day(tool, supplier.id) > clock.today()

    def test_are_refused_afterwards_and_a_reply_is_not(self, session, tool, seller):
        then = clock.now() - timedelta(days=30)
        tool.published_at = then
        session.scalar(select(f.Contract)).recorded_at = then
        session.commit()

        with pytest.raises(WrongState, match="still have a reply"):
            ask_correction(seller, tool.slug, WRONG)

        assert set_reply(seller, tool.slug, "We see it otherwise.").kind is ReplyKind.REPLY

    @pytest.mark.parametrize(
        ("details", "fields"),
        [
            (CorrectionDetails("summary", "", ""), {"words", "reason"}),
            (CorrectionDetails("summary", "x" * 2001, "y"), {"words"}),
            (CorrectionDetails("cost_yearly", "Less", "Because"), {"question"}),
            (CorrectionDetails("no-such", "Less", "Because"), {"question"}),
        ],
    )
    def test_say_at_the_field_what_is_wrong(self, tool, seller, details, fields):
        with pytest.raises(Invalid) as refusal:
            ask_correction(seller, tool.slug, details)

        assert set(refusal.value.fields) == fields

    def test_taken_over_begin_a_draft_and_publish_nothing(self, session, tool, seller, lead):
        row = ask_correction(seller, tool.slug, WRONG)

        answer_correction(lead, tool.slug, row.id, True, "")

        session.refresh(tool)
        assert tool.state is ToolState.DRAFT
        assert len(session.scalars(select(Version)).all()) == 1
        step = session.scalar(select(ReviewStep).where(ReviewStep.verb == "correction"))
        assert "Answers web chats as well." in step.comment

    def test_declined_need_a_reason_and_change_nothing(self, session, tool, seller, lead):
        row = ask_correction(seller, tool.slug, WRONG)
        with pytest.raises(Invalid):
            answer_correction(lead, tool.slug, row.id, False, " ")

        answer_correction(lead, tool.slug, row.id, False, "It does not.")

        session.refresh(tool)
        assert tool.state is ToolState.PUBLISHED
        with pytest.raises(WrongState, match="answered already"):
            answer_correction(lead, tool.slug, row.id, True, "")

    def test_are_answered_by_the_owners_lead_alone(self, tool, ours, seller):
        row = ask_correction(seller, tool.slug, WRONG)

        for actor in (seller, f.AnActor(Role.CONTRIBUTOR, ours), f.AnActor(Role.LEAD)):
            with pytest.raises(NotAllowed):
                answer_correction(actor, tool.slug, row.id, True, "")

    def test_wait_in_my_work_and_are_answered_on_a_page(self, session, web, tool, ours, seller):
        row = ask_correction(seller, tool.slug, WRONG)
        web.sign_in(f.APerson((ours, Role.LEAD)).id)
        path = f"/tools/{tool.slug}/corrections/{row.id}"
        assert f'href="{path}"' in web.get("/my-work").text
        assert "Answers web chats as well." in web.get(path).text
        assert web.post(path, {"answer": "no"}).status_code == 422

        assert web.post(path, {"answer": "yes"}).location == f"/tools/{tool.slug}/edit"

        assert "Answers web chats as well." in web.get(f"/tools/{tool.slug}/edit").text


class TestReplies:
    def test_stand_beside_the_record_as_the_suppliers_own_words(self, session, web, ours, supplier):
        tool = f.ATool(ours)
        f.AContract(tool, supplier)
        web.sign_in(f.APerson((supplier, Role.READER)).id)
        assert web.post(f"/tools/{tool.slug}/reply", {"reply": "x" * 2001}).status_code == 422
        web.post(f"/tools/{tool.slug}/reply", {"reply": "We <b>see</b> it otherwise."})

        page = web.sign_in(f.APerson().id).get(f"/tools/{tool.slug}").text

        assert "own words" in page
        assert "We &lt;b&gt;see&lt;/b&gt; it otherwise." in page
        assert "Arden Systems, " in page

    def test_are_one_at_a_time_for_each_supplier(self, session, tool, seller):
        set_reply(seller, tool.slug, "First.")
        set_reply(seller, tool.slug, "Second.")

        standing = select(SupplierReply.words).where(SupplierReply.withdrawn_at.is_(None))
        assert session.scalars(standing).all() == ["Second."]

    def test_can_be_taken_back_once(self, session, tool, seller):
        set_reply(seller, tool.slug, "First.")
        withdraw_reply(seller, tool.slug)

        with pytest.raises(WrongState, match="no reply"):
            withdraw_reply(seller, tool.slug)

    def test_are_for_named_suppliers_alone(self, tool, lead):
        stranger = f.AnActor(Role.LEAD, f.ASupplier())

        with pytest.raises(NotFound):
            set_reply(stranger, tool.slug, "Us too.")
        with pytest.raises(NotAllowed):
            set_reply(lead, tool.slug, "Us too.")

    def test_end_with_being_named(self, session, web, ours, seller, tool):
        set_reply(seller, tool.slug, "We see it otherwise.")
        web.sign_in(f.APerson((ours, Role.READER)).id)
        assert "We see it otherwise." in web.get(f"/tools/{tool.slug}").text
        session.delete(session.scalar(select(Access)))
        session.commit()

        assert "We see it otherwise." not in web.get(f"/tools/{tool.slug}").text


class TestNotices:
    def test_reach_the_suppliers_people_when_it_is_named(self, session, ours, lead, supplier):
        person = f.APerson((supplier, Role.READER))
        f.APerson((f.ASupplier(), Role.LEAD))
        tool = f.ATool(ours, visibility=Visibility.POLICING)
        record_contract(lead, tool.slug, ContractDetails(ours.slug, supplier=supplier.slug))

        deliver()

        notices = session.scalars(select(Notice).where(Notice.kind == "supplier-named")).all()
        assert [(one.person_id, one.link) for one in notices] == [(person.id, f"/tools/{tool.slug}/reply")]


class TestWhatIsNotShown:
    """Everything that a named supplier's person could ask for, and what may not stand in it."""

    @pytest.fixture
    def record(self, session, ours, supplier):
        secrets = {"cost_yearly": "SECRET-PRICE", "lessons": "SECRET-LESSON", "named_organisations": []}
        tool = f.ATool(ours, name="Arden triage", visibility=Visibility.POLICING, content=secrets)
        f.AContract(tool, supplier, reference="OWN-REFERENCE")
        f.AContract(tool, f.ASupplier(name="Secret Rival"), f.AForce(name="Rival force"), reference="SECRET-CONTRACT")
        copy = session.get(f.WorkingCopy, tool.id)
        copy.content = {**copy.content, "summary": "SECRET-DRAFT"}
        f.save(copy)
        f.AnAdoption(tool, f.AForce(name="Secret Adopter Police"), visibility=Visibility.POLICING)
        f.AnInvitation(tool, "secret-helper@elsewhere.example")
        f.ATransfer(tool, f.AForce(name="Secret Receiver Police"), reason="SECRET-OFFER")
        f.save(
            Evidence(
                tool_id=tool.id,
                title="A study",
                design=Design.BEFORE_AFTER,
                measured_by=Measurer.FORCE,
                standing=Standing.CONFIRMED,
                recorded_at=clock.now(),
            )
        )
        return tool

    PATHS = (
        "",
        "/spread",
        "/versions/1",
        "/contracts",
        "/reply",
        "/reply/correction",
        "/standards",
    )
    ELSEWHERE = ("/contracts", "/contracts.csv?months=24", "/changes", "/my-work", "/matrix.csv")
    HIDDEN = ("SECRET", "Secret Rival", "secret-helper", "12,345")
    SHUT = (
        "/edit",
        "/people",
        "/people/invite",
        "/transfer",
        "/submit",
        "/review",
        "/contracts/new",
        "/withdraw",
        "/suspend",
        "/retire",
    )

    def test_stands_on_no_page(self, session, web, record, supplier):
        web.sign_in(f.APerson((supplier, Role.LEAD)).id)

        for path in [f"/tools/{record.slug}{path}" for path in self.PATHS] + list(self.ELSEWHERE):
            page = web.get(path)
            assert page.status_code == 200, path
            assert [word for word in self.HIDDEN if word in page.text] == [], path

    def test_an_adoption_kept_to_policing_is_named_and_counted_nowhere(self, session, web, record, supplier):
        web.sign_in(f.APerson((supplier, Role.LEAD)).id)

        page = web.get(f"/tools/{record.slug}").text

        assert "no named force is known to have adopted it" in page

    @pytest.mark.parametrize("path", SHUT)
    def test_is_not_opened(self, session, web, record, supplier, path):
        web.sign_in(f.APerson((supplier, Role.LEAD)).id)

        assert web.get(f"/tools/{record.slug}{path}").status_code in (403, 404)

    def test_sees_its_own_contract_and_the_public_answers(self, session, web, record, supplier):
        web.sign_in(f.APerson((supplier, Role.LEAD)).id)

        assert "OWN-REFERENCE" in web.get(f"/tools/{record.slug}/contracts").text
        assert "Answers routine calls" in web.get(f"/tools/{record.slug}").text
        assert "Arden triage" in web.get(f"/organisations/{supplier.slug}").text

    def test_answers_are_those_of_the_public(self, record, supplier):
        actor = f.AnActor(Role.LEAD, supplier)

        assert tiers(actor, record) == {Visibility.PUBLIC}
        assert {one for one in Permission if one.startswith("tool:") and allows(actor, one, record)} == {
            Permission.TOOL_READ,
            Permission.TOOL_KNOW,
        }

    def test_others_learn_nothing_from_the_suppliers_page(self, session, web, record, supplier):
        for person in (f.APerson(), f.APerson((f.ASupplier(), Role.LEAD))):
            assert "Arden triage" not in web.sign_in(person.id).get(f"/organisations/{supplier.slug}").text
            assert web.get(f"/tools/{record.slug}").status_code == 404


class TestPublishing:
    def test_opens_the_record_to_the_supplier_that_it_comes_to_name(self, session, ours, supplier):
        tool = f.ATool(ours)
        f.AContract(tool, supplier, holder=f.AForce())  # another force's, so that alone it opens nothing

        publish(tool, {**f.CONTENT, "name": "Callback diary", "supply": "supplier", "supplier": "arden systems"})

        assert opened(tool) == [supplier.id]

    def test_closes_it_to_one_that_it_names_no_more(self, session, ours, supplier):
        tool = f.ATool(ours)
        f.AContract(tool, supplier, holder=f.AForce())
        publish(tool, {**f.CONTENT, "name": "Callback diary", "supply": "supplier", "supplier": "Arden Systems"})

        publish(tool, {**f.CONTENT, "name": "Callback diary", "supply": "in-house"})

        assert opened(tool) == []


def publish(tool, content):
    with transaction():
        publish_version(db.session.get_one(Tool, tool.id), content, actor_id=None)


def opened(tool):
    rows = select(Access.organisation_id).where(Access.tool_id == tool.id, Access.reason == "supplier")
    return list(db.session.scalars(rows))
