"""Static files: kept for ever under their own hash, asked about under any other name."""

import pytest
from flask import Flask

from registry.web.assets import asset_url
from tests.browser import Browser


@pytest.fixture
def address(app: Flask) -> str:
    """Where the style sheet stands."""
    with app.test_request_context("/"):
        return asset_url("css/app.css")


def test_a_file_under_its_hash_is_kept_for_ever(web: Browser, address: str):
    answer = web.get(address, buffered=True)

    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")


@pytest.mark.parametrize("path", ["/static/css/app.css", "/static/000000000000/css/app.css"])
def test_a_file_under_another_name_is_asked_about_each_time(web: Browser, path: str):
    assert web.get(path, buffered=True).headers["Cache-Control"] == "public, no-cache"


def test_a_file_that_has_not_changed_is_not_sent_again(web: Browser, address: str):
    tag = web.get(address, buffered=True).headers["ETag"]

    assert web.get(address, buffered=True, headers={"If-None-Match": tag}).status_code == 304


def test_a_file_is_not_guessed_at(web: Browser, address: str):
    assert web.get(address, buffered=True).headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/static/../config.py", "/static/%2e%2e/config.py", "/static/css", "/static/no-such.css"]
)
def test_nothing_outside_the_folder_is_served(web: Browser, path: str):
    assert web.get(path, buffered=True).status_code == 404


def test_a_file_that_is_not_built_has_a_plain_address(app: Flask):
    with app.test_request_context("/"):
        assert asset_url("vendor/not-built.js") == "/static/vendor/not-built.js"
