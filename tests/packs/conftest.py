"""A force and a tool whose pack it makes. Documents are made in a warm process, which ends with the tests that asked it."""

from collections.abc import Iterator

import pytest

from registry.rendering import warm
from registry.rules.words import Role
from tests import factories as f

SECRET = "Ask the press office first"
CONTENT = {
    "description": "It listens & writes #down *everything*",
    "prerequisites": "A telephone system",
    "lessons": SECRET,
    "cost_yearly_amount": 12000,
    "systems_needed": ["contact-management"],
}


@pytest.fixture
def force(session):
    found = f.AForce(slug="elm", name="Elm Police")
    found.lead = f.AnActor(Role.LEAD, found)
    return found


@pytest.fixture
def tool(session):
    return f.ATool(content=CONTENT)


@pytest.fixture(autouse=True, scope="module")
def ended() -> Iterator[None]:
    """End the warm processes that these tests started."""
    yield
    warm.end_own()
