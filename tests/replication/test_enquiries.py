import pytest
from sqlalchemy import select

from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from registry.core.events import EventRow
from registry.replication.queries import enquiries
from registry.replication.services import answer, ask
from registry.rules.words import OrganisationKind, Role, Visibility
from tests import factories as f


def pair():
    asker, asked = f.AForce(), f.AForce()
    return asker, asked, f.AnAdoption(organisation=asked)


class TestAsk:
    def test_waits_in_both_work_lists(self, session):
        asker, asked, adoption = pair()
        reader, lead = f.AnActor(Role.READER, asker), f.AnActor(Role.LEAD, asked)

        sent = ask(reader, adoption.tool_id, asked.id, asker.id, "What did it cost?")

        assert [row.id for row in enquiries.waiting_for(lead).items] == [sent.id]
        assert [row.id for row in enquiries.asked_by(reader).items] == [sent.id]

    def test_is_an_event_without_its_words(self, session):
        asker, asked, adoption = pair()

        ask(f.AnActor(Role.READER, asker), adoption.tool_id, asked.id, asker.id, "What did it cost?")

        row = session.scalar(select(EventRow).where(EventRow.kind == "enquiry-sent"))
        assert row.organisation_id == asked.id
        assert "cost" not in str(row.data)

    def test_twice_is_refused_while_it_waits(self, session):
        asker, asked, adoption = pair()
        reader = f.AnActor(Role.READER, asker)
        ask(reader, adoption.tool_id, asked.id, asker.id, "What did it cost?")

        with pytest.raises(Conflict):
            ask(reader, adoption.tool_id, asked.id, asker.id, " What did it cost? ")

    def test_about_a_hidden_adoption_is_not_there(self, session):
        asker, asked = f.AForce(), f.AForce()
        adoption = f.AnAdoption(organisation=asked, visibility=Visibility.NAMED)

        with pytest.raises(NotFound):
            ask(f.AnActor(Role.READER, asker), adoption.tool_id, asked.id, asker.id, "What did it cost?")

    def test_in_anothers_name_is_refused(self, session):
        asker, asked, adoption = pair()

        with pytest.raises(NotAllowed):
            ask(f.AnActor(Role.READER), adoption.tool_id, asked.id, asker.id, "What did it cost?")

    def test_is_closed_to_suppliers(self, session):
        supplier = f.AForce(kind=OrganisationKind.SUPPLIER)
        _, asked, adoption = pair()

        with pytest.raises(NotAllowed):
            ask(f.AnActor(Role.READER, supplier), adoption.tool_id, asked.id, supplier.id, "Buy ours?")

    @pytest.mark.parametrize("text", ["  ", "x" * 4001])
    def test_needs_a_question_of_some_length(self, session, text):
        asker, asked, adoption = pair()

        with pytest.raises(Invalid):
            ask(f.AnActor(Role.READER, asker), adoption.tool_id, asked.id, asker.id, text)


class TestAnswer:
    def test_leaves_the_work_list_and_reaches_the_asker(self, session):
        asker, asked, adoption = pair()
        reader, lead = f.AnActor(Role.READER, asker), f.AnActor(Role.LEAD, asked)
        sent = ask(reader, adoption.tool_id, asked.id, asker.id, "What did it cost?")

        answer(lead, sent.id, "Two posts.")

        assert enquiries.waiting_for(lead).total == 0
        assert enquiries.enquiry(reader, sent.id).answer == "Two posts."

    def test_a_second_one_is_refused(self, session):
        asker, asked, adoption = pair()
        lead = f.AnActor(Role.LEAD, asked)
        sent = ask(f.AnActor(Role.READER, asker), adoption.tool_id, asked.id, asker.id, "What did it cost?")
        answer(lead, sent.id, "Two posts.")

        with pytest.raises(WrongState):
            answer(lead, sent.id, "Three posts.")

    def test_is_not_the_askers_to_give(self, session):
        asker, asked, adoption = pair()
        lead = f.AnActor(Role.LEAD, asker)
        sent = ask(lead, adoption.tool_id, asked.id, asker.id, "What did it cost?")

        with pytest.raises(NotAllowed):
            answer(lead, sent.id, "Nothing.")

    def test_a_third_force_does_not_know_of_it(self, session):
        asker, asked, adoption = pair()
        sent = ask(f.AnActor(Role.READER, asker), adoption.tool_id, asked.id, asker.id, "What did it cost?")

        with pytest.raises(NotFound):
            enquiries.enquiry(f.AnActor(Role.LEAD), sent.id)
