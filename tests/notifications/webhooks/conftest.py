"""Somebody with a webhook for marmalade, and a real receiver that it leads to."""

from dataclasses import replace

import pytest

from registry.discovery.services import webhooks
from registry.rules.words import Frequency, Role
from registry.search import services as search
from tests import factories as f
from tests.receiver import LOOPBACK, receiving
from tests.search.conftest import index_home

__all__ = ["index_home"]


@pytest.fixture(autouse=True)
def ground(session, index_home):
    f.ATool(name="Marmalade old")
    search.rebuild()
    return session


@pytest.fixture
def own(settings):
    return replace(settings, webhook_networks=LOOPBACK, base_url="https://registry.example")


@pytest.fixture
def owner():
    return f.APerson((f.AForce(), Role.READER))


@pytest.fixture
def there():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def hook(owner, there):
    kept = f.ASavedSearch(owner, "marmalade", name="Jam", frequency=Frequency.NEVER)
    return webhooks.set_webhook(f.actor_of(owner), kept.id, there.address, LOOPBACK)
