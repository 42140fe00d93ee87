"""A page of a list, whatever number was asked for."""

import pytest
from sqlalchemy import func, select

from registry.core.db import db
from registry.core.paging import page_of_columns, page_of_counted, page_of_items, page_of_rows
from registry.organisations.models import Organisation
from registry.rules.words import Visibility
from tests import factories as f

BY_NAME = select(Organisation).order_by(Organisation.name)
COUNTED = select(Organisation, func.count().over().label("total")).order_by(Organisation.name)


def of_rows(number):
    return page_of_rows(BY_NAME, number, 2)


def of_columns(number):
    page = page_of_columns(COUNTED, number, 2)
    return page.of([row.Organisation for row in page.items])


def of_counted(number):
    page = page_of_counted(COUNTED, number, 2)
    return page.of([row.Organisation for row in page.items])


def of_items(number):
    return page_of_items(db.session.scalars(BY_NAME).all(), number, 2)


EVERY = pytest.mark.parametrize("listed", [of_rows, of_columns, of_counted, of_items])


@pytest.fixture
def forces(session):
    return [f.AForce(name=f"Force {number}") for number in range(5)]


@EVERY
@pytest.mark.parametrize(("asked", "served"), [(None, 1), (-4, 1), (0, 1), (2, 2), (3, 3), (4, 3), (10_000_000, 3)])
def test_beyond_the_last_page_the_last_is_served(forces, listed, asked, served):
    page = listed(asked)

    assert (page.number, page.first, page.total) == (served, served * 2 - 1, 5)
    assert [one.name for one in page.items] == [f"Force {n}" for n in range(5)][served * 2 - 2 : served * 2]


@EVERY
def test_an_empty_list_has_one_empty_page(session, listed):
    page = listed(7)

    assert (page.number, page.first, page.last, page.total, list(page.items)) == (1, 0, 0, 0, [])


def test_a_list_on_a_page_shows_its_last_part(web, forces):
    assert "Showing 1 to 5 of 5" in web.get("/organisations?page=10000000").text


@pytest.mark.parametrize("path", ["/matrix", "/matrix?as=list", "/regions", "/needs"])
def test_a_list_with_one_page_shows_it_whatever_page_is_asked_for(web, path):
    force = f.AForce(territorial=True, region="Middle March")
    f.AnAdoption(organisation=force)
    f.ANeed(force, visibility=Visibility.PUBLIC)

    assert "Showing 1 to 1 of 1" in web.get(f"{path}{'&' if '?' in path else '?'}page=10000000").text
