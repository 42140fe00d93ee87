"""The commands for people and for the audit trail."""

import re

from sqlalchemy import select, update

from registry.accounts.models import Invitation
from registry.core.commands import transaction
from registry.core.db import db
from registry.core.events import EventRow
from registry.organisations.models import REGISTRY
from registry.organisations.services import add_email_domain
from registry.rules.words import OrganisationKind, Role
from tests import factories as f


def run(app, *arguments: str):
    return app.test_cli_runner().invoke(args=list(arguments))


def three_events() -> None:
    for domain in ("a.example", "b.example", "c.example"):
        add_email_domain(domain)


class TestPeople:
    def test_add_registrar_prints_a_link_that_works(self, app, web):
        f.AForce(slug=REGISTRY, kind=OrganisationKind.NATIONAL)

        result = run(app, "people", "add-registrar", "Ann@Force.example", "--name", "Ann Example")

        link = re.search(r"http://localhost(/join\?key=\S+)", result.output).group(1)
        assert (result.exit_code, "Ann Example" in web.get(link).text) == (0, True)

    def test_add_registrar_says_what_is_missing(self, app, session):
        result = run(app, "people", "add-registrar", "ann@force.example", "--name", "Ann Example")

        assert (result.exit_code, "reference data" in result.output) == (1, True)
        assert session.scalars(select(Invitation)).all() == []

    def test_close_ends_the_account(self, app, session):
        person = f.APerson((f.AForce(), Role.READER))

        result = run(app, "people", "close", person.email, "--yes")

        session.refresh(person)
        assert (result.exit_code, person.closed_at is not None) == (0, True)

    def test_close_keeps_the_last_registrar(self, app, session):
        person = f.APerson((f.AForce(), Role.REGISTRAR))

        result = run(app, "people", "close", person.email, "--yes")

        assert (result.exit_code, "last registrar" in result.output) == (1, True)

    def test_new_password_prints_a_link_that_works(self, app, web):
        person = f.APerson((f.AForce(), Role.READER))

        result = run(app, "people", "new-password", person.email)

        link = re.search(r"http://localhost(/new-password\?key=\S+)", result.output).group(1)
        answer = web.post(link, {"new": "lantern meadow copper"})
        assert (answer.location, person.email in web.get("/account").text) == ("/account", True)

    def test_new_password_knows_no_stranger(self, app, session):
        result = run(app, "people", "new-password", "nobody@force.example")

        assert (result.exit_code, "No open account" in result.output) == (1, True)


class TestAudit:
    def test_head_can_be_verified_later(self, app, session):
        three_events()
        kept = run(app, "audit", "head").output.strip()
        add_email_domain("d.example")

        result = run(app, "audit", "verify", "--head", kept)

        assert (result.exit_code, "4 events checked" in result.output) == (0, True)
        assert "cannot be detected" not in result.output

    def test_verify_without_a_head_says_what_it_cannot_see(self, app, session):
        three_events()

        result = run(app, "audit", "verify")

        assert (result.exit_code, "cannot be detected" in result.output) == (0, True)

    def test_verify_fails_and_names_the_altered_event(self, app, session):
        three_events()
        with transaction():
            db.session.execute(update(EventRow).where(EventRow.id == 2).values(kind="signed-in"))

        result = run(app, "audit", "verify")

        assert (result.exit_code, "Event 2 was altered" in result.output) == (1, True)

    def test_verify_refuses_a_head_that_was_tampered_with(self, app, session):
        three_events()
        number, digest, _ = run(app, "audit", "head").output.strip().split(":")

        result = run(app, "audit", "verify", "--head", f"{number}:{digest}:{'0' * 64}")

        assert (result.exit_code, "seal" in result.output) == (1, True)

    def test_verify_explains_a_head_it_cannot_read(self, app, session):
        result = run(app, "audit", "verify", "--head", "nonsense")

        assert (result.exit_code, "N:HASH" in result.output) == (1, True)
