"""The commands for organisations and their e-mail domains."""

from datetime import date

import pytest
from sqlalchemy import select

from registry.core.errors import Conflict, Invalid
from registry.organisations.models import EmailDomain
from registry.organisations.services import add_email_domain
from registry.rules.words import OrganisationKind
from tests import factories as f


def run(app, *arguments: str):
    return app.test_cli_runner().invoke(args=["organisations", *arguments])


class TestList:
    def test_prints_what_is_valid_on_a_day(self, app, session):
        f.AForce(slug="old-force", valid_to=date(2020, 1, 1))
        f.AForce(slug="new-force", valid_from=date(2020, 1, 2))
        f.AForce(slug="a-supplier", kind=OrganisationKind.SUPPLIER)

        then = run(app, "list", "--kind", "force", "--on", "2019-06-01").output
        today = run(app, "list", "--kind", "force").output

        assert ("old-force" in then, "new-force" in then) == (True, False)
        assert ("old-force" in today, "new-force" in today, "a-supplier" in today) == (False, True, False)


class TestDomains:
    def test_one_is_added_and_printed(self, app, session):
        force = f.AForce()

        run(app, "add-domain", "@Police.Example", "--organisation", force.slug)

        assert f"police.example\t{force.name}" in run(app, "domains").output

    @pytest.mark.parametrize("domain", ["", "example", "a b.example", "police.example/", "ann@police.example"])
    def test_what_is_no_domain_is_refused(self, session, domain):
        with pytest.raises(Invalid):
            add_email_domain(domain)

    def test_a_known_one_is_not_added_twice(self, session):
        add_email_domain("police.example")

        with pytest.raises(Conflict):
            add_email_domain("POLICE.example")

    def test_an_unknown_organisation_is_named(self, app, session):
        result = run(app, "add-domain", "police.example", "--organisation", "no-such-force")

        assert (result.exit_code, "No such organisation" in result.output) == (1, True)
        assert session.scalars(select(EmailDomain)).all() == []
