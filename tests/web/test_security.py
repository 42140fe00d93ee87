"""What every answer carries, and what no request gets past."""

import pytest
from flask import Flask

from registry.web import headers
from tests.browser import Browser

ADDRESSES = (
    "/",
    "/healthz",
    "/no-such-page",
    "/static/css/app.css",
    "/search",
    "/api/v1/tools",
    "/api/v1/no-such-thing",
)


class TestHeaders:
    @pytest.mark.parametrize("address", ADDRESSES)
    def test_stand_on_every_answer(self, web: Browser, address: str):
        answer = web.get(address)

        assert answer.headers["Content-Security-Policy"] == headers.POLICY
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
        assert answer.headers["Permissions-Policy"]
        assert answer.headers["X-Request-ID"]

    def test_allow_no_inline_script_or_style(self):
        assert "unsafe" not in headers.POLICY
        assert "default-src 'none'" in headers.POLICY

    def test_keep_a_page_out_of_every_cache(self, web: Browser):
        assert "no-store" in web.get("/").headers["Cache-Control"]

    def test_ask_for_https_only_where_it_is_served(self, web: Browser):
        assert "Strict-Transport-Security" not in web.get("/").headers


class TestHost:
    def test_that_is_not_ours_is_refused(self, web: Browser):
        assert web.get("/", headers={"Host": "evil.example"}).status_code == 400


class TestBody:
    def test_that_is_too_large_is_refused_with_a_page(self, web: Browser, app: Flask):
        answer = web.post("/sign-in", {"email": "a" * (app.config["MAX_CONTENT_LENGTH"] + 1)})

        assert answer.status_code == 413
        assert "12 MB" in answer.text


class TestForms:
    def test_without_a_token_are_refused(self, web: Browser):
        answer = web.client.post("/sign-in", data={"email": "a@force.example", "password": "x"})

        assert answer.status_code == 400
        assert "open too long" in answer.text


class TestMethods:
    def test_that_an_address_does_not_take_are_refused_with_a_page(self, web: Browser):
        answer = web.post("/healthz")

        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"]


class TestRequestId:
    def test_that_is_not_plain_is_replaced(self, web: Browser):
        answer = web.get("/healthz", headers={"X-Request-ID": "<script>alert(1)</script>"})

        assert "script" not in answer.headers["X-Request-ID"]
