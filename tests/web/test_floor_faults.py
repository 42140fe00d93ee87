"""Every fault is answered with a page or a problem, even when the database is what failed."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from registry.core.db import db
from registry.web import headers
from registry.web.requests import public
from tests.browser import Browser, check_page


@pytest.fixture
def stranded(copy: Flask) -> Iterator[FlaskClient]:
    """A browser with a session's cookie, while the database has gone."""
    copy.config["TESTING"] = False
    client = copy.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "x" * 43

    def gone(*_: object) -> None:
        raise OperationalError("SELECT", {}, ConnectionError())

    from sqlalchemy import event

    event.listen(db.engine, "before_cursor_execute", gone)
    yield client
    event.remove(db.engine, "before_cursor_execute", gone)


class TestWithoutADatabase:
    @pytest.mark.parametrize("path", ["/", "/no-such-page", "/my-work", "/tools/any"])
    def test_a_signed_in_person_gets_the_page_that_says_so(self, stranded: FlaskClient, path: str):
        answer = stranded.get(path)

        assert answer.status_code == 503
        assert answer.headers["Content-Security-Policy"] == headers.POLICY
        check_page(answer.text)

    def test_a_program_gets_a_problem(self, stranded: FlaskClient):
        answer = stranded.get("/api/v1/tools")

        assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")

    def test_files_are_still_served(self, stranded: FlaskClient):
        with stranded.get("/static/css/app.css") as answer:
            assert answer.status_code == 200

    def test_a_fault_says_when_to_come_back(self, stranded: FlaskClient):
        assert stranded.get("/").headers["Retry-After"] == "10"


def failing(app: Flask, error: Exception) -> FlaskClient:
    @public
    def fail() -> str:
        raise error

    app.config["TESTING"] = False
    app.add_url_rule("/fail", view_func=fail)
    return app.test_client()


class TestBusy:
    def test_is_what_a_full_pool_of_connections_is(self, copy: Flask):
        assert failing(copy, PoolTimeout("no connection")).get("/fail").status_code == 503

    def test_is_not_what_a_statement_that_cannot_run_is(self, copy: Flask):
        from sqlalchemy import text

        @public
        def fail() -> str:
            db.session.execute(text("SELECT * FROM no_such_table"))
            return ""

        copy.config["TESTING"] = False
        copy.add_url_rule("/fail", view_func=fail)

        answer = copy.test_client().get("/fail")

        assert answer.status_code == 500
        assert "no_such_table" not in answer.text


class TestCaches:
    def test_keep_no_error_page_under_the_address_of_a_file(self, web: Browser):
        assert web.get("/static/no-such-file.css").headers["Cache-Control"] == "private, no-store"

    def test_may_keep_a_file(self, web: Browser):
        with web.get("/static/css/app.css") as answer:
            assert answer.headers["Cache-Control"].startswith("public")


class TestHead:
    def test_of_a_page_for_members_leads_back_to_it_after_sign_in(self, web: Browser):
        answer = web.client.head("/my-work")

        assert answer.status_code == 302
        assert "next=/my-work" in answer.headers["Location"].replace("%2F", "/")
