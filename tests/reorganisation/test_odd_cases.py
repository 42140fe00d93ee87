"""What a registrar might ask for at a bad moment: each is refused in words, or done without losing anything."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.accounts.models import Membership
from registry.accounts.services.roles import revoke_role
from registry.core import clock
from registry.core.errors import Invalid, WrongState
from registry.organisations.models import Organisation
from registry.reorganisation import services
from registry.reorganisation.services import NewOrganisation
from registry.rules.lifecycles import Stage
from registry.rules.words import Role
from tests import factories as f
from tests.reorganisation.changes import SOURCE, a_registrar, called, made, merger, renaming, undone
from tests.reorganisation.test_merging import present


class TestRolesHeldAtBoth:
    @pytest.fixture
    def both(self, session):
        north, south = f.AForce(), f.AForce()
        return north, south, f.APerson((north, Role.LEAD), (south, Role.LEAD)), a_registrar()

    def open_roles(self, session, person):
        session.expire_all()
        open_ = select(Membership).where(Membership.person_id == person.id, Membership.ended_at.is_(None))
        return session.scalars(open_).all()

    @pytest.mark.parametrize("goes_on", [False, True])
    def test_one_that_was_taken_away_since_does_not_come_back(self, session, both, goes_on):
        north, south, person, registrar = both
        entry = made(registrar, merger(north, south, into=north if goes_on else None))
        (role,) = self.open_roles(session, person)
        revoke_role(registrar, role.organisation_id, role.id)

        undone(registrar, entry, north.slug)

        assert self.open_roles(session, person) == []

    @pytest.mark.parametrize("goes_on", [False, True])
    def test_both_come_back_where_none_was(self, session, both, goes_on):
        north, south, person, registrar = both
        entry = made(registrar, merger(north, south, into=north if goes_on else None))

        undone(registrar, entry)

        homes = sorted(role.organisation_id for role in self.open_roles(session, person))
        assert homes == sorted([north.id, south.id])


class TestThreeWithOneTool:
    def test_begin_at_the_least_advanced_and_come_apart_again(self, session):
        forces, tool, registrar = [f.AForce(), f.AForce(), f.AForce()], f.ATool(), a_registrar()
        stages = [Stage.LIVE, Stage.PILOTING, Stage.ASSESSING]
        rows = [f.AnAdoption(tool, force, stage) for force, stage in zip(forces, stages, strict=True)]

        entry = made(registrar, merger(*forces))
        assert present(tool, called("Marches Police")).stage is Stage.ASSESSING
        undone(registrar, entry)

        assert [present(tool, force).id for force in forces] == [row.id for row in rows]
        assert [present(tool, force).stage for force in forces] == stages


class TestNamesThatAreTaken:
    def test_whatever_the_capitals(self, session):
        f.AForce(name="Éire Police")

        with pytest.raises(Invalid) as refusal:
            services.plan(a_registrar(), renaming(f.AForce(), "éIRE POLICE"))

        assert "Éire Police" in refusal.value.fields["name"]

    def test_one_that_another_took_since_does_not_go_back(self, session):
        force, other, registrar = f.AForce(name="Northmarch Police"), f.AForce(), a_registrar()
        entry = made(registrar, renaming(force, "North Police"))
        made(registrar, renaming(other, "Northmarch Police"))

        with pytest.raises(WrongState, match="Another organisation is called Northmarch Police now"):
            services.undo_plan(registrar, entry.id)

        session.expire_all()
        assert (force.name, other.name) == ("North Police", "Northmarch Police")

    def test_a_change_of_capitals_alone_is_made_and_undone(self, session):
        force, registrar = f.AForce(name="northmarch police"), a_registrar()

        undone(registrar, made(registrar, renaming(force, "Northmarch Police")))

        assert force.name == "northmarch police"


class TestTwoNewNames:
    def test_the_second_cannot_begin_before_the_first(self, session):
        force, registrar = f.AForce(name="One Police"), a_registrar()
        made(registrar, renaming(force, "Two Police"))

        with pytest.raises(Invalid) as refusal:
            services.plan(registrar, renaming(force, "Three Police", on=clock.today() - timedelta(days=30)))

        assert "Two Police" in refusal.value.fields["on"]

    def test_may_be_of_one_day(self, session):
        force, registrar = f.AForce(name="One Police"), a_registrar()
        made(registrar, renaming(force, "Two Police"))
        made(registrar, renaming(force, "Three Police"))

        assert session.scalars(select(Organisation.name).where(Organisation.id == force.id)).one() == "Three Police"


class TestWhatIsTooLong:
    @pytest.mark.parametrize(
        ("field", "fields"),
        [
            ("source_url", {"source_url": f"{SOURCE}/{'x' * 2000}"}),
            ("reason", {"reason": "x" * 2001}),
            ("name", {"new": (NewOrganisation("x" * 201),)}),
            ("slug", {"new": (NewOrganisation("North", slug="x" * 121),)}),
            ("slug", {"new": (NewOrganisation("警察"),)}),
            ("region", {"new": (NewOrganisation("North", region="x" * 61),)}),
            ("figures_source", {"new": (NewOrganisation("North", figures_source="x" * 2001),)}),
        ],
    )
    def test_is_refused_beside_its_field(self, session, field, fields):
        with pytest.raises(Invalid) as refusal:
            services.plan(a_registrar(), merger(f.AForce(), f.AForce(), **fields))

        assert field in refusal.value.fields
