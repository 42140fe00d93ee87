"""A browser without a screen. It checks every page it is sent: strict HTML, one h1 that matches the title.

The parser that is strict takes as long as making the page does, so it reads what is sent on SQLite alone: the pages are the same. A page
that was sound is not read again when the same is sent to somebody else.
"""

import re
from contextvars import Context
from functools import lru_cache
from typing import Any

import html5lib
import lxml.html
from flask import Flask
from flask import session as cookie
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from registry.accounts.services.sessions import start_session
from registry.core.db import db

SITE = "Policing Innovation Registry"
TOKEN = re.compile(r'value="[\w.-]{60,}"')  # of a session: no two pages with a form would be the same
PAGES = 1_000  # that are remembered


class Browser:
    """Asks the app for pages; each request has an application context of its own."""

    def __init__(self, app: Flask, strict: bool = True) -> None:
        self.app = app
        self.strict = strict
        self.client: FlaskClient = app.test_client()

    def sign_in(self, person_id: int) -> "Browser":
        """Open a session as the sign-in page would, without its slow password check."""
        return self.resume(start_session(person_id, hours=1))

    def resume(self, token: str) -> "Browser":
        """Come back with a session that is open."""
        with self.client.session_transaction() as kept:
            kept.clear()
            kept["_user_id"] = token
            kept["_fresh"] = True
        return self

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        """Ask for a page."""
        return self._asked(self.client.get, path, **kwargs)

    def post(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Send a form with the token that its page carried."""
        fields = {**(data or {}), "csrf_token": self.token()}
        return self._asked(self.client.post, path, data=fields, **kwargs)

    def token(self) -> str:
        """A CSRF token of this browser's session."""
        with self.client.session_transaction() as kept:
            values = dict(kept)
        token, values = Context().run(self._with_token, values)  # a context of its own: Flask-WTF remembers in it
        with self.client.session_transaction() as kept:
            kept.update(values)
        return token

    def _with_token(self, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        with self.app.test_request_context():
            cookie.update(values)
            return generate_csrf(), dict(cookie)

    def _asked(self, ask: Any, path: str, **kwargs: Any) -> TestResponse:
        # A context of its own: else the request would find the test's application context, and its user.
        db.session.commit()  # what the test has read ends here: else its next rollback would undo the request
        response: TestResponse = Context().run(ask, path, **{"buffered": True, **kwargs})  # a file sent is closed
        db.session.expire_all()
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303):
            check_page(response.text, strict=self.strict and db.engine.dialect.name == "sqlite")
        return response


def check_page(html: str, strict: bool = True) -> None:
    """Raise unless the page is strictly valid to parse and has one h1 that its title begins with."""
    _check(TOKEN.sub('value=""', html), strict)


@lru_cache(PAGES)
def _check(html: str, strict: bool) -> None:
    strictly = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse
    tree = (strictly if strict else lxml.html.document_fromstring)(html)
    headings = tree.findall(".//h1")
    assert len(headings) == 1, f"{len(headings)} h1 elements"
    heading = " ".join("".join(headings[0].itertext()).split())
    title = " ".join((tree.findtext(".//title") or "").split())
    assert title in (f"{heading} - {SITE}", f"Error: {heading} - {SITE}"), f"title {title!r}, h1 {heading!r}"
