"""A record goes to another organisation: offered, answered, lapsed; and records that nobody answers for."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from registry.catalogue.models import ReviewStep, Revision, Transfer, Version
from registry.catalogue.queries.orphans import is_orphaned, orphans
from registry.catalogue.queries.transfers import open_offer
from registry.catalogue.services.transfers import (
    accept_transfer,
    decline_transfer,
    lapse_transfers,
    offer_transfer,
    withdraw_transfer,
)
from registry.core import clock
from registry.core.delivery import deliver
from registry.core.errors import Invalid, NotAllowed, NotFound, WrongState
from registry.core.events import EventRow
from registry.governance.models import Review
from registry.notifications.models import Notice
from registry.organisations.models import Succession
from registry.rules.lifecycles import ToolState, TransferState
from registry.rules.policy import Permission, allows
from registry.rules.words import Role, Visibility
from tests import factories as f


@pytest.fixture
def ours(session):
    return f.AForce(name="Northmarch Police")


@pytest.fixture
def theirs(session):
    return f.AForce(name="Eastmarch Police")


@pytest.fixture
def lead(ours):
    return f.AnActor(Role.LEAD, ours)


@pytest.fixture
def taker(theirs):
    return f.AnActor(Role.LEAD, theirs)


@pytest.fixture
def tool(ours):
    return f.ATool(ours, visibility=Visibility.POLICING)


class TestOffering:
    def test_stands_for_thirty_days_and_changes_nothing_yet(self, session, lead, tool, ours, theirs):
        offer = offer_transfer(lead, tool.slug, theirs.slug, "It is yours by now.")

        assert (offer.state, offer.expires_at - offer.offered_at) == (TransferState.OFFERED, timedelta(days=30))
        assert tool.owner_id == ours.id

    @pytest.mark.parametrize("kind", ["themselves", "supplier", "example", "ended", "unknown"])
    def test_is_refused_to_who_cannot_take_it(self, lead, tool, ours, kind):
        over = clock.today() - timedelta(days=1)
        slug = {
            "themselves": lambda: ours.slug,
            "supplier": lambda: f.ASupplier().slug,
            "example": lambda: f.AForce(synthetic=True).slug,
            "ended": lambda: f.AForce(valid_to=over).slug,
            "unknown": lambda: "nowhere",
        }[kind]()

        with pytest.raises(Invalid) as refusal:
            offer_transfer(lead, tool.slug, slug, "Because.")

        assert set(refusal.value.fields) == {"organisation"}

    def test_asks_for_a_reason(self, lead, tool, theirs):
        with pytest.raises(Invalid) as refusal:
            offer_transfer(lead, tool.slug, theirs.slug, "  ")

        assert set(refusal.value.fields) == {"reason"}

    def test_is_made_to_one_at_a_time(self, lead, tool, theirs):
        offer_transfer(lead, tool.slug, theirs.slug, "Because.")

        with pytest.raises(WrongState, match="already"):
            offer_transfer(lead, tool.slug, f.AForce().slug, "Because.")

    def test_can_be_made_again_after_the_first_ran_out(self, session, lead, tool, theirs):
        first = f.ATransfer(tool, theirs, expires_at=clock.now() - timedelta(seconds=1))

        offer_transfer(lead, tool.slug, theirs.slug, "Again.")

        assert session.get(Transfer, first.id).state is TransferState.LAPSED

    @pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.ASSURER, Role.READER])
    def test_is_the_leads_alone(self, ours, theirs, tool, role):
        with pytest.raises(NotAllowed):
            offer_transfer(f.AnActor(role, ours), tool.slug, theirs.slug, "Because.")

    def test_is_the_registrars_while_nobody_leads_the_owner(self, ours, theirs, tool):
        registrar = f.AnActor(Role.REGISTRAR)
        assert offer_transfer(registrar, tool.slug, theirs.slug, "Nobody leads it.").offered_by_id == registrar.id
        withdraw_transfer(registrar, tool.slug)
        f.AnActor(Role.LEAD, ours)

        with pytest.raises(NotAllowed, match="has an owner with a lead"):
            offer_transfer(registrar, tool.slug, theirs.slug, "Because.")

    def test_reaches_the_leads_without_the_records_name(self, session, lead, taker, theirs, tool):
        offer = offer_transfer(lead, tool.slug, theirs.slug, "Because.")

        deliver()

        (notice,) = session.scalars(select(Notice).where(Notice.kind == "transfer-offered")).all()
        assert (notice.person_id, notice.link, notice.actor) == (
            taker.id,
            f"/transfers/{offer.id}",
            "Lead, Northmarch Police",
        )
        assert tool.name not in notice.subject + notice.body


class TestAccepting:
    def test_moves_the_owner_and_keeps_the_rest(self, session, lead, taker, ours, theirs, tool):
        f.AnAdoption(tool, ours)
        helper = f.APerson((f.AForce(), Role.READER))
        f.save(f.Access(tool_id=tool.id, person_id=helper.id, reason="collaborator"))
        before = [session.scalar(select(func.count()).select_from(kind)) for kind in (Version, Revision)]
        offer = offer_transfer(lead, tool.slug, theirs.slug, "Because.")

        moved = accept_transfer(taker, offer.id)

        assert (moved.owner_id, moved.version_id) == (theirs.id, tool.version_id)
        assert [session.scalar(select(func.count()).select_from(kind)) for kind in (Version, Revision)] == before
        assert allows(f.actor_of(helper), Permission.TOOL_EDIT, moved)
        assert not allows(lead, Permission.TOOL_EDIT, moved)

    def test_is_an_event_with_both_organisations(self, session, lead, taker, ours, theirs, tool):
        accept_transfer(taker, offer_transfer(lead, tool.slug, theirs.slug, "Because.").id)

        event = session.scalar(select(EventRow).where(EventRow.kind == "transfer-accepted"))
        assert (event.organisation_id, event.data["to_id"], event.tool_id) == (ours.id, theirs.id, tool.id)

    def test_happens_once_and_says_so(self, lead, taker, theirs, tool):
        offer = offer_transfer(lead, tool.slug, theirs.slug, "Because.")
        accept_transfer(taker, offer.id)

        with pytest.raises(WrongState, match=r"was accepted on .* Somebody else was first"):
            accept_transfer(f.AnActor(Role.LEAD, theirs), offer.id)

    def test_is_too_late_after_thirty_days(self, session, taker, theirs, tool):
        offer = f.ATransfer(tool, theirs, expires_at=clock.now() - timedelta(seconds=1))

        with pytest.raises(WrongState, match="lapsed on"):
            accept_transfer(taker, offer.id)

    @pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.ASSURER, Role.READER, Role.REGISTRAR])
    def test_is_for_the_leads_of_the_other_organisation(self, lead, theirs, tool, role):
        offer = f.ATransfer(tool, theirs)

        for actor in (lead, f.AnActor(role, theirs), f.AnActor(Role.LEAD)):
            with pytest.raises(NotFound):
                accept_transfer(actor, offer.id)

    def test_is_refused_when_the_record_changed_hands_meanwhile(self, session, taker, theirs, tool):
        offer = f.ATransfer(tool, theirs)
        tool.owner_id = f.AForce().id
        f.save(tool)

        with pytest.raises(WrongState, match="another owner"):
            accept_transfer(taker, offer.id)

    def test_takes_a_review_from_the_new_owners_people(self, session, taker, theirs, ours):
        tool = f.ATool(ours, state=ToolState.IN_REVIEW)
        reviewer = f.APerson((theirs, Role.REVIEWER))
        review = session.scalar(select(Review).where(Review.tool_id == tool.id))
        review.assignee_id = reviewer.id
        f.save(review)

        accept_transfer(taker, f.ATransfer(tool, theirs).id)
        deliver()

        assert session.scalar(select(Review.assignee_id)) is None
        assert not allows(f.actor_of(reviewer), Permission.TOOL_PUBLISH, tool)

    def test_leaves_a_review_with_a_third_force(self, session, taker, theirs, ours):
        tool = f.ATool(ours, state=ToolState.IN_REVIEW)
        reviewer = f.APerson((f.AForce(), Role.REVIEWER))
        review = session.scalar(select(Review).where(Review.tool_id == tool.id))
        review.assignee_id = reviewer.id
        f.save(review)

        accept_transfer(taker, f.ATransfer(tool, theirs).id)
        deliver()

        assert session.scalar(select(Review.assignee_id)) == reviewer.id


class TestDecliningAndLapsing:
    def test_declining_needs_a_reason_and_leaves_the_owner(self, session, taker, ours, theirs, tool):
        offer = f.ATransfer(tool, theirs)
        with pytest.raises(Invalid) as refusal:
            decline_transfer(taker, offer.id, "")
        assert set(refusal.value.fields) == {"reason"}

        decline_transfer(taker, offer.id, "We do not use it.")

        assert (session.get(Transfer, offer.id).state, tool.owner_id) == (TransferState.DECLINED, ours.id)
        step = session.scalar(select(ReviewStep).where(ReviewStep.verb == "decline-transfer"))
        assert step.actor_role == "Lead, Eastmarch Police"

    def test_an_offer_taken_back_cannot_be_accepted(self, lead, taker, theirs, tool):
        offer = offer_transfer(lead, tool.slug, theirs.slug, "Because.")
        withdraw_transfer(lead, tool.slug)

        with pytest.raises(WrongState, match="withdrawn"):
            accept_transfer(taker, offer.id)

    def test_counts_as_lapsed_before_the_timer_ran(self, theirs, tool):
        f.ATransfer(tool, theirs, expires_at=clock.now() - timedelta(seconds=1))

        assert open_offer(tool.id) is None

    def test_the_timer_lapses_what_is_over_and_nothing_else(self, session, theirs, tool, ours):
        over = f.ATransfer(tool, theirs, expires_at=clock.now() - timedelta(seconds=1))
        standing = f.ATransfer(f.ATool(ours), theirs)

        assert (lapse_transfers(clock.now()), lapse_transfers(clock.now())) == (1, 0)

        states = [session.get(Transfer, one.id).state for one in (over, standing)]
        assert states == [TransferState.LAPSED, TransferState.OFFERED]


class TestPages:
    def test_the_other_lead_reads_accepts_and_owns_it(self, session, web, theirs, ours):
        tool = f.ATool(ours, state=ToolState.DRAFT, name="Quiet draft")
        offer = f.ATransfer(tool, theirs)
        web.sign_in(f.APerson((theirs, Role.LEAD)).id)
        assert f'href="/transfers/{offer.id}"' in web.get("/my-work").text
        assert web.get(f"/tools/{tool.slug}/edit").status_code == 404
        assert "It is yours by now." in web.get(f"/transfers/{offer.id}").text
        assert web.post(f"/transfers/{offer.id}", {"answer": "no"}).status_code == 422

        answer = web.post(f"/transfers/{offer.id}", {"answer": "yes"})

        assert answer.location == f"/tools/{tool.slug}/edit"
        assert web.get(f"/tools/{tool.slug}/edit").status_code == 200
        assert web.post(f"/transfers/{offer.id}", {"answer": "yes"}).status_code == 409
        assert "Your organisation owns it." in web.get(f"/transfers/{offer.id}").text

    def test_the_public_page_says_which_organisation_answered_before(self, session, web, taker, theirs, ours):
        tool = f.ATool(ours)
        accept_transfer(taker, f.ATransfer(tool, theirs, reason="A private remark").id)

        page = web.get(f"/tools/{tool.slug}").text

        assert "Northmarch Police" in page
        assert "until" in page
        assert "A private remark" not in page

    def test_an_offer_is_no_matter_of_the_public(self, session, web, theirs, ours):
        tool = f.ATool(ours)
        f.ATransfer(tool, theirs, reason="A private remark")
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)

        page = web.get(f"/tools/{tool.slug}").text

        assert "A private remark" not in page
        assert "Who answered for it" not in page
        assert web.get(f"/tools/{tool.slug}/people").status_code == 404


class TestOrphans:
    def listed(self):
        return [tool.name for tool in orphans(f.AnActor(Role.REGISTRAR, f.AForce(name="The keeper"))).items]

    def test_are_those_whose_owner_has_no_lead(self, session, ours, lead, tool):
        left = f.ATool(f.AForce(), name="Left behind")
        closed = f.AForce()
        f.APerson((closed, Role.LEAD), closed_at=clock.now())
        f.ATool(closed, name="Closed account")

        assert sorted(self.listed()) == ["Closed account", "Left behind"]
        assert (is_orphaned(left), is_orphaned(tool)) == (True, False)

    def test_are_those_whose_owner_has_ended(self, session, theirs):
        ended = f.AForce(name="Old March Police", valid_to=clock.today() - timedelta(days=1))
        f.AnActor(Role.LEAD, ended)
        f.ATool(ended, name="Of the old force")

        assert self.listed() == ["Of the old force"]

    def test_leave_out_what_is_over_or_held_from_sources(self, session):
        gone = f.AForce()
        f.ATool(gone, state=ToolState.RETIRED)
        f.ATool(gone, state=ToolState.WITHDRAWN)
        f.ATool(gone, from_sources=True)

        assert self.listed() == []

    def test_the_page_says_why_and_what_to_do(self, session, web, theirs):
        ended = f.AForce(name="Old March Police", valid_to=clock.today() - timedelta(days=1))
        f.save(Succession(predecessor_id=ended.id, successor_id=theirs.id, happened_on=clock.today()))
        tool = f.ATool(ended, state=ToolState.DRAFT)
        web.sign_in(f.APerson((f.AForce(), Role.REGISTRAR)).id)

        page = web.get("/orphans").text

        assert "It was followed by Eastmarch Police." in page
        assert "Nobody leads it in the registry." in page
        assert f'href="/tools/{tool.slug}/transfer"' in page
        assert f'href="/tools/{tool.slug}/transfer"' in web.get("/my-work").text
        assert web.get(f"/tools/{tool.slug}/transfer").status_code == 200

    def test_cost_the_same_however_many_there_are(self, session, web, count_statements):
        web.sign_in(f.APerson((f.AForce(), Role.REGISTRAR)).id)
        f.ATool()
        with count_statements() as few:
            web.get("/orphans")
        for _number in range(5):
            f.ATool()
        with count_statements() as many:
            web.get("/orphans")

        assert len(few) == len(many) <= 8
