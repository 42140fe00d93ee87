"""Pages that explain."""

import pytest

from registry.catalogue.models import Source
from registry.core import clock
from registry.replication.services import Assertion, record
from registry.rules.lifecycles import Stage
from registry.rules.words import Role, Visibility
from tests import factories as f


@pytest.mark.parametrize("path", ["/how-to-read", "/privacy", "/accessibility", "/sources"])
def test_anybody_may_read_them(session, web, path):
    assert web.get(path).status_code == 200


def test_how_long_a_confirmation_holds_is_what_is_recorded(session, web):
    force, tool = f.AForce(), f.ATool()
    lead = f.AnActor(Role.LEAD, force)

    held = record(lead, tool.id, force.id, Assertion(clock.today(), stage=Stage.INTERESTED))

    days = (held.expires_on - clock.today()).days
    assert f"It holds for {days} days from the day it was said" in web.get("/how-to-read").text


def test_privacy_names_controller_and_host(session, web, settings):
    page = web.get("/privacy").text

    assert settings.data_controller in page
    assert settings.data_host in page


def test_sources_of_hidden_records_are_not_listed(session, web):
    shown, hidden = f.ATool(), f.ATool(visibility=Visibility.POLICING)
    f.save(Source(tool_id=shown.id, title="Shown paper"), Source(tool_id=hidden.id, title="Hidden paper"))

    page = web.get("/sources").text

    assert "Shown paper" in page
    assert "Hidden paper" not in page
