"""Evidence: who adds it, what may be kept, what shows."""

import io

import pytest
from sqlalchemy import func, select

from registry.catalogue import services as catalogue
from registry.core.db import db
from registry.core.errors import Invalid, NotAllowed, NotFound
from registry.core.events import EventRow
from registry.evidence import queries, services
from registry.evidence.models import Claim, Evidence
from registry.rules.grading import replication_level
from registry.rules.lifecycles import ToolState
from registry.rules.words import Design, Direction, Measurer, OrganisationKind, Role, Standing, Visibility
from tests import factories as f
from tests.evidence.studies import CLAIM, claim, details, typed

SCRIPT = "<script>alert(1)</script>"


def a_reported_item(tool) -> Evidence:
    item = Evidence(
        tool_id=tool.id,
        title="From a page",
        design=Design.ESTIMATE,
        measured_by=Measurer.SUPPLIER,
        site_words="A control room",
        standing=Standing.REPORTED,
        recorded_at=tool.created_at,
    )
    f.save(item)
    f.save(
        Claim(evidence_id=item.id, outcome="Time", local_measure="Time", result="A third", direction=Direction.BETTER)
    )
    return item


class TestAdding:
    def test_shows_at_once_as_the_forces_own_word(self, session):
        owner = f.AForce()
        tool = f.ATool(owner)

        services.add_evidence(f.AnActor(Role.CONTRIBUTOR, owner), tool.slug, details(owner), claim())

        [item] = queries.evidence_of(tool.id)
        assert (item.standing, item.site.name, [known.outcome for known in item.claims]) == (
            Standing.CONFIRMED,
            owner.name,
            ["Waiting time"],
        )

    def test_a_force_that_tried_it_adds_its_own_result(self, session):
        tool, other = f.ATool(), f.AForce()

        services.add_evidence(f.AnActor(Role.LEAD, other), tool.slug, details(other), claim(direction="worse"))

        [item] = queries.evidence_of(tool.id)
        assert (item.site_id, item.claims[0].direction) == (other.id, Direction.WORSE)

    @pytest.mark.parametrize("role", [Role.READER, Role.CONTRIBUTOR, Role.REVIEWER, Role.ASSURER])
    def test_others_of_that_force_do_not(self, session, role):
        tool, other = f.ATool(), f.AForce()

        with pytest.raises(NotAllowed):
            services.add_evidence(f.AnActor(role, other), tool.slug, details(other), claim())

    def test_nobody_speaks_for_a_force_that_is_neither_theirs_nor_the_owners(self, session):
        tool = f.ATool()

        with pytest.raises(NotAllowed):
            services.add_evidence(f.AnActor(Role.LEAD), tool.slug, details(f.AForce()), claim())

    def test_a_supplier_adds_nothing(self, session):
        supplier = f.AForce(kind=OrganisationKind.SUPPLIER)

        with pytest.raises(NotAllowed):
            services.add_evidence(f.AnActor(Role.LEAD, supplier), f.ATool().slug, details(supplier), claim())

    def test_a_record_that_may_not_be_read_takes_none(self, session):
        tool, other = f.ATool(visibility=Visibility.NAMED), f.AForce()

        with pytest.raises(NotFound):
            services.add_evidence(f.AnActor(Role.LEAD, other), tool.slug, details(other), claim())

    @pytest.mark.parametrize(
        ("study", "outcome", "named"),
        [
            ({"title": ""}, {}, "title"),
            ({"design": "best-ever"}, {}, "design"),
            ({"measured_by": ""}, {}, "measured_by"),
            ({"source_url": "javascript:alert(1)"}, {}, "source_url"),
            ({"published_on": "2026-13"}, {}, "published_on"),
            ({"published_on": "2999"}, {}, "published_on"),
            ({"baseline": "x" * 5_001}, {}, "baseline"),
            ({}, {"outcome": ""}, "outcome"),
            ({}, {"local_measure": ""}, "local_measure"),
            ({}, {"measure": "made-up"}, "measure"),
            ({}, {"result": ""}, "result"),
            ({}, {"value": "many", "unit": "minutes"}, "value"),
            ({}, {"value": "nan", "unit": "minutes"}, "value"),
            ({}, {"value": "3.3"}, "unit"),
            ({}, {"direction": "splendid"}, "direction"),
            ({}, {"ex_ante": ""}, "ex_ante"),
        ],
    )
    def test_what_may_not_be_kept_is_named(self, session, study, outcome, named):
        owner = f.AForce()
        tool = f.ATool(owner)

        with pytest.raises(Invalid) as refusal:
            services.add_evidence(f.AnActor(Role.LEAD, owner), tool.slug, details(owner, **study), claim(**outcome))

        assert set(refusal.value.fields) == {named}

    def test_a_count_is_no_effect(self, session):
        owner = f.AForce()
        tool = f.ATool(owner)

        services.add_evidence(f.AnActor(Role.LEAD, owner), tool.slug, details(owner), claim(direction="count"))

        assert queries.findings(queries.evidence_of(tool.id))[0].direction is None

    def test_sent_twice_is_one_study(self, session):
        owner = f.AForce()
        tool, lead = f.ATool(owner), f.AnActor(Role.LEAD, owner)
        services.add_evidence(lead, tool.slug, details(owner), claim())

        with pytest.raises(Invalid):
            services.add_evidence(lead, tool.slug, details(owner), claim())

        assert db.session.scalar(select(func.count(Evidence.id))) == 1

    def test_the_trail_holds_no_text(self, session):
        owner = f.AForce()
        tool = f.ATool(owner)

        services.add_evidence(f.AnActor(Role.LEAD, owner), tool.slug, details(owner), claim())

        [event] = db.session.scalars(select(EventRow).where(EventRow.kind == "evidence-added"))
        assert (event.organisation_id, "minutes" in str(event.data)) == (owner.id, False)

    def test_conflicting_results_are_never_averaged(self, session):
        owner, other = f.AForce(), f.AForce()
        tool = f.ATool(owner)
        trial = {"design": "randomised-trial"}
        services.add_evidence(f.AnActor(Role.LEAD, owner), tool.slug, details(owner, **trial), claim())
        services.add_evidence(f.AnActor(Role.LEAD, other), tool.slug, details(other, **trial), claim(direction="worse"))

        found = queries.findings(queries.evidence_of(tool.id))

        assert {finding.direction for finding in found} == {Direction.BETTER, Direction.WORSE}
        assert replication_level(found) == 3

    def test_an_estimate_made_beforehand_counts_as_one(self, session):
        owner = f.AForce()
        tool = f.ATool(owner)
        trial = details(owner, design="randomised-trial")

        services.add_evidence(f.AnActor(Role.LEAD, owner), tool.slug, trial, claim(ex_ante="ex-ante"))

        assert queries.findings(queries.evidence_of(tool.id))[0].design is Design.ESTIMATE


class TestReading:
    def test_takes_one_statement_however_much_there_is(self, session, count_statements):
        owner = f.AForce()
        tool, lead = f.ATool(owner), f.AnActor(Role.LEAD, owner)
        f.AMeasure()
        for number in range(5):
            study = details(owner, title=f"Study {number}")
            services.add_evidence(lead, tool.slug, study, claim(measure="101-wait"))
        tool_id = tool.id
        db.session.expire_all()

        with count_statements() as seen:
            found = queries.evidence_of(tool_id)
            names = [known.measure.name for item in found for known in item.claims]

        assert (len(seen), names) == (1, ["Wait on 101"] * 5)

    def test_leaves_out_what_was_withdrawn(self, session):
        owner = f.AForce()
        tool, lead = f.ATool(owner), f.AnActor(Role.LEAD, owner)
        item = services.add_evidence(lead, tool.slug, details(owner), claim())

        services.withdraw_evidence(lead, tool.slug, item.id)

        assert list(queries.evidence_of(tool.id)) == []
        assert db.session.scalar(select(func.count(Evidence.id))) == 1

    def test_a_reported_item_is_not_changed_by_the_owner(self, session):
        owner = f.AForce()
        tool = f.ATool(owner)
        item = a_reported_item(tool)

        with pytest.raises(Invalid):
            services.withdraw_evidence(f.AnActor(Role.LEAD, owner), tool.slug, item.id)


class TestPages:
    def test_a_study_is_added_and_read(self, web, session):
        owner = f.AForce()
        tool = f.ATool(owner)
        f.AMeasure()
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id)
        assert "Add evidence" in lead.get(f"/tools/{tool.slug}/evidence").text

        answer = lead.post(
            f"/tools/{tool.slug}/evidence",
            typed(owner, measure="101-wait", value="3.3", unit="minutes", baseline=SCRIPT, cashable="no"),
        )

        page = lead.get(answer.location).text
        assert "From 7.1 to 3.3 minutes" in page
        assert "Suggests better" in page
        assert SCRIPT not in page

    def test_what_is_wrong_is_shown_with_what_was_typed(self, web, session):
        owner = f.AForce()
        tool = f.ATool(owner)
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id)

        page = lead.post(f"/tools/{tool.slug}/evidence", typed(owner, title="", result="My own words"))

        assert page.status_code == 422
        assert "My own words" in page.text

    def test_a_day_that_does_not_exist_is_told_with_all_else_that_is_wrong(self, web, session):
        owner = f.AForce()
        tool = f.ATool(owner)
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id)
        fields = {"title": "", "ends_on": ["31", "2", "2025"], "effect": "1e400", "sample_size": "-1"}

        page = lead.post(f"/tools/{tool.slug}/evidence", typed(owner, **fields)).text

        assert "There is no such day." in page
        assert "Say what was done" in page
        assert "Enter a whole number in digits" in page
        assert 'id="effect-error"' in page
        assert 'value="31"' in page

    def test_the_owner_may_describe_another_place(self, web, session):
        owner = f.AForce()
        tool = f.ATool(owner)
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id)

        lead.post(f"/tools/{tool.slug}/evidence", {**typed(owner), "site": "0", "site_words": "Two custody suites"})

        assert db.session.scalars(select(Evidence.site_words)).all() == ["Two custody suites"]

    def test_a_site_that_was_not_offered_is_refused(self, web, session):
        owner, other = f.AForce(), f.AForce()
        tool = f.ATool(owner)
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id)

        assert lead.post(f"/tools/{tool.slug}/evidence", typed(other)).status_code == 422

    def test_a_further_outcome_is_added(self, web, session):
        owner = f.AForce()
        tool = f.ATool(owner)
        item = services.add_evidence(f.AnActor(Role.LEAD, owner), tool.slug, details(owner), claim())
        lead = web.sign_in(f.APerson((owner, Role.LEAD)).id)
        path = f"/tools/{tool.slug}/evidence/{item.id}/outcome"
        assert lead.get(path).status_code == 200

        lead.post(path, {**CLAIM, "outcome": "Calls abandoned", "direction": "no-clear-change"})

        assert db.session.scalar(select(func.count(Claim.id))) == 2

    def test_a_reader_is_told_that_their_role_does_not_add_evidence(self, web, session):
        tool = f.ATool()

        page = web.sign_in(f.APerson((f.AForce(), Role.READER)).id).get(f"/tools/{tool.slug}/evidence")

        assert page.status_code == 403

    @pytest.mark.parametrize("path", ["", "/outcome"])
    def test_a_hidden_record_tells_nothing(self, web, session, path):
        owner = f.AForce()
        tool = f.ATool(owner, visibility=Visibility.NAMED)
        item = services.add_evidence(f.AnActor(Role.LEAD, owner), tool.slug, details(owner), claim())

        page = web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id).get(f"/tools/{tool.slug}/evidence/{item.id}{path}")

        assert page.status_code == 404

    def test_a_draft_tells_nothing(self, web, session):
        owner = f.AForce()
        tool = f.ATool(owner, state=ToolState.DRAFT)
        item = services.add_evidence(f.AnActor(Role.LEAD, owner), tool.slug, details(owner), claim())

        assert web.get(f"/tools/{tool.slug}/evidence/{item.id}").status_code == 404


class TestFiles:
    @pytest.fixture
    def study(self, session):
        owner = f.AForce()
        tool = f.ATool(owner)
        item = services.add_evidence(f.AnActor(Role.LEAD, owner), tool.slug, details(owner), claim())
        return owner, tool, item

    @pytest.fixture
    def lead(self, web, study):
        return web.sign_in(f.APerson((study[0], Role.LEAD)).id)

    def path(self, study) -> str:
        return f"/tools/{study[1].slug}/evidence/{study[2].id}"

    def test_a_file_is_stored_and_comes_back_as_a_download(self, lead, study):
        sent = {"file": (io.BytesIO(b"time,value\n1,2\n"), "../my figures.csv")}
        lead.post(f"{self.path(study)}/files", sent, content_type="multipart/form-data")
        page = lead.get(self.path(study)).text
        assert "my figures.csv" in page
        link = page.split("/files/")[1].split('"')[0]

        file = lead.get(f"{self.path(study)}/files/{link}")

        assert file.data == b"time,value\n1,2\n"
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert file.headers["X-Content-Type-Options"] == "nosniff"

    def test_a_marked_file_is_refused_naming_why(self, lead, study):
        sent = {"file": (io.BytesIO(b"OFFICIAL-SENSITIVE\nnames"), "notes.txt")}

        page = lead.post(f"{self.path(study)}/files", sent, content_type="multipart/form-data")

        assert page.status_code == 422
        assert "OFFICIAL-SENSITIVE" in page.text

    def test_no_file_is_refused(self, lead, study):
        page = lead.post(f"{self.path(study)}/files", {}, content_type="multipart/form-data")

        assert page.status_code == 422

    def test_a_file_follows_its_record_out_of_view(self, lead, study):
        sent = {"file": (io.BytesIO(b"plain"), "a.txt")}
        lead.post(f"{self.path(study)}/files", sent, content_type="multipart/form-data")
        link = lead.get(self.path(study)).text.split("/files/")[1].split('"')[0]

        catalogue.suspend(f.AnActor(Role.LEAD, study[0]), study[1].slug, "A name stands in it")

        assert lead.get(f"{self.path(study)}/files/{link}").status_code == 410

    def test_a_file_of_another_study_is_not_there(self, lead, study):
        sent = {"file": (io.BytesIO(b"plain"), "a.txt")}
        lead.post(f"{self.path(study)}/files", sent, content_type="multipart/form-data")
        link = lead.get(self.path(study)).text.split("/files/")[1].split('"')[0]
        other = services.add_evidence(
            f.AnActor(Role.LEAD, study[0]), study[1].slug, details(study[0], title="Other"), claim()
        )

        assert lead.get(f"/tools/{study[1].slug}/evidence/{other.id}/files/{link}").status_code == 404

    def test_a_study_is_withdrawn_by_those_who_added_it(self, lead, study):
        lead.post(f"{self.path(study)}/withdraw")

        assert lead.get(self.path(study)).status_code == 404
