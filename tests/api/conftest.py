"""The API for tests: nobody is told to wait unless the test says so."""

from collections.abc import Iterator

import pytest
from flask import Flask


@pytest.fixture(autouse=True)
def patient(app: Flask) -> Iterator[None]:
    """Let tests ask as often as they like."""
    before = app.config["API_PER_MINUTE"]
    app.config["API_PER_MINUTE"] = 1_000_000
    yield
    app.config["API_PER_MINUTE"] = before
