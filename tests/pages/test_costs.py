"""Costs that were said more than a year ago read as not stated on the tool's page."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from registry.core import clock
from registry.rules.words import Role
from tests import factories as f


@pytest.mark.parametrize(("days", "shown"), [(360, True), (370, False)])
def test_costs_are_believed_for_a_year(web, session, days, shown):
    tool = f.ATool(content={"cost_yearly_amount": 123_456, "prerequisites": "A telephone system"})
    moment = clock.now() - timedelta(days=days)
    session.execute(update(f.Version).where(f.Version.id == tool.version_id).values(published_at=moment))
    session.commit()
    web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

    page = web.get(f"/tools/{tool.slug}").text

    assert ("123,456" in page) is shown
    assert ("Not stated: last said on" in page) is not shown
    assert "A telephone system" in page
