"""Where a tool stands with each standard: what applies, who states it, what runs out."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from registry.core import clock
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound
from registry.core.events import EventRow
from registry.rules.words import Compliance, Role, Visibility
from registry.standards import queries, services
from registry.standards.models import Assessment, StandardVersion
from registry.standards.services import AssessmentDetails
from tests import factories as f

AI = {"techniques": ["machine-learning"]}
SCRIPT = "<script>alert(1)</script>"


def details(**fields) -> AssessmentDetails:
    values = {
        "compliance": "met",
        "proof": "Signed on 3 March",
        "proof_url": "",
        "assessor_role": "Data protection officer",
        "happened_on": clock.today(),
        "expires_on": None,
        "replaces_id": 0,
    }
    return AssessmentDetails(**{**values, **fields})


def owned():
    owner = f.AForce()
    return f.ATool(owner), f.AnActor(Role.LEAD, owner), owner


class TestWhatApplies:
    def test_follows_from_the_answers(self, session):
        always, ai = f.AStandard(), f.AStandard("ai")
        tool = f.ATool()

        with_ai = [row.standard.id for row in queries.standards_of(tool.id, AI)]
        without = [row.standard.id for row in queries.standards_of(tool.id, {"techniques": ["none"]})]

        assert (with_ai, without) == ([always.id, ai.id], [always.id])

    def test_says_why(self, session):
        f.AStandard("ai", "always")

        [row] = queries.standards_of(f.ATool().id, AI)

        assert row.reasons == ("It uses AI", "Every tool")

    def test_takes_two_statements_however_many_there_are(self, session, count_statements):
        tool, lead, _owner = owned()
        for standard in [f.AStandard() for _ in range(4)]:
            services.assess(lead, tool.slug, standard.code, details())
        tool_id = tool.id
        db.session.expire_all()

        with count_statements() as seen:
            rows = queries.standards_of(tool_id, {})
            assert {row.state for row in rows} == {"met"}
            assert not any(row.needs_recheck for row in rows)

        assert len(seen) == 2


class TestAssessing:
    @pytest.mark.parametrize("compliance", Compliance)
    def test_states_each_compliance(self, session, compliance):
        tool, lead, _owner = owned()
        standard = f.AStandard()

        services.assess(lead, tool.slug, standard.code, details(compliance=compliance.value))

        assert queries.standards_of(tool.id, {})[0].state == compliance.value

    @pytest.mark.parametrize(
        ("fields", "named"),
        [
            ({"compliance": "splendid"}, "compliance"),
            ({"proof": ""}, "proof"),
            ({"proof": "", "compliance": "exempt"}, "proof"),
            ({"proof": "", "compliance": "not-applicable"}, "proof"),
            ({"proof_url": "javascript:alert(1)"}, "proof_url"),
            ({"assessor_role": ""}, "assessor_role"),
            ({"happened_on": None}, "happened_on"),
            ({"happened_on": date(2999, 1, 1)}, "happened_on"),
            ({"expires_on": date(2000, 1, 1)}, "expires_on"),
        ],
    )
    def test_refuses_what_is_incomplete(self, session, fields, named):
        tool, lead, _owner = owned()
        standard = f.AStandard()

        with pytest.raises(Invalid) as refusal:
            services.assess(lead, tool.slug, standard.code, details(**fields))

        assert set(refusal.value.fields) == {named}

    @pytest.mark.parametrize("role", [Role.READER, Role.REVIEWER])
    def test_is_for_those_who_write_or_assure(self, session, role):
        tool, _lead, owner = owned()
        standard = f.AStandard()

        with pytest.raises(NotAllowed):
            services.assess(f.AnActor(role, owner), tool.slug, standard.code, details())

    def test_is_not_for_another_force(self, session):
        tool, _lead, _owner = owned()
        standard = f.AStandard()

        with pytest.raises(NotAllowed):
            services.assess(f.AnActor(Role.LEAD), tool.slug, standard.code, details())

    def test_is_not_known_of_a_hidden_record(self, session):
        tool = f.ATool(visibility=Visibility.NAMED)
        standard = f.AStandard()

        with pytest.raises(NotFound):
            services.assess(f.AnActor(Role.LEAD), tool.slug, standard.code, details())

    def test_a_correction_is_a_new_row_that_names_the_old(self, session):
        tool, lead, _owner = owned()
        standard = f.AStandard()
        first = services.assess(lead, tool.slug, standard.code, details())

        second = services.assess(lead, tool.slug, standard.code, details(compliance="partial", replaces_id=first.id))

        rows = db.session.execute(
            select(Assessment.compliance, Assessment.replaced_by_id).order_by(Assessment.id)
        ).all()
        assert [tuple(row) for row in rows] == [(Compliance.MET, second.id), (Compliance.PARTIAL, None)]
        assert queries.standards_of(tool.id, {})[0].state == "partial"

    def test_over_a_newer_one_is_refused(self, session):
        tool, lead, _owner = owned()
        standard = f.AStandard()
        services.assess(lead, tool.slug, standard.code, details())

        with pytest.raises(Conflict):
            services.assess(lead, tool.slug, standard.code, details(compliance="not-met"))

    def test_is_on_the_trail_without_its_proof(self, session):
        tool, lead, _owner = owned()

        services.assess(lead, tool.slug, f.AStandard().code, details())

        [event] = db.session.scalars(select(EventRow).where(EventRow.kind == "standard-assessed"))
        assert (event.data["compliance"], "Signed" in str(event.data)) == ("met", False)


class TestRunningOut:
    def test_shows_the_day_after(self, session):
        tool, lead, _owner = owned()
        standard = f.AStandard()
        today = clock.today()
        services.assess(lead, tool.slug, standard.code, details(expires_on=today))

        states = [queries.standards_of(tool.id, {}, on=today + timedelta(days=days))[0].state for days in (0, 1)]

        assert states == ["met", "expired"]

    def test_a_new_version_asks_for_a_re_check_and_fails_nothing(self, session):
        tool, lead, _owner = owned()
        standard = f.AStandard()
        services.assess(lead, tool.slug, standard.code, details())
        f.save(StandardVersion(standard_id=standard.id, label="2", position=2))
        db.session.expire_all()

        [row] = queries.standards_of(tool.id, {})

        assert (row.needs_recheck, row.state, row.failed) == (True, "met", False)


class TestPages:
    def test_list_what_applies_and_where_it_stands(self, web, session):
        tool, lead, _owner = owned()
        standard = f.AStandard(title="Fair use")
        services.assess(lead, tool.slug, standard.code, details(proof=SCRIPT))

        page = web.get(f"/tools/{tool.slug}/standards").text

        assert "Fair use" in page
        assert SCRIPT not in page
        assert "Renew or correct" not in page

    def test_an_answer_seen_by_policing_alone_tells_the_public_nothing(self, web, session):
        f.AStandard("cloud", title="Cloud rules")
        tool = f.ATool(content={"hosting": "cloud"})

        public = web.get(f"/tools/{tool.slug}/standards").text
        policing = web.sign_in(f.APerson((f.AForce(), Role.READER)).id).get(f"/tools/{tool.slug}/standards").text

        assert ("Cloud rules" in public, "Cloud rules" in policing) == (False, True)

    def test_the_form_states_it(self, web, session):
        tool, _lead, owner = owned()
        standard = f.AStandard()
        path = f"/tools/{tool.slug}/standards/{standard.code}"
        assurer = web.sign_in(f.APerson((owner, Role.ASSURER)).id)
        assert "Somebody signed it." in assurer.get(path).text
        day = clock.today()

        answer = assurer.post(
            path,
            {
                "replaces": "0",
                "compliance": "met",
                "proof": "Signed",
                "assessor_role": "DPO",
                "happened_on": [str(day.day), str(day.month), str(day.year)],
            },
        )

        assert answer.status_code == 302
        assert queries.standards_of(tool.id, {})[0].state == "met"

    def test_the_form_keeps_what_was_typed(self, web, session):
        tool, _lead, owner = owned()
        standard = f.AStandard()
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id)

        page = lead.post(f"/tools/{tool.slug}/standards/{standard.code}", {"compliance": "met", "proof": "My proof"})

        assert page.status_code == 422
        assert "My proof" in page.text

    def test_an_unknown_standard_is_not_found(self, web, session):
        tool, _lead, owner = owned()
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id)

        assert lead.get(f"/tools/{tool.slug}/standards/nonsense").status_code == 404
