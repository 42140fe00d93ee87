"""A session in use stays open however short idleness may be, and is noted before the view reads."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import update

from registry.accounts.models import SignIn
from registry.core import clock
from registry.core.commands import transaction
from registry.core.db import db
from registry.web.requests import public
from tests import factories as f
from tests.browser import Browser

START = clock.datetime.fromisoformat("2026-11-02T08:00:00+00:00")


class TestIdleness:
    def test_of_five_minutes_does_not_end_a_session_in_use(self, web: Browser, app: Flask, monkeypatch):
        monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], session_idle_minutes=5))
        person = f.APerson((f.AForce(), f.Role.LEAD))
        with time_machine.travel(START, tick=False) as traveller:
            web.sign_in(person.id)
            for _ in range(3):
                traveller.shift(timedelta(minutes=4))
                answer = web.get("/my-work")

        assert answer.status_code == 200


class TestNotingUse:
    @pytest.fixture
    def stale(self) -> str:
        """The cookie of a session last seen ten minutes ago."""
        from registry.accounts.services.sessions import start_session

        token = start_session(f.APerson((f.AForce(), f.Role.LEAD)).id, hours=1)
        with transaction():
            db.session.execute(update(SignIn).values(seen_at=clock.now() - timedelta(minutes=10)))
        return token

    def test_takes_nothing_from_a_page_that_asks_late_who_is_there(self, copy: Flask, stale: str):
        from flask_login import current_user

        from registry.organisations.models import Organisation

        @public
        def late() -> dict[str, bool]:
            found = db.session.query(Organisation).first()
            _ = current_user.is_authenticated
            return {"kept": "name" in found.__dict__}

        copy.add_url_rule("/late", view_func=late)
        client = copy.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = stale

        assert client.get("/late").json == {"kept": True}
