"""Spread, scorecards, assessments and gates of today and of past days, over the API."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from registry.assurance import services as assurance
from registry.core import clock
from registry.replication.models import GatePaper
from registry.replication.services import gates as gate_services
from registry.rules.lifecycles import Stage
from registry.rules.words import Role, Standing, Visibility
from registry.standards.models import StandardVersion
from tests import factories as f
from tests.api.described import read
from tests.assurance.stated import details as stated_as
from tests.assurance.stated import owned, sign
from tests.replication.begun import a_tried_tool, began
from tests.replication.test_gates import details

SPREAD, CARD = "/tools/{slug}/spread", "/tools/{slug}/scorecard"
FIGURES = f"{SPREAD}/figures"
STANDARD = "/tools/{slug}/standards/{standard}"


def before(days: int) -> date:
    return clock.today() - timedelta(days=days)


class TestSpread:
    def test_counts_by_stage_and_covers_what_is_known(self, web, session):
        tool = f.ATool()
        f.AnAdoption(tool), f.AnAdoption(tool, standing=Standing.REPORTED), f.AForce()

        found = read(web, SPREAD, slug=tool.slug)

        assert [(row["stage"], row["confirmed"], row["reported"]) for row in found["by_stage"]] == [("live", 1, 1)]
        assert (found["forces"], found["coverage"][0]["confirmed"], found["coverage"][0]["what"]) == (
            found["coverage"][0]["whole"],
            1,
            "forces",
        )

    def test_what_is_not_released_is_counted_nowhere(self, web, session):
        tool = f.ATool()
        f.AnAdoption(tool, visibility=Visibility.POLICING)

        found = read(web, SPREAD, slug=tool.slug)

        assert (found["by_stage"], found["coverage"][0]["confirmed"]) == ([], 0)

    def test_of_a_past_day_is_of_that_day(self, web, session):
        tool = f.ATool()
        f.AnAdoption(tool)

        assert read(web, SPREAD, f"on={before(30)}", slug=tool.slug)["by_stage"] == []

    def test_of_a_day_to_come_is_refused(self, web, session):
        response = web.get(f"/api/v1/tools/{f.ATool().slug}/spread?on={clock.today() + timedelta(days=1)}")

        assert (response.status_code, list(response.json["errors"])) == (422, ["on"])


class TestScorecard:
    def test_is_null_before_the_first_version_and_holds_every_check_since(self, web, session):
        tool = f.ATool()

        now, then = read(web, CARD, slug=tool.slug), read(web, CARD, "on=2001-01-01", slug=tool.slug)

        assert now["level"] is not None
        assert {check["level"] for check in now["checks"]} >= {"documented"}
        assert (then["level"], then["replication_level"], then["checks"]) == (None, None, None)

    def test_a_hidden_tool_has_none(self, web, session):
        assert web.get(f"/api/v1/tools/{f.ATool(visibility=Visibility.NAMED).slug}/scorecard").status_code == 404


class TestStandard:
    def assessed(self, session):
        """A tool that was said 20 days ago not to meet a standard, and 5 days ago to meet it, and signed since."""
        tool, lead, assurer, _owner = owned()
        standard, former = f.AStandard(), 0
        for version in session.scalars(select(StandardVersion)):
            version.activated_at = clock.now() - timedelta(days=100)
            f.save(version)
        for days, state in ((20, "not-met"), (5, "met")):
            made = assurance.assess(lead, tool.slug, standard.code, stated_as(state, replaces_id=former))
            made.recorded_at, former = clock.now() - timedelta(days=days), made.id
            f.save(made)
        sign(assurer, tool, standard, made)
        return tool, standard

    @pytest.mark.parametrize(
        ("days", "state", "signed"), [(0, "met", True), (2, "met", False), (10, "not-met", False), (30, None, False)]
    )
    def test_is_told_requirement_by_requirement_as_it_stood(self, web, session, days, state, signed):
        tool, standard = self.assessed(session)

        found = read(web, STANDARD, f"on={before(days)}", slug=tool.slug, standard=standard.code)

        assert (found["state"], found["signed"]) == (state, signed)
        assert [row["state"] for row in found["requirements"]] == [state]

    def test_proof_is_for_policing(self, web, session):
        tool, standard = self.assessed(session)
        public = read(web, STANDARD, slug=tool.slug, standard=standard.code)
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        policing = read(web, STANDARD, slug=tool.slug, standard=standard.code)

        assert (public["proof"], public["requirements"][0]["proof"]) == (None, None)
        assert (policing["proof"], policing["requirements"][0]["proof"]) == ("Signed on 3 March", "As the paper says")

    def test_an_adoption_that_is_not_shared_is_not_there(self, web, session):
        tool, standard = self.assessed(session)
        force = f.AForce()
        f.AnAdoption(tool, force, visibility=Visibility.POLICING)
        path = f"/api/v1/tools/{tool.slug}/standards/{standard.code}?organisation={force.slug}"

        assert web.get(path).status_code == 404
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        assert web.get(path).json["organisation"]["slug"] == force.slug


class TestGates:
    def scene(self):
        force = f.AForce()
        tool = f.ATool()
        adoption = f.AnAdoption(tool, force, Stage.PILOTING, visibility=Visibility.PUBLIC)
        gate_services.take_up_gate(f.AnActor(Role.LEAD, force), force.slug, "evolve", details())
        paper = {"gate": "evolve", "document": "project-design-report", "reference": "Paper 12"}
        f.save(GatePaper(adoption_id=adoption.id, recorded_at=clock.now(), **paper))
        return tool, force, f"tool={tool.slug}&organisation={force.slug}"

    def test_are_told_to_policing_with_what_is_filed(self, web, session):
        _tool, _force, query = self.scene()
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

        found = read(web, "/gates", query)
        evolve = next(gate for gate in found["items"] if gate["gate"] == "evolve")
        filed = {row["code"]: [one["reference"] for one in row["filed"]] for row in evolve["documents"]}

        assert (found["stage"], evolve["taken_up"], evolve["decision_maker"]) == (
            "piloting",
            True,
            "Deputy chief constable",
        )
        assert filed["project-design-report"] == ["Paper 12"]

    def test_of_a_past_day_hold_nothing_of_later(self, web, session):
        _tool, _force, query = self.scene()
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

        found = read(web, "/gates", f"{query}&on={before(3)}")

        assert (found["stage"], found["items"]) == (None, [])

    def test_are_told_to_no_visitor_and_of_no_adoption_that_is_hidden(self, web, session):
        tool, _force, query = self.scene()
        hidden = f.AForce()
        f.AnAdoption(tool, hidden, visibility=Visibility.NAMED)

        assert read(web, "/gates", query)["items"] == []
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)
        assert read(web, "/gates", f"tool={tool.slug}&organisation={hidden.slug}")["items"] == []


class TestBarrierReport:
    def test_sums_what_the_reader_may_read(self, web, session):
        tool, force, other = f.ATool(), f.AForce(region="Middle March"), f.AForce(region="Middle March")
        f.AnAdoption(tool, force), f.AnAdoption(tool, other, visibility=Visibility.POLICING)
        f.ABarrierMet(tool, force, opened_on=date(2024, 2, 1)), f.ABarrierMet(tool, other, "skills")

        public = read(web, "/barriers/report")
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        policing = read(web, "/barriers/report", "region=Middle+March")

        assert (public["total"], policing["total"]) == (1, 2)
        assert [row["by_year"] for row in public["barriers"] if row["total"]] == [[{"year": 2024, "total": 1}]]


class TestFiguresOfSpread:
    def test_say_how_long_it_took_with_intervals(self, web, session):
        tool = a_tried_tool()
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

        found = read(web, FIGURES, slug=tool.slug)

        assert found["state"] == "worked-out"
        until = found["until_adopted"]
        assert (until["cases"], until["events"], until["why"]) == (9, 7, None)
        assert until["median"]["value"] == pytest.approx(6, abs=0.1)
        assert until["median"]["low"] <= until["median"]["value"]
        assert {row["ending"] for row in until["endings"]} == {"adopted", "declined"}
        assert [(row["stage"], row["cases"]) for row in found["stages"] if row["why"] is None] == [("assessing", 9)]
        assert [(row["stage"], row["compared_with"]) for row in found["stalls"]] == [("assessing", "category")]
        assert found["stalled"] == 1
        for model in found["forecasts"]:
            assert model["why"] or [row["low"] <= row["middle"] <= row["high"] for row in model["ranges"]] == [True] * 3

    def test_say_why_where_too_little_is_known(self, web, session):
        tool = f.ATool()
        began(tool, (4, 1), (Stage.ASSESSING, Stage.LIVE))

        found = read(web, FIGURES, slug=tool.slug)

        assert "at least 3 are needed" in found["until_adopted"]["why"]
        assert found["until_adopted"]["steps"] is None
        assert all(model["why"] and model["ranges"] is None for model in found["forecasts"])

    def test_rest_on_what_the_reader_may_read(self, web, session):
        tool = a_tried_tool()
        began(tool, (40, 1), (Stage.ASSESSING, Stage.LIVE), visibility=Visibility.POLICING)

        public = read(web, FIGURES, slug=tool.slug)
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
        policing = read(web, FIGURES, slug=tool.slug)

        assert (public["until_adopted"]["cases"], policing["until_adopted"]["cases"]) == (9, 10)

    def test_of_a_tool_that_nobody_named(self, web, session):
        found = read(web, FIGURES, slug=f.ATool().slug)

        assert found["until_adopted"]["why"]
        assert (found["counts"], found["stalls"], found["without_a_ceiling"]["ceiling"]) == ([], [], None)
        assert found["stalled"] == 0


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("tools/{0}/spread", 6),
        ("tools/{0}/spread/figures", 6),
        ("tools/{0}/scorecard", 8),
        ("tools/{0}/standards/{1}", 14),
        ("gates?tool={0}&organisation={2}", 9),
        ("barriers/report", 4),
    ],
)
def test_statements_do_not_grow_with_rows(web, session, count_statements, path, most):
    tool, standard, force = f.ATool(), f.AStandard(), f.AForce()
    path = path.format(tool.slug, standard.code, force.slug)
    f.AnAdoption(tool, force)
    if "gates" in path:
        web.sign_in(f.APerson((f.AForce(), Role.READER)).id)
    with count_statements() as few:
        web.get(f"/api/v1/{path}")
    for _ in range(4):
        force = f.AForce()
        f.AnAdoption(tool, force)
        f.ABarrierMet(tool, force)
        f.AClaim(f.AnEvidence(tool))
    with count_statements() as many:
        web.get(f"/api/v1/{path}")

    assert len(many) == len(few) <= most
