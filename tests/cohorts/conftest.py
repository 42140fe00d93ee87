"""Pooled values come from a warm process, which ends with the tests that asked it."""

from collections.abc import Iterator

import pytest

from registry.rendering import warm


@pytest.fixture(autouse=True, scope="module")
def ended() -> Iterator[None]:
    """End the warm processes that these tests started."""
    yield
    warm.end_own()
