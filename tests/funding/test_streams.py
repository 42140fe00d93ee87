"""Money behind a tool or an adoption: recorded by whose it is, read by those who may, never overwritten."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import select

from registry.core import clock
from registry.core.db import db
from registry.core.errors import Invalid, NotAllowed, NotFound
from registry.core.events import EventRow
from registry.funding.models import FundingStream, Purpose
from registry.funding.queries.streams import streams_of
from registry.funding.services import Details, confirm, record, release, take_back
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Role, Visibility
from tests import factories as f
from tests.browser import Browser
from tests.reorganisation.changes import a_registrar, called, made, merger


@pytest.fixture
def force(session):
    found = f.AForce(slug="ash")
    found.lead = f.AnActor(Role.LEAD, found)
    return found


@pytest.fixture
def tool(force):
    found = f.ATool()
    f.AnAdoption(found, force)
    return found


def details(**fields):
    return Details(**{"organisation": "ash", "name": "Contact centre budget", "amount": "£120,000", **fields})


def test_old_facts_show_with_the_day_on_which_they_were_said(web, force, tool):
    day = clock.today() - timedelta(days=400)
    f.AFundingStream(tool, force, funder="A grant of old", stated_on=day)
    web.sign_in(f.APerson((force, Role.READER)).id)

    page = web.get(f"/tools/{tool.slug}/funding").text

    assert page.count(f"last said on {day.day} {day:%B %Y}") == 2  # what it pays for, and from whom


def seen(actor, tool):
    return [row.id for row in streams_of(actor, tool.id)]


class TestRecording:
    def test_holds_what_was_said_for_policing(self, force, tool):
        row = record(force.lead, tool.slug, details(funder="The force", ends_on=clock.today()))

        assert (row.amount, row.currency, row.visibility) == (120_000, "GBP", Visibility.POLICING)
        assert (seen(f.AnActor(Role.READER), tool), seen(ANONYMOUS, tool)) == ([row.id], [])

    def test_replaces_and_keeps_what_was_said_before(self, session, force, tool):
        old = record(force.lead, tool.slug, details())

        new = record(force.lead, tool.slug, details(amount="90,000"), old.id)

        assert seen(force.lead, tool) == [new.id]
        assert (session.get(FundingStream, old.id).replaced_by_id, old.amount) == (new.id, 120_000)

    def test_is_an_event_without_the_amount(self, session, force, tool):
        record(force.lead, tool.slug, details())

        row = session.scalar(select(EventRow).where(EventRow.kind == "funding-recorded"))
        assert row.organisation_id == force.id
        assert "120" not in str(row.data)
        assert "budget" not in str(row.data)

    def test_is_for_whose_money_it_is(self, force, tool):
        other = f.AForce()
        f.AnAdoption(tool, other)

        with pytest.raises(NotAllowed):
            record(f.AnActor(Role.READER, force), tool.slug, details())
        with pytest.raises(Invalid):
            record(f.AnActor(Role.LEAD, other), tool.slug, details())
        with pytest.raises(NotAllowed):
            record(f.AnActor(Role.LEAD), tool.slug, details())

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"name": " "}, "name"),
            ({"name": "x" * 201}, "name"),
            ({"amount": "much"}, "amount"),
            ({"amount": "-5"}, "amount"),
            ({"amount": "9" * 20}, "amount"),
            ({"currency": "pounds"}, "currency"),
            ({"purpose": "tool"}, "purpose"),  # of another's tool
            ({"purpose": "fun"}, "purpose"),
            ({"organisation": "elm"}, "organisation"),
            ({"starts_on": clock.today(), "ends_on": clock.today() - timedelta(days=1)}, "ends_on"),
            ({"ends_on": clock.today() + timedelta(days=20_000)}, "ends_on"),
        ],
    )
    def test_refuses_what_cannot_be(self, session, force, tool, given, field):
        with pytest.raises(Invalid) as refusal:
            record(force.lead, tool.slug, details(**given))

        assert field in refusal.value.fields
        assert session.scalars(select(FundingStream)).all() == []

    def test_sent_twice_is_one(self, session, force, tool):
        first = record(force.lead, tool.slug, details(funder="The force"))

        assert record(force.lead, tool.slug, details(funder=" The  force", amount="120000")).id == first.id
        assert record(force.lead, tool.slug, details(funder="Another")).id != first.id
        assert len(session.scalars(select(EventRow).where(EventRow.kind == "funding-recorded")).all()) == 2

    def test_sent_again_when_what_stands_is_too_old_takes_its_place(self, session, force, tool):
        first = record(force.lead, tool.slug, details())
        first.stated_on = clock.today() - timedelta(days=366)
        f.save(first)

        again = record(force.lead, tool.slug, details())

        assert seen(force.lead, tool) == [again.id] != [first.id]

    def test_what_was_taken_back_may_be_said_again(self, session, force, tool):
        take_back(force.lead, tool.slug, record(force.lead, tool.slug, details()).id)

        again = record(force.lead, tool.slug, details())

        assert seen(force.lead, tool) == [again.id]

    def test_a_change_makes_no_second_one_that_says_the_same(self, session, force, tool):
        first = record(force.lead, tool.slug, details())
        other = record(force.lead, tool.slug, details(name="Grant"))

        with pytest.raises(Invalid) as refusal:
            record(force.lead, tool.slug, details(), other.id)

        assert "name" in refusal.value.fields
        assert sorted(seen(force.lead, tool)) == [first.id, other.id]

    def test_of_the_tool_is_for_its_owner(self, force):
        own = f.ATool(force)

        row = record(force.lead, own.slug, details(purpose="tool"))

        assert row.purpose is Purpose.TOOL
        with pytest.raises(Invalid):
            record(force.lead, own.slug, details(purpose="adoption"))  # it has no adoption of it


class TestReading:
    def test_what_pays_for_a_hidden_adoption_is_hidden_with_it(self, session, force):
        tool = f.ATool()
        f.AnAdoption(tool, force, visibility=Visibility.NAMED)
        row = f.AFundingStream(tool, force, visibility=Visibility.PUBLIC)

        assert seen(f.AnActor(Role.READER), tool) == seen(ANONYMOUS, tool) == []
        assert seen(f.AnActor(Role.READER, force), tool) == [row.id]

    def test_a_released_stream_is_for_everybody(self, force, tool):
        row = f.AFundingStream(tool, force)

        new = release(f.AnActor(Role.ASSURER, force), tool.slug, row.id, Visibility.PUBLIC, "Head of finance")

        assert seen(ANONYMOUS, tool) == [new.id]

    def test_a_release_needs_a_role(self, force, tool):
        row = f.AFundingStream(tool, force)

        with pytest.raises(Invalid):
            release(force.lead, tool.slug, row.id, Visibility.PUBLIC, " ")

    def test_suppliers_read_none_of_it(self, force, tool):
        f.AFundingStream(tool, force)

        assert seen(f.actor_of(f.APerson((f.ASupplier(), Role.LEAD))), tool) == []

    def test_old_facts_read_as_not_stated(self, web, force, tool):
        f.AFundingStream(tool, force, stated_on=clock.today() - timedelta(days=366))
        web.sign_in(force.lead.id)

        page = web.get(f"/tools/{tool.slug}/funding").text

        assert "120,000" not in page
        assert "read as not stated" in page

    def test_still_true_dates_it_today(self, force, tool):
        old = f.AFundingStream(
            tool,
            force,
            stated_on=clock.today() - timedelta(days=366),
            visibility=Visibility.PUBLIC,
            released_by_role="Head of finance",
        )

        new = confirm(force.lead, tool.slug, old.id)

        assert (new.stated_on, new.visibility, new.amount) == (clock.today(), Visibility.PUBLIC, 120_000)
        with pytest.raises(NotFound):
            confirm(force.lead, tool.slug, old.id)

    def test_what_is_taken_back_is_gone_and_kept(self, session, force, tool):
        row = f.AFundingStream(tool, force)

        take_back(force.lead, tool.slug, row.id)

        assert seen(force.lead, tool) == []
        assert session.get(FundingStream, row.id).withdrawn_at


class TestPages:
    def test_a_contributor_records_it(self, web, session, force, tool):
        web.sign_in(f.APerson((force, Role.CONTRIBUTOR)).id)

        sent = {"purpose": "adoption", "name": "Budget", "amount": "1,000", "ends_on": ["1", "4", "2030"]}
        answer = web.post(f"/tools/{tool.slug}/funding/new", sent)

        assert answer.status_code == 302
        assert "£1,000" in web.get(f"/tools/{tool.slug}/funding").text

    def test_what_is_wrong_stands_beside_its_field_and_nothing_is_lost(self, web, force, tool):
        web.sign_in(force.lead.id)

        sent = {"purpose": "adoption", "name": "Budget", "amount": "much"}
        answer = web.post(f"/tools/{tool.slug}/funding/new", sent)

        assert answer.status_code == 422
        assert "Enter whole pounds" in answer.text
        assert 'value="much"' in answer.text

    def test_saved_gone_back_and_saved_again_it_is_one(self, web, session, force, tool):
        web.sign_in(force.lead.id)
        sent = {"purpose": "adoption", "name": "Budget", "amount": "1,000"}

        answers = [web.post(f"/tools/{tool.slug}/funding/new", sent).status_code for _time in range(2)]

        assert answers == [302, 302]
        assert len(session.scalars(select(FundingStream)).all()) == 1

    def test_it_is_released_and_taken_back(self, web, force, tool):
        row = f.AFundingStream(tool, force)
        web.sign_in(force.lead.id)

        web.post(f"/tools/{tool.slug}/funding/{row.id}/release", {"visibility": "public", "role": "Head of finance"})

        (new,) = seen(ANONYMOUS, tool)
        web.post(f"/tools/{tool.slug}/funding/{new}/withdraw")
        assert seen(force.lead, tool) == []


def test_posted_four_times_at_once_it_is_one(copy: Flask):
    force, tool = f.AForce(slug="ash"), f.ATool()
    f.AnAdoption(tool, force)
    person, slug = f.APerson((force, Role.LEAD)).id, tool.slug
    browsers = [Browser(copy).sign_in(person) for _number in range(4)]
    db.session.commit()
    start, answers = Barrier(4), []

    def post(browser):
        with copy.app_context():
            start.wait()
            sent = {"purpose": "adoption", "name": "Budget", "amount": "1,000"}
            answers.append(browser.post(f"/tools/{slug}/funding/new", sent).status_code)
            db.session.close()

    threads = [Thread(target=post, args=(browser,)) for browser in browsers]
    [one.start() for one in threads]
    [one.join() for one in threads]

    assert answers == [302] * 4
    assert len(db.session.scalars(select(FundingStream)).all()) == 1


def test_a_merger_takes_it_along(force, tool):
    row = f.AFundingStream(tool, force)

    made(a_registrar(), merger(force, f.AForce()))

    heir = called("Marches Police")
    assert seen(f.AnActor(Role.LEAD, heir), tool) == [row.id]
