"""What is told over the API of one's own organisation alone: systems, what fits, what is due, packs."""

from datetime import timedelta

import pytest

from registry.core import clock
from registry.estates.services import share
from registry.rules.words import Role, Standing, Visibility
from tests import factories as f
from tests.api.described import read
from tests.estates.stated import a_force, a_tool, kinds, says
from tests.freshness.facts import a_query

OWN = ("/systems", "/due", "/packs")


@pytest.fixture
def force(session):
    """A force with systems, something due, disputed and queried, and a pack."""
    kinds()
    force = a_force(command="yes", records="no")
    f.AnAdoption(f.ATool(), force, expires_on=clock.today() + timedelta(days=9))
    f.AnAdoption(f.ATool(), force, standing=Standing.DISPUTED)
    a_query(f.AnAdoption(f.ATool(), force, expires_on=clock.today() + timedelta(days=150)))
    f.APack(f.ATool(), force)
    return force


class TestOwnAlone:
    @pytest.mark.parametrize("path", OWN)
    def test_is_told_to_its_own_people_and_to_nobody_else(self, web, force, path):
        visitor = read(web, path)
        web.sign_in(f.APerson((f.AForce(), Role.LEAD), (f.AForce(), Role.REGISTRAR)).id)
        other = read(web, path)
        web.sign_in(f.APerson((force, Role.LEAD)).id)
        own = read(web, path)

        assert visitor["items"] == []
        assert all(row["organisation"]["slug"] != force.slug for row in other["items"])
        assert own["total"] > 0

    def test_asking_for_another_organisation_finds_nothing(self, web, force):
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)

        assert read(web, "/systems", f"organisation={force.slug}")["total"] == 0

    def test_what_is_due_is_told_to_those_who_lead(self, web, force):
        web.sign_in(f.APerson((force, Role.READER)).id)

        assert read(web, "/due")["total"] == 0

    def test_a_pack_for_a_tool_that_they_may_not_read_any_more_is_not_told(self, web, force):
        f.APack(f.ATool(visibility=Visibility.NAMED), force)
        web.sign_in(f.APerson((force, Role.LEAD)).id)

        assert read(web, "/packs")["total"] == 1


class TestSystems:
    def test_what_is_not_stated_is_null_and_what_is_old_says_so(self, web, force):
        web.sign_in(f.APerson((force, Role.READER)).id)

        found = {row["code"]: row["held"] for row in read(web, "/systems")["items"]}

        assert found == {
            "command-and-control": True,
            "records-management": False,
            "digital-evidence": None,
            "contact-management": None,
        }


class TestDue:
    def test_says_what_is_in_doubt_and_why(self, web, force):
        web.sign_in(f.APerson((force, Role.LEAD)).id)

        found = [row["doubt"] for row in read(web, "/due")["items"]]

        assert sorted(map(str, found)) == ["None", "disputed", "queried"]


class TestCompatibility:
    def test_tells_a_force_what_it_lacks_and_others_the_answer_alone(self, web, force):
        tool = a_tool("command", "records")
        web.sign_in(f.APerson((force, Role.READER)).id)
        (own,) = read(web, "/tools/{slug}/compatibility", slug=tool.slug)["items"]
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        silent = read(web, "/tools/{slug}/compatibility", slug=tool.slug)["items"]
        says_agreed(force)
        (told,) = read(web, "/tools/{slug}/compatibility", slug=tool.slug)["items"]

        assert (own["fit"], own["lacks"]) == ("needs-changes", ["records-management"])
        assert silent == []
        assert (told["fit"], told["has"], told["lacks"], told["not_stated"]) == ("needs-changes", None, None, None)

    def test_tells_a_visitor_of_none_though_the_force_agreed(self, web, force):
        tool = a_tool("command")
        says_agreed(force)

        assert read(web, "/tools/{slug}/compatibility", slug=tool.slug)["items"] == []

    def test_a_hidden_tool_is_not_there(self, web, force):
        tool = a_tool("command", visibility=Visibility.NAMED)

        assert web.get(f"/api/v1/tools/{tool.slug}/compatibility").status_code == 404


def says_agreed(force):
    share(force.lead, force.slug, True)


@pytest.mark.parametrize(("path", "most"), [("/systems", 5), ("/due", 9), ("/packs", 4)])
def test_statements_do_not_grow_with_rows(web, force, count_statements, path, most):
    web.sign_in(f.APerson((force, Role.LEAD)).id)
    with count_statements() as few:
        web.get(f"/api/v1{path}?page_size=100")
    says(force, digital="yes", contact="no")
    for _ in range(4):
        f.AnAdoption(f.ATool(), force, expires_on=clock.today())
        f.APack(f.ATool(), force)
    with count_statements() as many:
        web.get(f"/api/v1{path}?page_size=100")

    assert len(many) == len(few) <= most  # two of them find the reader
