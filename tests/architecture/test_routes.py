"""Every address, asked for by every role: who is let in, and what the others are told.

The table is `tests/architecture/routes.py`. A new address fails here until it has a row there.
"""

import re
from itertools import product
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from registry.accounts.services.sessions import start_session
from registry.rules.policy import Permission
from tests.architecture import stage
from tests.architecture.routes import ALL, MEMBERS, OTHER_THINGS, OTHER_TOOLS, ROUTES, SAMPLES, SIGN_IN
from tests.browser import Browser


def endpoints(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules()}


def address(rule: Rule, known: dict[str, Any]) -> str:
    """The rule's address with samples in its gaps."""
    values = {**SAMPLES, **known}
    values["slug"] = OTHER_TOOLS.get(rule.endpoint, SAMPLES["slug"])
    for part, sample in (("/organisations/", "ours"), ("/boards/", "board")):
        values["slug"] = sample if part in rule.rule else values["slug"]
    values["code"] = known["measure" if "measures" in rule.rule else "standard"]
    if "/shared-searches/" in rule.rule:
        values["code"] = "shared"
    values["code"] = "long-101-waits" if "problems" in rule.rule else values["code"]
    values |= {gap: known[name] for gap, name in OTHER_THINGS.get(rule.endpoint, {}).items()}
    return re.sub(r"<(?:\w+(?:\([^)]*\))?:)?(\w+)>", lambda gap: str(values[gap.group(1)]), rule.rule)


def outcome(answer: Any) -> str:
    """What an answer means to whoever asked."""
    if answer.status_code in (301, 302, 303) and answer.location.startswith("/sign-in"):
        return SIGN_IN
    if answer.status_code == 401:
        return SIGN_IN
    # 409 and 422: let through, and told what is in the way; 503: told that there is no index yet
    return "in" if answer.status_code < 400 or answer.status_code in (409, 422, 503) else str(answer.status_code)


def ask(app: Flask, session: Session, token: str | None, method: str, path: str) -> str:
    """One request by somebody with an open session, or by a visitor; undone afterwards."""
    session.close()
    undo = session.get_bind().begin_nested()
    browser = Browser(app, strict=False)  # nine thousand times: how sound a page is, its own tests tell
    if token:
        browser.resume(token)
    answer = browser.get(path) if method == "GET" else browser.post(path)
    session.close()
    undo.rollback()
    return outcome(answer)


def askers(kind: str, endpoint: str) -> list[str]:
    """Everybody; on PostgreSQL a visitor and one of each kind: who may is decided alike on both, and told in the same words."""
    if kind == "sqlite":
        return sorted(ALL)
    row = ROUTES[endpoint]
    kinds = (row.people, row.know - row.people, MEMBERS - row.people - row.know)
    return ["visitor", *(min(names) for found in kinds if (names := found & MEMBERS))]


def expected(app: Flask, endpoint: str, name: str) -> str:
    row = ROUTES[endpoint]
    if name == "visitor" and app.view_functions[endpoint].access != "public":
        return SIGN_IN
    if name in row.people:
        return "in"
    return "403" if name in row.know else "404"


@pytest.fixture
def cast(session):
    at = stage.forces()
    board = stage.board_of(at)
    people = stage.people(at, board)
    return people, stage.set_up(at, board, people)


class TestTable:
    def test_lists_every_address_and_no_other(self, app):
        assert sorted(endpoints(app) ^ set(ROUTES)) == []

    def test_every_address_states_who_may_ask(self, app):
        open_ended = [name for name in endpoints(app) if not hasattr(app.view_functions[name], "access")]

        assert open_ended == []

    def test_what_an_address_states_is_a_permission_or_a_plain_word(self, app):
        stated = {app.view_functions[name].access for name in endpoints(app)}

        assert stated - set(Permission) == {"public", "members"}

    def test_names_people_of_the_stage(self):
        assert {name for row in ROUTES.values() for name in row.people | row.know} <= ALL

    def test_the_stage_has_everybody(self, cast):
        assert set(cast[0]) == ALL


@pytest.mark.parametrize("blueprint", sorted({name.partition(".")[0] for name in ROUTES}))
def test_lets_in_whom_the_table_names_and_nobody_else(app, session, cast, blueprint, database_kind):
    people, known = cast
    tokens = {name: start_session(person.id, hours=1) if person else None for name, person in people.items()}
    wrong = {}
    for rule in app.url_map.iter_rules():
        if rule.endpoint.partition(".")[0] != blueprint or rule.endpoint not in ROUTES:
            continue
        path = address(rule, known)
        for method, name in product(sorted(rule.methods & {"GET", "POST"}), askers(database_kind, rule.endpoint)):
            got = ask(app, session, tokens[name], method, path)
            wanted = expected(app, rule.endpoint, name)
            if got != wanted:
                wrong[f"{method} {path} by {name}"] = f"{got}, not {wanted}"

    assert wrong == {}
