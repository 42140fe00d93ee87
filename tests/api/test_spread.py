"""Barriers and safety notices over the API: to each reader what the pages show them."""

import pytest

from registry.core import clock
from registry.rules.words import Role, Visibility
from tests import factories as f


@pytest.fixture
def scene(session):
    """A barrier that was got past, and one at an adoption that policing alone may read; a notice of each kind."""
    tool, force = f.ATool(), f.AForce()
    f.AnAdoption(tool, force)
    past = {"resolved_on": clock.today(), "resolved_at": clock.now(), "how": "Two forces shared the cost."}
    f.ABarrierMet(tool, force, "funding", **past)
    other = f.AForce()
    f.AnAdoption(tool, other, visibility=Visibility.POLICING)
    f.ABarrierMet(tool, other, "skills")
    f.ASafetyNotice(tool, force, visibility=Visibility.PUBLIC)
    f.ASafetyNotice(tool, force)
    return tool


class TestBarriers:
    def test_shows_a_visitor_public_rows_without_words(self, web, scene):
        items = web.get("/api/v1/barriers").json["items"]

        assert [(row["barrier"], row["got_past"], row["how"]) for row in items] == [("funding", True, None)]

    def test_shows_policing_all_of_it(self, web, scene):
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

        items = web.get(f"/api/v1/barriers?tool={scene.slug}").json["items"]

        assert {(row["barrier"], row["how"]) for row in items} == {
            ("funding", "Two forces shared the cost."),
            ("skills", None),
        }

    def test_invented_ones_are_given_to_who_asks_and_mixed_with_no_real_ones(self, web, scene):
        force = f.AForce(synthetic=True)
        tool = f.ATool(force, synthetic=True)
        f.AnAdoption(tool, force, synthetic=True)
        f.ABarrierMet(tool, force, "skills")

        asked, usual = (web.get(f"/api/v1/barriers{query}").json["items"] for query in ("?example=true", ""))

        assert [row["tool"] for row in asked] == [tool.slug]
        assert [row["tool"] for row in usual] == [scene.slug]

    def test_is_narrowed_by_its_code(self, web, scene):
        assert web.get("/api/v1/barriers?barrier=skills").json["total"] == 0


class TestSafetyNotices:
    def test_shows_a_visitor_what_is_public(self, web, scene):
        assert web.get("/api/v1/safety-notices").json["total"] == 1

    def test_shows_policing_both_and_nobody_who_acknowledged(self, web, scene):
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

        answer = web.get(f"/api/v1/safety-notices?tool={scene.slug}")

        assert answer.json["total"] == 2
        assert "acknowledged" not in answer.text
