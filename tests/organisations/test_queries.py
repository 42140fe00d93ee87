"""Reading organisations: found by slug, listed as they stand on a day."""

from datetime import date

import pytest

from registry.core.errors import NotFound
from registry.organisations import queries
from registry.organisations.models import REGISTRY, EmailDomain, Succession
from registry.rules.words import OrganisationKind
from tests import factories as f


class TestOrganisation:
    def test_is_found_by_its_slug(self, session):
        force = f.AForce()

        assert queries.organisation(force.slug) is force

    @pytest.mark.parametrize("slug", ["", "no-such-force", "Force 1"])
    def test_is_not_found_by_anything_else(self, session, slug):
        f.AForce()

        with pytest.raises(NotFound):
            queries.organisation(slug)

    def test_is_found_by_its_number(self, session):
        force = f.AForce()

        assert queries.organisation_by_id(force.id) is force
        with pytest.raises(NotFound):
            queries.organisation_by_id(force.id + 1)


class TestForces:
    @pytest.mark.parametrize(
        ("day", "listed"),
        [
            (date(1974, 3, 31), False),
            (date(1974, 4, 1), True),
            (date(2028, 3, 31), True),
            (date(2028, 4, 1), False),
        ],
    )
    def test_are_listed_while_they_are_valid(self, session, day, listed):
        f.AForce(valid_from=date(1974, 4, 1), valid_to=date(2028, 3, 31))

        assert bool(queries.forces(day)) is listed

    def test_whose_dates_are_not_known_are_listed(self, session):
        f.AForce()

        assert len(queries.forces()) == 1

    def test_come_by_name_and_without_other_kinds(self, session):
        f.AForce(name="B")
        f.AForce(name="A")
        f.AForce(name="C", kind=OrganisationKind.SUPPLIER)

        assert [force.name for force in queries.forces()] == ["A", "B"]

    def test_can_be_kept_to_those_that_are_counted(self, session):
        f.AForce(name="A")
        f.AForce(name="B", territorial=False)
        f.AForce(name="C", synthetic=True)

        assert [force.name for force in queries.forces(territorial=True, synthetic=False)] == ["A"]


class TestOrganisations:
    def test_are_paged(self, session):
        for number in range(25):
            f.AForce(name=f"Force {number:02}")

        page = queries.organisations(OrganisationKind.FORCE, 2)

        assert (page.total, page.pages, [force.name for force in page.items][:1]) == (25, 2, ["Force 20"])

    def test_leave_out_the_registry_itself(self, session):
        f.AForce(slug=REGISTRY, kind=OrganisationKind.NATIONAL)

        assert queries.organisations().total == 0
        assert queries.registry_itself().slug == REGISTRY

    def test_are_read_in_two_statements(self, session, count_statements):
        f.AForce()

        with count_statements() as seen:
            queries.organisations()

        assert len(seen) == 2


class TestSuccession:
    def test_is_read_both_ways(self, session):
        old, new = f.AForce(), f.AForce()
        f.save(Succession(predecessor_id=old.id, successor_id=new.id, happened_on=date(2028, 4, 1)))

        assert list(queries.successors(old.id)) == [new]
        assert list(queries.predecessors(new.id)) == [old]
        assert list(queries.predecessors(old.id)) == []


class TestEmailDomain:
    @pytest.mark.parametrize(
        ("address", "found"),
        [
            ("ann@police.example", "police.example"),
            ("ann@north.police.example", "police.example"),
            ("ann@own.police.example", "own.police.example"),
            ("ann@deep.own.police.example", "own.police.example"),
            ("Ann@POLICE.example ", "police.example"),
            ("a@b@police.example", "police.example"),
            ("ann@notpolice.example", None),
            ("ann@police.example.com", None),
            ("ann@police_example", None),
            ("police.example", None),
            ("", None),
        ],
    )
    def test_is_the_closest_one_that_holds_the_address(self, session, address, found):
        f.save(EmailDomain(domain="police.example"), EmailDomain(domain="own.police.example"))

        domain = queries.email_domain(address)

        assert (domain.domain if domain else None) == found
