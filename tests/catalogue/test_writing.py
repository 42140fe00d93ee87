"""Writing a record: typed text is kept, a stale save shown three ways, marks ticked off, and newer questions taken up."""

import pytest
from sqlalchemy import func, select

from registry.catalogue import queries, services
from registry.catalogue.models import Revision, Tool, Typed, WorkingCopy
from registry.catalogue.services.sections import StaleSection
from registry.core.db import db
from registry.core.errors import Invalid, NotAllowed, NotFound, WrongState
from registry.core.events import EventRow
from registry.rules.lifecycles import ToolState
from registry.rules.questions import current
from registry.rules.words import Role
from tests import factories as f
from tests.rules.test_record_depth import newer  # noqa: F401  a third schema put beside the others

ABOUT = {"name": "Call helper", "summary": "Half a sente", "in_use_since": "31//2026"}


@pytest.fixture
def force(session):
    f.Terms()
    return f.AForce()


@pytest.fixture
def writer(force):
    return f.AnActor(Role.CONTRIBUTOR, force)


@pytest.fixture
def tool(force) -> Tool:
    return f.ATool(force, state=ToolState.DRAFT)


def copy_of(tool: Tool) -> WorkingCopy:
    db.session.expire_all()
    return db.session.get_one(WorkingCopy, tool.id)


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def typed_by(actor, tool: Tool, section: str = "about") -> Typed | None:
    db.session.expire_all()
    return db.session.get(Typed, (tool.id, section, actor.id))


class TestTypedText:
    def test_is_kept_as_it_was_typed_good_or_not(self, writer, tool):
        services.keep_typed(writer, tool.slug, "about", ABOUT, 1)

        kept = typed_by(writer, tool)
        assert (kept.answers["summary"], kept.answers["in_use_since"], kept.revision) == ("Half a sente", "31//2026", 1)
        assert copy_of(tool).content["summary"] == f.CONTENT["summary"]

    def test_is_one_row_however_often_and_no_event_and_no_revision(self, writer, tool):
        before = count(EventRow), count(Revision)
        for letters in range(1, 6):
            services.keep_typed(writer, tool.slug, "about", {**ABOUT, "summary": "x" * letters}, 1)

        assert count(Typed) == 1
        assert (count(EventRow), count(Revision)) == before
        assert typed_by(writer, tool).answers["summary"] == "xxxxx"

    def test_writes_one_row_at_most(self, writer, tool, count_statements):
        def writes() -> list[str]:
            with count_statements() as seen:
                services.keep_typed(writer, tool.slug, "about", ABOUT, 1)
            return [line for line in seen if line.split()[0] in ("INSERT", "UPDATE", "DELETE")]

        assert len(writes()) == 1
        assert writes() == []  # the same again

    def test_that_says_what_is_saved_already_needs_no_row(self, writer, tool):
        services.keep_typed(writer, tool.slug, "about", ABOUT, 1)

        services.keep_typed(writer, tool.slug, "about", {**copy_of(tool).content}, 1)

        assert count(Typed) == 0

    def test_is_its_writers_alone(self, writer, force, tool):
        services.keep_typed(writer, tool.slug, "about", ABOUT, 1)
        colleague = f.AnActor(Role.LEAD, force)

        page = queries.section_page(colleague, tool.slug, "about")
        [told] = queries.unsaved(colleague, tool)

        assert (page.typed, page.values["summary"]) == (None, f.CONTENT["summary"])
        assert (told.mine, told.title) == (False, "About the tool")

    def test_stands_in_the_form_again(self, writer, tool):
        services.keep_typed(writer, tool.slug, "about", ABOUT, 1)

        page = queries.section_page(writer, tool.slug, "about")

        assert (page.values["name"], page.values["summary"]) == ("Call helper", "Half a sente")
        assert page.values["phase"] == ""  # taken away while typing

    def test_is_forgotten_when_the_section_is_saved(self, writer, tool):
        services.keep_typed(writer, tool.slug, "about", ABOUT, 1)

        services.save_section(writer, tool.slug, "about", {"name": "Call helper"}, 1)

        assert count(Typed) == 0

    def test_is_forgotten_when_it_is_discarded(self, writer, tool):
        services.keep_typed(writer, tool.slug, "about", ABOUT, 1)

        services.discard_typed(writer, tool.slug, "about")

        assert count(Typed) == 0

    def test_stays_when_the_record_is_submitted_or_withdrawn(self, writer, force, tool):
        services.keep_typed(writer, tool.slug, "about", ABOUT, 1)

        services.withdraw(f.AnActor(Role.LEAD, force), tool.slug)

        assert count(Typed) == 1
        with pytest.raises(WrongState):
            services.keep_typed(writer, tool.slug, "about", {**ABOUT, "summary": "More"}, 1)

    def test_without_end_is_refused_and_what_was_kept_stays(self, writer, tool):
        services.keep_typed(writer, tool.slug, "about", ABOUT, 1)

        with pytest.raises(Invalid) as refusal:
            services.keep_typed(writer, tool.slug, "about", {**ABOUT, "description": "x" * 50_001}, 1)

        assert "50,000 characters" in refusal.value.fields["description"]
        assert typed_by(writer, tool).answers["summary"] == "Half a sente"

    def test_is_kept_for_nobody_who_may_not_write(self, force, tool):
        with pytest.raises(NotAllowed):
            services.keep_typed(f.AnActor(Role.READER, force), tool.slug, "about", ABOUT, 1)
        with pytest.raises(NotFound):
            services.keep_typed(f.AnActor(Role.LEAD), tool.slug, "about", ABOUT, 1)
        with pytest.raises(NotFound):
            services.keep_typed(f.AnActor(Role.CONTRIBUTOR, force), tool.slug, "nowhere", ABOUT, 1)


class TestAStaleSave:
    def test_tells_before_theirs_and_yours_and_which_clash(self, writer, force, tool):
        first = {**f.CONTENT, "name": "Theirs", "phase": "beta-pilot"}
        services.save_section(f.AnActor(Role.LEAD, force), tool.slug, "about", first, 1)

        with pytest.raises(StaleSection) as refusal:
            services.save_section(
                writer, tool.slug, "about", {**f.CONTENT, "name": "Mine", "description": "Mine too"}, 1
            )

        told = {side.code: (side.before, side.theirs, side.yours, side.clash) for side in refusal.value.sides}
        assert told["name"] == (tool.slug.replace("tool-", "Tool "), "Theirs", "Mine", True)
        assert told["description"] == ("", "", "Mine too", False)
        assert told["phase"][3] is False
        assert refusal.value.theirs == {"phase": "beta-pilot"}

    def test_is_none_when_the_other_saved_another_section(self, writer, force, tool):
        services.save_section(f.AnActor(Role.LEAD, force), tool.slug, "lessons", {"lessons": "Begin early"}, 1)

        services.save_section(writer, tool.slug, "contact", {"contact_role": "Fleet manager"}, 1)

        content = copy_of(tool).content
        assert (content["lessons"], content["contact_role"]) == ("Begin early", "Fleet manager")

    def test_of_typed_text_is_told_when_the_section_is_opened(self, writer, force, tool):
        typed = {**f.CONTENT, "name": "Mine"}
        services.keep_typed(writer, tool.slug, "about", typed, 1)
        theirs = {**f.CONTENT, "name": "Theirs", "phase": "beta-pilot"}
        services.save_section(f.AnActor(Role.LEAD, force), tool.slug, "about", theirs, 1)

        page = queries.section_page(writer, tool.slug, "about")

        assert {side.code: side.clash for side in page.sides} == {"name": True, "phase": False}
        assert (page.values["name"], page.values["phase"], page.copy.revision) == ("Mine", "beta-pilot", 2)


class TestMarksToCheck:
    @pytest.fixture
    def marked(self, tool) -> Tool:
        services.mark_to_check(copy_of(tool), {"name": "atrs", "summary": "atrs", "lessons": "atrs"})
        db.session.commit()
        return tool

    def test_are_set_on_answers_that_are_there(self, marked):
        assert copy_of(marked).to_check == {"name": "atrs", "summary": "atrs"}

    def test_stay_while_a_section_is_saved_without_a_tick(self, writer, marked):
        services.save_section(writer, marked.slug, "about", {**copy_of(marked).content, "description": "More"}, 1)

        assert copy_of(marked).to_check == {"name": "atrs", "summary": "atrs"}

    def test_go_with_a_tick_even_where_nothing_else_changes(self, writer, marked):
        services.save_section(writer, marked.slug, "about", copy_of(marked).content, 1, ["name"])

        assert copy_of(marked).to_check == {"summary": "atrs"}

    def test_go_from_an_answer_that_is_changed(self, writer, marked):
        services.save_section(writer, marked.slug, "about", {**copy_of(marked).content, "summary": "My words"}, 1)

        assert copy_of(marked).to_check == {"name": "atrs"}

    def test_are_on_the_list_of_sections(self, writer, marked):
        db.session.expire_all()

        tasks = queries.task_list(queries.draft(writer, marked.slug))

        assert [answer.code for answer in tasks.to_check] == ["name", "summary"]
        assert tasks.sections[0].to_check == 2


class TestANewerSchema:
    @pytest.fixture
    def old(self, force) -> Tool:
        return f.ATool(force, state=ToolState.DRAFT, schema_number=1, content={"lessons": "Begin early"})

    def test_moves_a_draft_at_its_next_save_and_keeps_what_was(self, writer, old):
        services.save_section(writer, old.slug, "lessons", {"lessons": "Begin early"}, 1)

        copy = copy_of(old)
        assert (copy.schema_number, copy.revision, copy.content["lessons"]) == (current(), 2, "Begin early")
        first = db.session.scalars(select(Revision).where(Revision.tool_id == old.id, Revision.number == 1)).one()
        assert first.schema_number == 1

    def test_moves_nothing_by_being_looked_at(self, writer, old):
        queries.section_page(writer, old.slug, "lessons")

        assert copy_of(old).schema_number == 1

    def test_points_out_what_is_new_until_it_is_answered(self, writer, old):
        page = queries.section_page(writer, old.slug, "how-it-works")
        assert {"model", "explanation"} <= page.new
        assert "how_it_works" not in page.new

        services.save_section(writer, old.slug, "how-it-works", {**f.CONTENT, "model": "Rules"}, 1)

        after = queries.section_page(writer, old.slug, "how-it-works")
        assert "model" not in after.new
        assert "explanation" in after.new

    def test_a_record_begun_now_has_nothing_new(self, writer, tool):
        assert queries.section_page(writer, tool.slug, "how-it-works").new == frozenset()

    def test_a_new_draft_of_a_published_record_is_written_under_it_and_the_version_stays(self, force):
        tool = f.ATool(force, schema_number=1)

        services.start_draft(f.AnActor(Role.LEAD, force), tool.slug)

        assert copy_of(tool).schema_number == current()
        db.session.expire_all()
        assert queries.versions(tool)[0].schema_number == 1

    def test_tells_what_it_leaves_behind_before_it_does(self, newer, force, writer):  # noqa: F811
        tool = f.ATool(force, state=ToolState.DRAFT, schema_number=2, content={"lessons": "Begin early"})
        loaded = queries.draft(writer, tool.slug)

        tasks = queries.task_list(loaded)
        assert "summary" in {left.question.code for left in tasks.left}

        services.save_section(writer, tool.slug, "about", {"name": "Helper", "insights": "Begin early"}, 1)
        copy = copy_of(tool)
        assert (copy.schema_number, copy.content) == (3, {"name": "Helper", "insights": "Begin early"})
        kept = db.session.scalars(
            select(Revision.content).where(Revision.tool_id == tool.id, Revision.number == 1)
        ).one()
        assert kept["summary"] == f.CONTENT["summary"]
