"""Each test begins in a transaction of its own and without an index."""

import pytest

from tests.search.conftest import index_home

__all__ = ["ground", "index_home"]


@pytest.fixture(autouse=True)
def ground(session, index_home):
    return session
