"""Funding, what ends, and contracts that end together, over the API: to each reader what the pages show them."""

from datetime import timedelta

import pytest

from registry.core import clock
from registry.rules.words import Role, Visibility
from tests import factories as f
from tests.api.described import read


@pytest.fixture
def scene(session):
    """A tool with public money, a use with policing's, one hidden by its adoption, and contracts of three forces."""
    tool, force, hidden = f.ATool(), f.AForce(), f.AForce()
    f.AFundingStream(tool, name="Open fund", visibility=Visibility.PUBLIC, amount=100)
    f.AnAdoption(tool, force)
    f.AFundingStream(tool, force, name="Police fund", amount=200)
    f.AnAdoption(tool, hidden, visibility=Visibility.NAMED)
    f.AFundingStream(tool, hidden, name="Hidden fund", visibility=Visibility.PUBLIC)
    f.AFundingStream(tool, name="Old fund", visibility=Visibility.PUBLIC, stated_on=clock.today() - timedelta(days=366))
    supplier = f.ASupplier()
    other = f.AForce()
    for home in (force, hidden, other):
        f.AContract(tool, supplier, home, framework="One framework", visibility=Visibility.POLICING)
    return tool, force, hidden, other


def names(found):
    return sorted(row["name"] for row in found["items"])


class TestFunding:
    def test_is_read_as_its_visibility_and_the_adoption_allow(self, web, scene):
        hidden = scene[2]
        public = names(read(web, "/funding"))
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        policing = names(read(web, "/funding"))
        web.sign_in(f.APerson((hidden, Role.READER)).id)
        own = names(read(web, "/funding", f"organisation={hidden.slug}"))

        assert public == ["Open fund"]
        assert policing == ["Open fund", "Police fund"]
        assert own == ["Hidden fund"]

    def test_is_narrowed_by_tool_and_organisation(self, web, scene):
        tool, force, _hidden, _other = scene
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

        assert names(read(web, "/funding", f"tool={tool.slug}&organisation={force.slug}")) == ["Police fund"]
        assert names(read(web, "/funding", "tool=no-such")) == []

    def test_tells_nothing_of_a_hidden_tool(self, web, session):
        f.AFundingStream(f.ATool(visibility=Visibility.NAMED), visibility=Visibility.PUBLIC)

        assert read(web, "/funding")["total"] == read(web, "/funding/ending")["total"] == 0


class TestEnding:
    def test_says_what_depends_on_it_as_far_as_the_reader_may_see(self, web, scene):
        force = scene[1]
        (row,) = read(web, "/funding/ending", "months=6")["items"]

        assert (row["name"], row["amount"], row["currency"]) == ("Open fund", 100, "GBP")
        assert [one["organisation"] for one in row["depends"]] == [force.slug]

    def test_is_of_the_months_that_are_asked_for(self, web, scene):
        assert read(web, "/funding/ending", "months=3&organisation=nobody")["total"] == 0
        assert web.get("/api/v1/funding/ending?months=5").status_code == 422

    def test_holds_contracts_for_policing(self, web, scene):
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

        kinds = [row["what"] for row in read(web, "/funding/ending")["items"]]

        assert sorted(kinds) == ["contract", "contract", "funding", "funding"]


class TestContracts:
    def test_are_grouped_and_shown_to_those_who_may_read_them(self, web, scene):
        _tool, force, _hidden, other = scene
        assert read(web, "/contracts/ending")["items"] == []
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

        (group,) = read(web, "/contracts/ending", "months=6")["items"]

        assert group["framework"] == "One framework"
        assert group["organisations"] == sorted([force.name, other.name])
        assert len(group["contracts"]) == 2


@pytest.mark.parametrize(("path", "most"), [("funding", 3), ("funding/ending", 6), ("contracts/ending", 4)])
def test_statements_do_not_grow_with_rows(web, scene, count_statements, path, most):
    web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
    with count_statements() as few:
        web.get(f"/api/v1/{path}?page_size=100")
    for _ in range(4):
        tool = f.ATool()
        f.AFundingStream(tool)
        f.AContract(tool, f.ASupplier(), f.AForce(), parties=[f.AForce()])
    with count_statements() as many:
        web.get(f"/api/v1/{path}?page_size=100")

    assert (
        len(many) <= len(few) + 1 <= most + 2
    )  # one finds the reader, one the parties of contracts once there are any
