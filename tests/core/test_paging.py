"""A page of a list, whatever number was asked for."""

import pytest
from sqlalchemy import select

from registry.core.paging import page_of_rows
from registry.organisations.models import Organisation
from tests import factories as f


@pytest.fixture
def forces(session):
    return [f.AForce(name=f"Force {number}") for number in range(5)]


def listed(number):
    return page_of_rows(select(Organisation).order_by(Organisation.name), number, 2)


@pytest.mark.parametrize(("asked", "served"), [(None, 1), (-4, 1), (0, 1), (2, 2), (3, 3), (4, 3), (10_000_000, 3)])
def test_beyond_the_last_page_the_last_is_served(forces, asked, served):
    page = listed(asked)

    assert (page.number, page.first, page.total) == (served, served * 2 - 1, 5)
    assert [one.name for one in page.items] == [f"Force {n}" for n in range(5)][served * 2 - 2 : served * 2]


def test_an_empty_list_has_one_empty_page(session):
    page = listed(7)

    assert (page.number, page.first, page.last, page.total, list(page.items)) == (1, 0, 0, 0, [])


def test_a_list_on_a_page_shows_its_last_part(web, forces):
    assert "Showing 1 to 5 of 5" in web.get("/organisations?page=10000000").text
