"""Still true: dated today, each by its own slice, and nothing else of it changes."""

import pytest
from sqlalchemy import select

from registry.catalogue.models import Contract
from registry.core import clock
from registry.core.errors import Conflict, Invalid
from registry.core.events import EventRow
from registry.evidence.models import Claim
from registry.freshness.queries.due import due
from registry.freshness.services import confirm_facts
from registry.replication.services import confirm
from registry.rules.words import Role, Visibility
from tests import factories as f
from tests.freshness.facts import a_claim, a_contract, an_adoption


@pytest.fixture
def force(session):
    return f.AForce()


@pytest.fixture
def lead(force):
    return f.AnActor(Role.LEAD, force)


def waiting(lead, force):
    return [fact.key for fact in due(lead, frozenset({force.id}))]


class TestConfirm:
    def test_dates_every_kind_today(self, session, lead, force):
        an_adoption(force), a_claim(force), a_contract(force)

        confirm_facts(lead, waiting(lead, force))

        assert waiting(lead, force) == []
        kinds = set(session.scalars(select(EventRow.kind)))
        assert kinds >= {"adoption-confirmed", "claim-confirmed", "contract-confirmed"}

    def test_keeps_the_release_of_a_contract(self, session, lead, force):
        old = a_contract(force, visibility=Visibility.PUBLIC, released_by_role="Head of procurement")

        confirm_facts(lead, waiting(lead, force))

        new = session.scalars(select(Contract).where(Contract.replaced_by_id.is_(None))).one()
        assert (new.visibility, new.released_by_role) == (Visibility.PUBLIC, "Head of procurement")
        assert (new.ends_on, new.stated_on) == (old.ends_on, clock.today())

    def test_of_one_that_changed_meanwhile_saves_none(self, session, lead, force):
        changed, other = an_adoption(force), a_claim(force)
        keys = waiting(lead, force)
        confirm(lead, changed.id, 1)

        with pytest.raises(Conflict):
            confirm_facts(lead, keys)

        assert session.get(Claim, other.id, populate_existing=True).confirmed_on is None

    def test_of_another_force_is_refused(self, session, lead):
        other = an_adoption(f.AForce())

        with pytest.raises(Conflict):
            confirm_facts(lead, [f"adoption:{other.id}:1"])

    def test_of_nothing_is_refused(self, session, lead):
        with pytest.raises(Invalid):
            confirm_facts(lead, [])

    @pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.ASSURER])
    def test_is_the_leads_alone(self, session, force, role):
        adoption = an_adoption(force)

        with pytest.raises(Conflict):
            confirm_facts(f.AnActor(role, force), [f"adoption:{adoption.id}:1"])
