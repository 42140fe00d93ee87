"""The catalogue of measures: who defines one, what may be kept, and what earlier figures were given under."""

import pytest
from sqlalchemy import func, select

from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound
from registry.core.events import EventRow
from registry.evidence import services as evidence
from registry.evidence.models import Claim
from registry.measures import queries, services
from registry.measures.models import Measure, MeasureVersion
from registry.measures.services import MeasureDetails
from registry.rules.words import Role
from registry.seeding.services.measures import seed_measures
from tests import factories as f
from tests.evidence.studies import claim, details

WAIT = {
    "name": "Wait for 101",
    "definition": "Mean minutes until a call is answered.",
    "unit": "minutes",
    "numerator": "minutes waited",
    "denominator": "calls answered",
    "better_when": "lower",
    "aggregation": "weighted-mean",
}


def typed(**fields) -> MeasureDetails:
    return MeasureDetails(**{**WAIT, **fields})


@pytest.fixture
def registrar(session):
    return f.AnActor(Role.REGISTRAR)


@pytest.fixture
def wait(registrar):
    return services.add_measure(registrar, "101-wait", typed())


class TestDefining:
    def test_a_new_one_begins_with_version_1(self, wait):
        assert [(row.number, row.definition) for row in queries.versions(wait.id)] == [(1, WAIT["definition"])]

    def test_another_definition_is_another_version_and_the_first_is_kept(self, registrar, wait):
        services.edit_measure(registrar, "101-wait", typed(definition="Median minutes."), "Means hid long waits.", 1)

        assert queries.measure("101-wait").version == 2
        assert [(row.number, row.definition, row.reason) for row in queries.versions(wait.id)] == [
            (2, "Median minutes.", "Means hid long waits."),
            (1, WAIT["definition"], None),
        ]

    def test_a_claim_keeps_the_version_that_it_was_given_under(self, registrar, wait):
        owner = f.AForce()
        tool, lead = f.ATool(owner), f.AnActor(Role.LEAD, owner)
        item = evidence.add_evidence(lead, tool.slug, details(owner), claim(measure="101-wait"))

        services.edit_measure(registrar, "101-wait", typed(definition="Median minutes."), "Means hid long waits.", 1)
        later = evidence.add_claim(lead, tool.slug, item.id, claim(measure="101-wait", outcome="Later"))

        assert later.measure_version == 2
        assert db.session.scalar(select(func.min(Claim.measure_version))) == 1

    @pytest.mark.parametrize("role", [Role.LEAD, Role.REVIEWER, Role.READER])
    def test_nobody_else_defines_one(self, session, role):
        with pytest.raises(NotAllowed):
            services.add_measure(f.AnActor(role), "101-wait", typed())

    @pytest.mark.parametrize(
        ("fields", "named"),
        [
            ({"name": ""}, "name"),
            ({"definition": ""}, "definition"),
            ({"unit": "sheep"}, "unit"),
            ({"better_when": "sideways"}, "better_when"),
            ({"aggregation": "magic"}, "aggregation"),
            ({"aggregation": "ratio-of-sums", "denominator": ""}, "denominator"),
            ({"source_date": "2999"}, "source_date"),
            ({"source_date": "soon"}, "source_date"),
            ({"verified": True}, "source"),
            ({"definition": "x" * 5_001}, "definition"),
        ],
    )
    def test_what_may_not_be_kept_is_named(self, registrar, fields, named):
        with pytest.raises(Invalid) as refusal:
            services.add_measure(registrar, "101-wait", typed(**fields))

        assert set(refusal.value.fields) == {named}
        assert db.session.scalar(select(func.count(Measure.id))) == 0

    @pytest.mark.parametrize("code", ["", "new", "With Spaces", "../up", "x" * 61, "101-wait"])
    def test_a_code_stands_in_addresses_and_is_used_once(self, registrar, wait, code):
        with pytest.raises(Invalid) as refusal:
            services.add_measure(registrar, code, typed(name="Another"))

        assert set(refusal.value.fields) == {"code"}

    def test_two_of_one_name_are_refused(self, registrar, wait):
        with pytest.raises(Invalid, match="not added"):
            services.add_measure(registrar, "other", typed())

    @pytest.mark.parametrize(("fields", "reason"), [({}, "No change"), ({"definition": "Median."}, "")])
    def test_without_a_change_or_a_reason_there_is_no_version(self, registrar, wait, fields, reason):
        with pytest.raises(Invalid):
            services.edit_measure(registrar, "101-wait", typed(**fields), reason, 1)

        assert queries.measure("101-wait").version == 1

    def test_two_at_once_do_not_overwrite_one_another(self, registrar, wait):
        services.edit_measure(registrar, "101-wait", typed(definition="Median."), "Means hid waits.", 1)

        with pytest.raises(Conflict):
            services.edit_measure(registrar, "101-wait", typed(definition="Longest."), "Worst first.", 1)

    def test_the_trail_holds_no_text(self, registrar, wait):
        [event] = db.session.scalars(select(EventRow).where(EventRow.kind == "measure-changed"))

        assert event.data["verb"] == "add"
        assert "minutes" not in str(event.data)


class TestSeeding:
    def test_what_the_registrar_defined_stands_until_the_file_has_a_later_version(self, registrar):
        seed_measures("measures.yaml")
        db.session.commit()
        measure = queries.measure("101-average-wait")
        anew = MeasureDetails(
            **{**WAIT, "name": measure.name, "definition": "As our registrar says.", "aggregation": "weighted-mean"}
        )
        services.edit_measure(registrar, "101-average-wait", anew, "Agreed in a meeting.", 1)

        seed_measures("measures.yaml")

        assert queries.measure("101-average-wait").definition == "As our registrar says."
        assert len(queries.versions(measure.id)) == 2

    def test_loading_twice_keeps_one_version_of_each(self, session):
        seed_measures("measures.yaml")

        assert not seed_measures("measures.yaml")
        assert db.session.scalar(select(func.count(MeasureVersion.id))) == db.session.scalar(
            select(func.count(Measure.id))
        )


class TestFinding:
    def test_every_word_is_looked_for(self, wait, registrar):
        services.add_measure(registrar, "other", typed(name="Calls abandoned", definition="Share of 101 calls ended."))

        assert [row.code for row in queries.measures(text="101 until").items] == ["101-wait"]
        assert queries.measures(text="100%_").total == 0

    def test_an_unknown_code_is_not_found(self, session):
        with pytest.raises(NotFound):
            queries.measure("no-such")


class TestPages:
    @pytest.fixture
    def web_registrar(self, web, session):
        return web.sign_in(f.APerson((f.AForce(), Role.REGISTRAR)).id)

    def test_the_registrar_adds_one_and_defines_it_anew(self, web_registrar):
        sent = {**WAIT, "code": "101-wait"}
        assert web_registrar.get("/measures/new").status_code == 200
        path = web_registrar.post("/measures/new", sent).location

        edited = {**WAIT, "definition": "Median minutes.", "reason": "Means hid waits.", "version": "1"}
        web_registrar.post(f"{path}/edit", edited)

        page = web_registrar.get(path).text
        assert "Median minutes." in page
        assert "Means hid waits." in page
        assert WAIT["definition"] in page

    def test_what_is_wrong_comes_back_with_what_was_typed(self, web_registrar):
        page = web_registrar.post("/measures/new", {**WAIT, "code": "101-wait", "unit": ""})

        assert page.status_code == 422
        assert WAIT["definition"] in page.text

    def test_everybody_reads_them_and_searches(self, web, wait):
        assert "Wait for 101" in web.get("/measures?q=wait").text
        assert "No measure holds these words" in web.get("/measures?q=zzz").text
        assert "Less is better" in web.get("/measures/101-wait").text
        assert web.get("/measures/no-such").status_code == 404
