"""What fits whom, and who is told."""

import pytest

from registry.core.errors import NotAllowed, NotFound
from registry.estates.queries.fitting import organisation_fit, tool_fit
from registry.rules.compatibility import Fit
from registry.rules.policy import ANONYMOUS
from registry.rules.words import Role
from tests import factories as f
from tests.estates.stated import a_force, a_tool, kinds


@pytest.fixture(autouse=True)
def words(session):
    kinds()


@pytest.fixture
def reader(session):
    return f.AnActor(Role.READER)


class TestOfATool:
    def test_names_forces_that_agreed_and_no_other(self, reader):
        tool = a_tool("command", "records")
        fits = a_force(command="yes", records="yes", agreed=True)
        changes = a_force(command="yes", records="no", agreed=True)
        silent = a_force(command="yes", agreed=True)
        a_force(command="yes", records="yes")

        found = tool_fit(reader, tool.slug)

        assert {row.organisation.id: row.fit for row in found.others} == {
            fits.id: Fit.FITS,
            changes.id: Fit.NEEDS_CHANGES,
            silent.id: Fit.NOT_STATED,
        }
        assert all(row.match is None for row in found.others)

    def test_tells_a_force_what_it_lacks(self, session):
        tool, force = a_tool("command", "records", "digital"), a_force(command="yes", records="no")

        (own,) = tool_fit(force.lead, tool.slug).own

        assert (own.fit, own.match.lacks, own.match.unknown) == (
            Fit.NEEDS_CHANGES,
            ("records-management",),
            ("digital-evidence",),
        )

    def test_is_for_policing(self, session):
        with pytest.raises(NotAllowed):
            tool_fit(ANONYMOUS, a_tool("command").slug)

    def test_shows_no_system_of_another_force(self, web):
        tool, force = a_tool("command", "records"), a_force(command="yes", records="no", agreed=True)
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

        page = web.get(f"/tools/{tool.slug}/compatibility").text

        assert force.name in page
        assert "Needs changes" in page
        assert "lacks" not in page

    def test_takes_the_same_statements_for_many_forces(self, session, reader, count_statements):
        tool = a_tool("command")
        for _number in range(4):
            a_force(command="yes", agreed=True)

        with count_statements() as seen:
            tool_fit(reader, tool.slug)

        assert len(seen) == 5


class TestOfAForce:
    def test_sorts_what_fits_first_and_says_what_is_lacking(self, session):
        force = a_force(command="yes", records="no")
        later, sooner = a_tool("records", name="A tool"), a_tool("command", name="B tool")
        f.ATool()  # says nothing of what it needs

        found = organisation_fit(force.lead, force.slug)

        assert [row.slug for row in found.page.items] == [sooner.slug, later.slug]
        assert found.lacks == [("records-management", 1)]

    def test_is_hidden_from_others_until_it_agrees(self, reader):
        force, open_one = a_force(command="yes"), a_force(command="yes", agreed=True)
        a_tool("command")

        with pytest.raises(NotFound):
            organisation_fit(reader, force.slug)
        (row,) = organisation_fit(reader, open_one.slug).page.items
        assert (row.fit, row.match) == (Fit.FITS, None)

    def test_leaves_out_tools_that_the_reader_may_not_read(self, session):
        force = a_force(command="yes")
        a_tool("command", visibility="named")
        a_tool("command", state=f.ToolState.DRAFT)

        assert organisation_fit(force.lead, force.slug).page.total == 0

    def test_pages_show_it(self, web):
        force = a_force(command="yes")
        tool = a_tool("command", "records")
        web.sign_in(force.lead.id)

        page = web.get(f"/organisations/{force.slug}/compatible").text

        assert tool.name in page
        assert "Records management" in page
