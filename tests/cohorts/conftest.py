"""Pooled values come from a warm process, which ends with the tests that asked it."""

from collections.abc import Iterator

import pytest

from registry.rendering import warm
from tests.cohorts.test_cohorts import a_force


@pytest.fixture(autouse=True, scope="module")
def ended() -> Iterator[None]:
    """End the warm processes that these tests started."""
    yield
    warm.end_own()


@pytest.fixture
def ash(session):
    return a_force("Ash")


@pytest.fixture
def elm(session):
    return a_force("Elm")
