"""Somebody who has saved a search for marmalade."""

import pytest

from registry.rules.words import Role
from registry.search import services as search
from tests import factories as f


@pytest.fixture
def owner():
    return f.APerson((f.AForce(), Role.READER))


@pytest.fixture
def kept(owner):
    f.ATool(name="Marmalade old")
    search.rebuild()
    return f.ASavedSearch(owner, "marmalade", name="Jam")


@pytest.fixture
def actor(owner):
    return f.actor_of(owner)
