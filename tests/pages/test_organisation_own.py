"""What an organisation's own people see of its page, and nobody else."""

import re
from datetime import timedelta

import pytest

from registry.core import clock
from registry.replication.models import ForceGate
from registry.rules.lifecycles import Stage
from registry.rules.words import Role, Standing, Visibility
from tests import factories as f


def in_days(days):
    return clock.today() + timedelta(days=days)


@pytest.fixture
def force(session):
    """A force with something late, something doubted, a gate that lacks a document, and money and a contract that end."""
    force = f.AForce()
    f.AnAdoption(f.ATool(name="Late tool"), force, expires_on=in_days(-5))
    f.AnAdoption(f.ATool(name="Doubted tool"), force, standing=Standing.DISPUTED)
    f.AnAdoption(f.ATool(name="Gated tool"), force, Stage.PILOTING, expires_on=in_days(150))
    f.save(
        ForceGate(
            organisation_id=force.id,
            gate="evolve",
            decision_maker="Head of change",
            documents={"listed": [{"code": "project-design-report", "title": "Report", "mandatory": True}]},
            recorded_at=clock.now(),
        )
    )
    paid = f.ATool(name="Paid tool")
    f.AnAdoption(paid, force, expires_on=in_days(150))
    f.AFundingStream(paid, force, name="Innovation fund", ends_on=in_days(200))
    f.AContract(paid, f.ASupplier(), force, framework="Own framework", ends_on=in_days(20))
    return force


def page_of(web, force, *roles, query=""):
    web.sign_in(f.APerson(*roles).id)
    return web.get(f"/organisations/{force.slug}{query}").text


class TestOwnPage:
    def test_puts_stages_overdue_gates_and_money_in_one_place_each_linking_on(self, web, force):
        page = page_of(web, force, (force, Role.LEAD))

        assert "Your organisation at a glance" in page
        for anchor in ("what-is-due", "gates-due", "money-that-ends"):
            assert f'href="#{anchor}"' in page
            assert f'id="{anchor}"' in page
        assert f'href="/organisations/{force.slug}?stage=piloting#tools-here"' in page
        assert all(words in page for words in ("Innovation fund", "Own framework", "Doubted tool"))
        assert f'href="/funding?organisation={force.slug}"' in page

    def test_a_contract_that_another_force_shares_stands_there_too(self, web, force):
        f.AContract(f.ATool(), f.ASupplier(), f.AForce(), framework="Shared framework", parties=[force])

        assert "Shared framework" in page_of(web, force, (force, Role.READER))

    def test_others_see_nothing_of_it(self, web, force):
        visitor = web.get(f"/organisations/{force.slug}").text
        other = page_of(web, force, (f.AForce(), Role.LEAD))
        registrar = page_of(web, force, (f.AForce(), Role.REGISTRAR))

        for page in (visitor, other, registrar):
            assert "at a glance" not in page
            assert "Gates due" not in page
            assert "Innovation fund" not in page
            assert "Own framework" not in page

    @pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.ASSURER])
    def test_leads_who_may_not_record_to_nothing_that_is_refused(self, web, force, role):
        page = page_of(web, force, (force, role))
        links = set(re.findall(r'href="(/(?:tools|enquiries)/[^"#]*)"', page))

        assert "Late tool" in page
        assert "Doubted tool" in page
        assert {web.get(link).status_code for link in links} == {200}

    def test_money_for_an_adoption_of_others_is_not_told(self, web, force):
        other = f.AForce()
        tool = f.ATool()
        f.AnAdoption(tool, other, visibility=Visibility.NAMED)
        f.AFundingStream(tool, other, name="Their fund", visibility=Visibility.PUBLIC)

        assert "Their fund" not in page_of(web, force, (force, Role.LEAD))

    def test_tools_are_narrowed_to_a_stage_that_there_is(self, web, force):
        path = f"/organisations/{force.slug}"
        pages = [web.get(f"{path}?stage={stage}").text for stage in ("piloting", "no-such")]
        piloting, unknown = (page.partition('id="tools-here"')[2].partition("<h2>")[0] for page in pages)

        assert "Gated tool" in piloting
        assert "Late tool" not in piloting
        assert "Only those at: Piloting." in piloting
        assert "Late tool" in unknown


class TestMyWork:
    def test_money_that_ends_waits_for_who_can_act_with_what_depends_on_it(self, web, force):
        f.AFundingStream(f.ATool(), f.AForce(), name="Their fund")
        for role, seen in ((Role.LEAD, True), (Role.CONTRIBUTOR, True), (Role.READER, False)):
            web.sign_in(f.APerson((force, role)).id)
            page = web.get("/my-work").text

            assert ("Own framework" in page) is seen
            assert ("1 adoption depends on it" in page) is seen
            assert "Innovation fund" not in page  # it ends in more than six months
            assert "Their fund" not in page

    def test_who_leads_and_contributes_is_told_once(self, web, force):
        web.sign_in(f.APerson((force, Role.LEAD), (force, Role.CONTRIBUTOR)).id)

        assert web.get("/my-work").text.count("Own framework") == 1
