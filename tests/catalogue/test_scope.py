"""The rules that filter rows agree with the policy, for every role, state, visibility and standing of access."""

from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from registry.catalogue.models import Access, Tool
from registry.catalogue.queries import scope
from registry.core import clock
from registry.core.db import db
from registry.governance.models import Seat
from registry.organisations.models import Succession
from registry.replication.models import Adoption
from registry.replication.queries import scope as adoptions
from registry.rules.lifecycles import ToolState
from registry.rules.policy import ANONYMOUS, Actor, Permission, allows
from registry.rules.words import BOARD_ROLES, ORGANISATION_ROLES, OrganisationKind, Role, Visibility
from tests import factories as f

LIVE = (ToolState.PUBLISHED, ToolState.RETIRED)


@pytest.fixture
def forces(session):
    """Ours, theirs, one that took over from ours, a supplier, an academic body."""
    ours, theirs, heir = f.AForce(), f.AForce(), f.AForce()
    supplier = f.AForce(kind=OrganisationKind.SUPPLIER)
    academic = f.AForce(kind=OrganisationKind.ACADEMIC)
    f.save(Succession(predecessor_id=ours.id, successor_id=heir.id, happened_on=clock.today()))
    return ours, theirs, heir, supplier, academic


@pytest.fixture
def shelf(forces):
    """A tool of ours in every state and visibility, live ones suspended as well; ours and theirs adopt each."""
    ours, theirs, *_ = forces
    for state, visibility in product(ToolState, Visibility):
        tools = [f.ATool(ours, state, visibility=visibility)]
        if state in LIVE:
            tools.append(
                f.ATool(ours, state, visibility=visibility, suspended_at=clock.now(), suspension_reason="For the test")
            )
            edited = f.ATool(ours, visibility=visibility)  # a new draft beside a live version
            edited.state = ToolState.IN_REVIEW
            f.save(edited)
        for tool, shown in product(tools, Visibility):
            f.AnAdoption(tool, theirs if shown is Visibility.NAMED else f.AForce(), visibility=shown)


def everybody(forces) -> dict[str, Actor]:
    """One person in each role at each organisation, board seats, two organisations, nobody, a visitor."""
    ours, theirs, heir, supplier, academic = forces
    cast = {"visitor": ANONYMOUS, "nobody yet": f.actor_of(f.APerson())}
    for role, (name, at) in product(ORGANISATION_ROLES, (("here", ours), ("there", theirs), ("heir", heir))):
        cast[f"{role} {name}"] = f.AnActor(role, at)
    for role, at in product((Role.READER, Role.LEAD), (supplier, academic)):
        cast[f"{role} {at.kind}"] = f.AnActor(role, at)
    cast["both"] = f.actor_of(f.APerson((ours, Role.READER), (supplier, Role.LEAD)))
    cast["supplier and there"] = f.actor_of(f.APerson((theirs, Role.CONTRIBUTOR), (supplier, Role.LEAD)))
    board = f.ABoard(theirs)
    for role in BOARD_ROLES:
        person = f.APerson()
        f.save(Seat(board_id=board.id, person_id=person.id, role=role, started_at=clock.now()))
        cast[f"{role}"] = f.actor_of(person)
    return cast


def all_tools() -> list[Tool]:
    return list(db.session.scalars(select(Tool)))


def all_adoptions() -> list[Adoption]:
    return list(db.session.scalars(select(Adoption).options(joinedload(Adoption.tool))))


@pytest.mark.usefixtures("shelf")
class TestTools:
    def test_are_those_that_the_policy_lets_each_read(self, forces):
        tools = all_tools()

        for name, actor in everybody(forces).items():
            by_rows = set(db.session.scalars(select(Tool.id).where(scope.visible_to(actor))))
            by_policy = {tool.id for tool in tools if allows(actor, Permission.TOOL_READ, tool)}
            assert by_rows == by_policy, name

    def test_known_are_those_that_the_policy_lets_each_know_of(self, forces):
        tools = all_tools()

        for name, actor in everybody(forces).items():
            known = select(Tool.id).where(scope.readable_by(actor), Tool.version_id.is_not(None))
            by_policy = {tool.id for tool in tools if allows(actor, Permission.TOOL_KNOW, tool)}
            assert set(db.session.scalars(known)) == by_policy, name

    def test_of_a_visitor_are_the_public_live_ones(self):
        found = db.session.scalars(select(Tool).where(scope.visible_to(ANONYMOUS))).all()

        assert {tool.visibility for tool in found} == {Visibility.PUBLIC}
        assert {tool.state for tool in found} == {*LIVE, ToolState.IN_REVIEW}
        assert [tool for tool in found if tool.suspended_at or tool.version_id is None] == []

    def test_of_a_supplier_leave_out_what_is_for_policing(self, forces):
        *_, supplier, _ = forces

        found = db.session.scalars(select(Tool).where(scope.visible_to(f.AnActor(Role.LEAD, supplier)))).all()

        assert {tool.visibility for tool in found} == {Visibility.PUBLIC}


@pytest.mark.usefixtures("shelf")
class TestAccess:
    def open_to(self, tool: Tool, **holder) -> None:
        f.save(Access(tool_id=tool.id, reason="named", **holder))

    def agrees(self, actor: Actor) -> bool:
        by_rows = set(db.session.scalars(select(Tool.id).where(scope.visible_to(actor))))
        return by_rows == {tool.id for tool in all_tools() if allows(actor, Permission.TOOL_READ, tool)}

    def a_named_tool(self) -> Tool:
        named = select(Tool).where(
            Tool.visibility == Visibility.NAMED, Tool.version_id.is_not(None), Tool.suspended_at.is_(None)
        )
        return db.session.scalars(named).first()

    def reads(self, actor: Actor, tool: Tool) -> bool:
        return tool.id in set(db.session.scalars(select(Tool.id).where(scope.visible_to(actor))))

    def test_of_an_organisation_opens_the_tool_to_its_people(self, forces):
        *_, supplier, academic = forces
        tool = self.a_named_tool()
        self.open_to(tool, organisation_id=supplier.id)

        inside, outside = f.AnActor(Role.READER, supplier), f.AnActor(Role.READER, academic)

        assert (self.reads(inside, tool), self.reads(outside, tool)) == (True, False)
        assert self.agrees(inside)
        assert self.agrees(outside)

    def test_of_a_person_opens_the_tool_to_them_alone(self, forces):
        *_, supplier, _ = forces
        tool, person = self.a_named_tool(), f.APerson((supplier, Role.READER))
        self.open_to(tool, person_id=person.id)

        assert self.reads(f.actor_of(person), tool)
        assert not self.reads(f.AnActor(Role.READER, supplier), tool)
        assert self.agrees(f.actor_of(person))

    def test_ends(self, forces):
        *_, supplier, _ = forces
        tool = self.a_named_tool()
        self.open_to(tool, organisation_id=supplier.id, until=clock.now())

        assert not self.reads(f.AnActor(Role.READER, supplier), tool)

    def test_opens_nothing_that_is_suspended(self, forces):
        *_, supplier, _ = forces
        tool = self.a_named_tool()
        self.open_to(tool, organisation_id=supplier.id)
        tool.suspended_at, tool.suspension_reason = clock.now(), "For the test"
        f.save(tool)

        actor = f.AnActor(Role.READER, supplier)

        assert not self.reads(actor, tool)
        assert self.agrees(actor)


@pytest.mark.usefixtures("shelf")
class TestAdoptions:
    def test_are_those_that_the_policy_lets_each_read_of_tools_they_may_read(self, forces):
        rows = all_adoptions()

        for name, actor in everybody(forces).items():
            seen = select(Adoption.id).join(Adoption.tool).where(adoptions.visible_to(actor))
            by_policy = {
                row.id
                for row in rows
                if allows(actor, Permission.ADOPTION_READ, row) and allows(actor, Permission.TOOL_READ, row.tool)
            }
            assert set(db.session.scalars(seen)) == by_policy, name

    def test_released_are_those_that_the_policy_lets_each_read(self, forces):
        rows = all_adoptions()

        for name, actor in everybody(forces).items():
            released = select(Adoption.id).where(adoptions.released_to(actor))
            by_policy = {row.id for row in rows if allows(actor, Permission.ADOPTION_READ, row)}
            assert set(db.session.scalars(released)) == by_policy, name

    def test_of_a_suspended_tool_are_nobodys(self, forces):
        for name, actor in everybody(forces).items():
            seen = (
                select(Adoption.id)
                .join(Adoption.tool)
                .where(adoptions.visible_to(actor), Tool.suspended_at.is_not(None))
            )
            assert db.session.scalars(seen).all() == [], name


@pytest.mark.usefixtures("shelf")
class TestTiers:
    def test_never_show_an_answer_that_a_role_may_not_see(self, forces):
        ours = forces[0]
        tool = db.session.scalars(select(Tool)).first()

        for name, actor in everybody(forces).items():
            shown = scope.tiers(actor, tool)
            assert Visibility.PUBLIC in shown, name
            assert (Visibility.POLICING in shown) is (actor.policing or ours.id in actor.organisations), name
            assert (Visibility.NAMED in shown) is (ours.id in actor.organisations), name
