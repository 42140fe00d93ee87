"""Registering, saving, releasing, publishing and claiming."""

import pytest
from sqlalchemy import delete, func, select

from registry.catalogue import services
from registry.catalogue.models import Access, Revision, Tool, ToolTerm, Version, WorkingCopy
from registry.catalogue.services.naming import slug_of
from registry.core.commands import command
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotAllowed, WrongState
from registry.core.events import EventRow, seal
from registry.rules.lifecycles import ToolState
from registry.rules.words import OrganisationKind, Role, Visibility
from tests import factories as f

DETAILS = {"name": "Call helper", "summary": "Answers routine calls"}


@command
def publish(tool: Tool, content: dict) -> Version:
    return services.publish_version(tool, content, actor_id=None)


def events(kind: str) -> list[EventRow]:
    return list(db.session.scalars(select(EventRow).where(EventRow.kind == kind)))


class TestRegistering:
    def test_begins_a_draft_of_the_contributors_own_force(self, session):
        force = f.AForce()

        tool = services.register_tool(f.AnActor(Role.CONTRIBUTOR, force), force.id, DETAILS)

        assert (tool.state, tool.owner_id, tool.slug) == (ToolState.DRAFT, force.id, "call-helper")

    def test_keeps_a_first_revision(self, session):
        force = f.AForce()
        services.register_tool(f.AnActor(Role.LEAD, force), force.id, DETAILS)

        assert db.session.scalars(select(Revision.content)).all() == [DETAILS]

    def test_is_refused_for_another_force(self, session):
        with pytest.raises(NotAllowed):
            services.register_tool(f.AnActor(Role.LEAD), f.AForce().id, DETAILS)

        assert db.session.scalar(select(func.count(Tool.id))) == 0

    def test_gives_each_record_an_address_of_its_own(self, session):
        first, second = f.AForce(), f.AForce()
        services.register_tool(f.AnActor(Role.LEAD, first), first.id, DETAILS)

        other = services.register_tool(f.AnActor(Role.LEAD, second), second.id, DETAILS)

        assert other.slug == "call-helper-2"

    def test_refuses_a_name_that_the_force_has_used(self, session):
        force = f.AForce()
        lead = f.AnActor(Role.LEAD, force)
        services.register_tool(lead, force.id, DETAILS)

        with pytest.raises(Invalid) as refusal:
            services.register_tool(lead, force.id, DETAILS)

        assert "already has a record" in refusal.value.fields["name"]

    @pytest.mark.parametrize(("name", "problem"), [("", "Give it a name"), ("x" * 101, "Shorten it to 100")])
    def test_refuses_a_bad_name(self, session, name, problem):
        force = f.AForce()

        with pytest.raises(Invalid) as refusal:
            services.register_tool(f.AnActor(Role.LEAD, force), force.id, {**DETAILS, "name": name})

        assert problem in refusal.value.fields["name"]

    def test_marks_a_record_of_an_invented_force(self, session):
        force = f.AForce(synthetic=True)

        assert services.register_tool(f.AnActor(Role.LEAD, force), force.id, DETAILS).synthetic

    @pytest.mark.parametrize(
        ("name", "slug"),
        [
            ("Heddlu: Cymorth Galwadau ŵŷ", "heddlu-cymorth-galwadau-wy"),
            ("触发器", "tool"),
            ("100% — Ready!", "100-ready"),
            ("x" * 300, "x" * 80),
            ("../../etc", "etc"),
        ],
    )
    def test_makes_a_plain_address_of_any_name(self, name, slug):
        assert slug_of(name) == slug


class TestSavingASection:
    @pytest.fixture
    def force(self, session):
        f.Terms()
        return f.AForce()

    def test_projects_what_lists_and_facets_need(self, force):
        tool = f.ATool(force, state=ToolState.DRAFT)
        answers = {"problems": ["slow-redaction"], "category": "redaction", "users": ["public", "control-room"]}

        services.save_section(f.AnActor(Role.CONTRIBUTOR, force), tool.slug, "problem-and-users", answers, 1)

        rows = db.session.execute(
            select(ToolTerm.vocabulary, ToolTerm.code).order_by(ToolTerm.vocabulary, ToolTerm.code)
        )
        assert (tool.category, [tuple(row) for row in rows]) == (
            "redaction",
            [
                ("problem", "slow-redaction"),
                ("technique", "none"),
                ("user-group", "control-room"),
                ("user-group", "public"),
            ],
        )

    def test_leaves_what_is_live_alone(self, force):
        tool = f.ATool(force, name="Live name")
        lead = f.AnActor(Role.LEAD, force)
        services.start_draft(lead, tool.slug)

        services.save_section(lead, tool.slug, "about", {"name": "New name", "summary": "S", "phase": "retired"}, 1)

        assert tool.name == "Live name"

    def test_over_a_newer_revision_is_refused_with_what_differs(self, force):
        tool = f.ATool(force, state=ToolState.DRAFT, name="Before")
        lead = f.AnActor(Role.LEAD, force)
        services.save_section(lead, tool.slug, "about", {"name": "Theirs", "summary": "S", "phase": "retired"}, 1)

        with pytest.raises(Conflict) as refusal:
            services.save_section(lead, tool.slug, "about", {"name": "Yours", "summary": "S", "phase": "retired"}, 1)

        assert refusal.value.changes == (("What is it called?", "Theirs", "Yours"),)

    def test_is_refused_once_it_is_in_review(self, force):
        tool = f.ATool(force, state=ToolState.IN_REVIEW)

        with pytest.raises(WrongState):
            services.save_section(f.AnActor(Role.LEAD, force), tool.slug, "about", {"name": "X"}, 1)

    def test_drops_a_supplier_once_it_is_in_house(self, force):
        tool = f.ATool(force, state=ToolState.DRAFT, content={"supply": "supplier", "supplier": "Someone Ltd"})
        answers = {**f.CONTENT, "supply": "in-house", "supplier": "Someone Ltd"}

        services.save_section(f.AnActor(Role.LEAD, force), tool.slug, "supplier", answers, 1)

        assert "supplier" not in db.session.scalars(select(Revision.content).order_by(Revision.id.desc())).first()

    def test_is_on_the_trail_without_its_text(self, force):
        tool = f.ATool(force, state=ToolState.DRAFT)

        services.save_section(f.AnActor(Role.LEAD, force), tool.slug, "lessons", {"lessons": "A secret lesson"}, 1)

        [event] = events("section-saved")
        assert "secret" not in str(event.data)


class TestPublishing:
    def test_numbers_versions_and_seals_each(self, session):
        tool = f.ATool()

        version = publish(tool, {**f.CONTENT, "name": "Second"})

        [event] = events("tool-published")
        assert (version.number, version.digest) == (2, seal(version.salt, version.content))
        assert event.data["digest"] == version.digest

    def test_leaves_the_version_before_as_it_was(self, session):
        tool = f.ATool(name="First")

        publish(tool, {**f.CONTENT, "name": "Second"})

        names = db.session.scalars(select(Version.content).order_by(Version.number)).all()
        assert [content["name"] for content in names] == ["First", "Second"]

    def test_nothing_changes_a_version_afterwards(self, session):
        version = publish(f.ATool(), {**f.CONTENT, "name": "Sealed"})

        @command
        def tamper() -> None:
            version.content = {**version.content, "name": "Another"}

        with pytest.raises(RuntimeError, match="never changes"):
            tamper()

        assert db.session.get(Version, version.id).content["name"] == "Sealed"

    def test_opens_a_named_record_to_the_organisations_it_names(self, session):
        named, tool = f.AForce(), f.ATool(visibility=Visibility.NAMED)

        publish(tool, {**f.CONTENT, "name": "N", "visibility": "named", "named_organisations": [named.slug]})

        assert db.session.execute(select(Access.organisation_id, Access.reason)).all() == [(named.id, "named")]

    def test_closes_it_again_when_they_are_no_longer_named(self, session):
        named, tool = f.AForce(), f.ATool()
        publish(tool, {**f.CONTENT, "name": "N", "visibility": "named", "named_organisations": [named.slug]})

        publish(tool, {**f.CONTENT, "name": "N", "visibility": "policing"})

        assert db.session.scalars(select(Access)).all() == []


class TestClaiming:
    def test_is_for_the_lead_of_an_origin(self, session):
        origin = f.AForce()
        tool = f.ATool(from_sources=True)
        f.AnOrigin(tool, origin)

        services.claim(f.AnActor(Role.LEAD, origin), tool.slug)

        assert (tool.owner_id, tool.from_sources, tool.state) == (origin.id, False, ToolState.DRAFT)

    @pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.ASSURER, Role.REVIEWER])
    def test_is_refused_to_others_of_that_force(self, session, role):
        origin = f.AForce()
        tool = f.ATool(from_sources=True)
        f.AnOrigin(tool, origin)

        with pytest.raises(NotAllowed):
            services.claim(f.AnActor(role, origin), tool.slug)

    def test_twice_is_refused(self, session):
        first, second = f.AForce(), f.AForce()
        tool = f.ATool(from_sources=True)
        f.AnOrigin(tool, first)
        f.AnOrigin(tool, second)
        services.claim(f.AnActor(Role.LEAD, first), tool.slug)

        with pytest.raises(NotAllowed) as refusal:
            services.claim(f.AnActor(Role.LEAD, second), tool.slug)

        assert "already has an owner" in refusal.value.message

    def test_gives_a_draft_to_a_record_that_had_none(self, session):
        origin = f.AForce()
        tool = f.ATool(from_sources=True)
        f.AnOrigin(tool, origin)
        db.session.execute(delete(Revision))
        db.session.execute(delete(WorkingCopy))
        db.session.commit()

        services.claim(f.AnActor(Role.LEAD, origin), tool.slug)

        assert db.session.get(WorkingCopy, tool.id).content["name"] == tool.name


def test_a_supplier_registers_no_tool(session):
    supplier = f.AForce(kind=OrganisationKind.SUPPLIER)

    with pytest.raises(Exception, match="no such force"):
        services.register_tool(f.AnActor(Role.LEAD, supplier), supplier.id, DETAILS)
