"""A contract tells that a force has the tool: it is kept as the force keeps that, on every page and in every file."""

from datetime import timedelta

import pytest

from registry.contracts.queries.contracts import contract_to, contracts_of
from registry.contracts.queries.ending import Filters, ending_rows
from registry.contracts.services import confirm_contract
from registry.core import clock
from registry.core.errors import NotFound
from registry.funding.queries.cliffs import Filters as MoneyFilters
from registry.funding.queries.cliffs import cliff_rows
from registry.rules.policy import ANONYMOUS, Permission
from registry.rules.words import Role, Visibility
from tests import factories as f

HIDDEN = "Hollow Constabulary"
PUBLIC = {"visibility": Visibility.PUBLIC, "released_by_role": "Head of procurement"}


@pytest.fixture
def scene(session):
    """Contracts of three forces with one supplier; one force keeps its use to itself, and shares another's contract too."""
    tool, supplier = f.ATool(name="Triage helper"), f.ASupplier()
    hidden, ash, elm = f.AForce(name=HIDDEN), f.AForce(name="Ash Police"), f.AForce(name="Elm Police")
    f.AnAdoption(tool, hidden, visibility=Visibility.NAMED)
    f.AnAdoption(tool, ash, visibility=Visibility.PUBLIC)
    kept = f.AContract(tool, supplier, hidden, framework="One", **PUBLIC)
    shared = f.AContract(tool, supplier, ash, framework="One", parties=[hidden, elm], **PUBLIC)
    f.AContract(tool, supplier, elm, framework="One", **PUBLIC)
    return tool, supplier, hidden, ash, kept, shared


def names(actor, tool):
    """Whose contracts the actor reads, and with whom they are shared."""
    return {one.organisation.name: [other.name for other in one.sharing] for one in contracts_of(actor, tool.id)}


class TestAKeptUse:
    @pytest.mark.parametrize("role", [None, Role.READER, Role.REVIEWER])
    def test_keeps_its_contract_and_its_name_beside_others(self, scene, role):
        reader = f.AnActor(role) if role else ANONYMOUS

        assert names(reader, scene[0]) == {"Ash Police": ["Elm Police"], "Elm Police": []}

    def test_is_no_secret_to_its_own_people(self, scene):
        tool, _supplier, hidden, *_rest = scene

        found = names(f.AnActor(Role.READER, hidden), tool)

        assert found == {HIDDEN: [], "Ash Police": ["Elm Police", HIDDEN], "Elm Police": []}

    def test_is_none_to_the_two_sides_of_a_contract(self, scene):
        tool, supplier, _hidden, ash, *_rest = scene

        assert names(f.AnActor(Role.READER, ash), tool)["Ash Police"] == ["Elm Police", HIDDEN]
        assert names(f.AnActor(Role.READER, supplier), tool)[HIDDEN] == []

    def test_one_reader_after_another_is_told_what_each_may_read(self, scene):
        tool, _supplier, _hidden, ash, *_rest = scene
        first = names(f.AnActor(Role.READER, ash), tool)

        assert names(f.AnActor(Role.READER), tool)["Ash Police"] != first["Ash Police"]

    def test_is_not_found_by_its_number(self, scene):
        tool, kept = scene[0], scene[4]

        with pytest.raises(NotFound):
            contract_to(Permission.CONTRACT_RECORD, f.AnActor(Role.LEAD), tool.slug, kept.id)

    def test_stays_among_those_who_share_when_the_holder_confirms(self, scene):
        tool, _supplier, _hidden, ash, _kept, shared = scene
        lead = f.AnActor(Role.LEAD, ash)

        confirm_contract(lead, tool.slug, shared.id)

        assert names(lead, tool)["Ash Police"] == ["Elm Police", HIDDEN]

    def test_without_an_adoption_there_is_nothing_to_keep(self, session):
        tool = f.ATool()
        row = f.AContract(tool, f.ASupplier(), f.AForce(name="Oak Police"))

        assert [one.id for one in contracts_of(f.AnActor(Role.READER), tool.id)] == [row.id]


class TestPages:
    def test_none_names_it(self, web, scene):
        tool, _supplier, hidden, *_rest = scene
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)

        for path in (
            f"/tools/{tool.slug}/contracts",
            "/contracts",
            "/contracts.csv",
            "/funding",
            "/funding.csv",
            "/api/v1/contracts/ending",
            "/api/v1/funding/ending",
        ):
            page = web.get(path)
            assert page.status_code == 200, path
            assert HIDDEN not in page.text, path
        page = web.get(f"/tools/{tool.slug}").text
        assert "</a>, Ash Police and 1 other" in page
        assert f"</a>, {HIDDEN}" not in page
        assert "Triage helper" not in web.get(f"/funding?organisation={hidden.slug}").text

    def test_its_own_people_see_it_on_the_same_pages(self, web, scene):
        tool, _supplier, hidden, *_rest = scene
        web.sign_in(f.APerson((hidden, Role.READER)).id)

        for path in (f"/tools/{tool.slug}/contracts", "/contracts", "/contracts.csv", "/funding", "/funding.csv"):
            assert HIDDEN in web.get(path).text, path

    def test_no_line_of_a_file_does(self, scene):
        reader = f.AnActor(Role.READER)

        lines = [*ending_rows(reader, Filters()), *cliff_rows(reader, MoneyFilters())]

        assert HIDDEN not in str(lines)
        assert len(lines) == 6  # two heads, and two contracts in each


class TestOldFacts:
    def test_show_with_the_day_on_which_they_were_said(self, web, session):
        tool = f.ATool()
        day = clock.today() - timedelta(days=400)
        f.AContract(tool, f.ASupplier(), framework="Framework A", reference="REF-1", stated_on=day)
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

        page = web.get(f"/tools/{tool.slug}/contracts").text

        assert page.count(f"last said on {day.day} {day:%B %Y}") == 3  # supplier, framework, reference
