"""New names, splits, and undoing by a counter-entry."""

import pytest
from sqlalchemy import func, select

from registry.core import audit, clock
from registry.core.db import db
from registry.core.errors import Invalid, WrongState
from registry.organisations.models import FormerName, Succession
from registry.organisations.queries import forces, successors
from registry.reorganisation import services
from registry.reorganisation.models import Rehomed
from registry.reorganisation.queries import change as read
from registry.replication.models import Adoption
from registry.replication.services import confirm
from registry.rules.lifecycles import Stage
from registry.rules.words import Role, Standing
from tests import factories as f
from tests.reorganisation.changes import a_registrar, called, made, merger, renaming, split, undone
from tests.reorganisation.test_merging import present


class TestNewNames:
    def test_the_address_stays_and_the_old_name_is_kept(self, session):
        force = f.AForce(name="Northmarch Police")
        slug = force.slug

        made(a_registrar(), renaming(force, "North March Police"))

        former = session.scalar(select(FormerName))
        assert (force.slug, force.name) == (slug, "North March Police")
        assert (former.name, former.until, former.undone_at) == ("Northmarch Police", clock.today(), None)

    def test_a_taken_name_is_refused(self, session):
        f.AForce(name="Southvale Police")

        with pytest.raises(Invalid):
            services.plan(a_registrar(), renaming(f.AForce(), "Southvale Police"))

    def test_is_undone_without_deleting_anything(self, session):
        force, registrar = f.AForce(name="Northmarch Police"), a_registrar()
        entry = made(registrar, renaming(force, "North March Police"))

        undone(registrar, entry)

        assert force.name == "Northmarch Police"
        assert session.scalar(select(func.count(FormerName.id))) == 2
        assert session.scalar(select(FormerName.undone_at).where(FormerName.name == "Northmarch Police")) is not None


class TestSplits:
    def test_every_record_needs_a_choice(self, session):
        force, registrar = f.AForce(), a_registrar()
        f.ATool(force)
        details = split(force, "East Police", "West Police")

        plan = services.plan(registrar, details)

        assert plan.undecided == len(plan.lines) > 0
        with pytest.raises(Invalid):
            services.change(registrar, details, plan.digest)

    def test_each_record_goes_where_it_was_sent(self, session):
        force, registrar = f.AForce(), a_registrar()
        one, two = f.ATool(force), f.ATool(force)
        adoption = f.AnAdoption(one, force, Stage.LIVE)
        person = f.APerson((force, Role.LEAD))
        choices = {
            "tool": "east-police",
            f"tool:{two.id}": "west-police",
            "adoption": "west-police",
            "membership": "west-police",
            "mailbox": "east-police",
        }

        made(registrar, split(force, "East Police", "West Police", choices=choices))

        east, west = called("East Police"), called("West Police")
        assert (one.owner_id, two.owner_id) == (east.id, west.id)
        assert present(one, west).standing is Standing.UNCONFIRMED
        assert not session.get(Adoption, adoption.id).is_current
        assert f.actor_of(person).roles == {(west.id, Role.LEAD)}
        assert [row.id for row in successors(force.id)] == [east.id, west.id]

    def test_is_undone(self, session):
        force, registrar = f.AForce(), a_registrar()
        tool = f.ATool(force)
        choices = {"tool": "east-police", "mailbox": "west-police"}
        entry = made(registrar, split(force, "East Police", "West Police", choices=choices))

        undone(registrar, entry)

        assert (tool.owner_id, force.valid_to) == (force.id, None)


class TestUndoing:
    def merged(self):
        north, south = f.AForce(name="Northmarch Police"), f.AForce(name="Southvale Police")
        tool = f.ATool(north)
        lead = f.APerson((north, Role.LEAD))
        rows = [f.AnAdoption(tool, north, Stage.LIVE), f.AnAdoption(tool, south, Stage.PILOTING)]
        registrar = a_registrar()
        return north, south, tool, lead, rows, registrar, made(registrar, merger(north, south))

    def test_everything_stands_as_before(self, session):
        north, south, tool, lead, rows, registrar, entry = self.merged()
        heir = called("Marches Police")

        undone(registrar, entry)

        db.session.expire_all()
        assert tool.owner_id == north.id
        assert f.actor_of(lead).roles == {(north.id, Role.LEAD)}
        assert [row.id for row in forces()] == [north.id, south.id]
        assert (north.valid_to, south.valid_to) == (None, None)
        assert [(present(tool, one).id, present(tool, one).stage) for one in (north, south)] == [
            (rows[0].id, Stage.LIVE),
            (rows[1].id, Stage.PILOTING),
        ]
        assert present(tool, heir) is None
        assert set(session.scalars(select(Succession.undone_at.is_(None)))) == {False}
        assert audit.verify(session).fault == ""

    def test_nothing_is_deleted(self, session):
        *_rest, registrar, entry = self.merged()
        before = {
            table: session.scalar(select(func.count()).select_from(table)) for table in (Rehomed, Adoption, Succession)
        }

        undone(registrar, entry)

        after = {table: session.scalar(select(func.count()).select_from(table)) for table in before}
        assert all(after[table] >= before[table] for table in before)

    def test_what_changed_since_stays_and_is_listed(self, session):
        north, _south, tool, lead, _rows, registrar, entry = self.merged()
        heir = called("Marches Police")
        new = present(tool, heir)
        confirm(f.actor_of(lead), new.id, new.revision)

        counter = undone(registrar, entry, north.slug)

        left = read(registrar, counter.id).left
        assert [row.subject for row in left] == ["adoption", "adoption"]
        kept = present(tool, north)
        assert (kept.stage, kept.standing) == (Stage.PILOTING, Standing.UNCONFIRMED)

    def test_what_began_since_needs_a_choice(self, session):
        north, south, _tool, _lead, _rows, registrar, entry = self.merged()
        begun = f.ATool(called("Marches Police"))

        with pytest.raises(Invalid) as refusal:
            undone(registrar, entry)
        undone(registrar, entry, south.slug)

        assert "rest" in refusal.value.fields
        assert begun.owner_id == south.id
        assert north.valid_to is None

    def test_a_second_time_is_refused(self, session):
        *_rest, registrar, entry = self.merged()
        counter = undone(registrar, entry)

        for number in (entry.id, counter.id):
            with pytest.raises(WrongState):
                services.undo_plan(registrar, number)

    def test_an_overtaken_change_waits_for_the_later_one(self, session):
        *_rest, registrar, entry = self.merged()
        later = made(registrar, renaming(called("Marches Police"), "Border Police"))

        with pytest.raises(WrongState):
            services.undo_plan(registrar, entry.id)
        undone(registrar, later)
        undone(registrar, entry)

        assert {row.name for row in forces()} == {"Northmarch Police", "Southvale Police"}

    def test_the_change_can_be_made_again(self, session):
        north, south, tool, _lead, _rows, registrar, entry = self.merged()
        undone(registrar, entry)
        heir = called("Marches Police")

        made(registrar, merger(north, south, into=heir))

        assert (tool.owner_id, heir.valid_to) == (heir.id, None)
        assert [row.id for row in forces()] == [heir.id]
        assert present(tool, heir).episode == 2

    def test_one_that_took_another_in_gives_it_back(self, session):
        north, south, tool = f.AForce(), f.AForce(), f.ATool()
        mine = f.AnAdoption(tool, north, Stage.LIVE)
        theirs = f.AnAdoption(tool, south, Stage.ASSESSING)
        registrar = a_registrar()
        entry = made(registrar, merger(north, south, into=north))

        undone(registrar, entry)

        assert (present(tool, north).id, present(tool, south).id) == (mine.id, theirs.id)
