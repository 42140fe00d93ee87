"""The gates of an adoption: taken up by the force, documents asked for, moves refused, decisions kept."""

import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from registry.core import clock
from registry.core.commands import transaction
from registry.core.db import db
from registry.core.errors import Conflict, Invalid, NotAllowed, NotFound
from registry.core.events import EventRow
from registry.governance.models import Case
from registry.governance.subscribers import put_to_the_board
from registry.replication import services
from registry.replication.events import LivePastHold
from registry.replication.models import Hold
from registry.replication.queries import gates as queries
from registry.replication.queries.adoptions import adoption as adoption_row
from registry.replication.services import Assertion
from registry.replication.services import gates as gate_services
from registry.replication.services.gate_details import DecisionDetails, GateDetails
from registry.rules.lifecycles import Stage
from registry.rules.words import Role, Visibility
from tests import factories as f

LIVE = {"units": "teams", "eligible": "18", "using": "12"}
NO_FILE = ("", b"")


def details(**fields) -> GateDetails:
    values = {
        "decision_maker": "Deputy chief constable",
        "objective": "",
        "question": "",
        "advice": "",
        "documents": "* Project design report\nA note on training",
    }
    return GateDetails(**{**values, **fields})


def place(stage=Stage.PILOTING, **fields):
    """A force whose adoption stands at a stage, its lead, and the force's own gate before live."""
    home = f.AForce()
    lead = f.AnActor(Role.LEAD, home)
    tool = f.ATool()
    adoption = f.AnAdoption(tool, home, stage, **fields)
    gate_services.take_up_gate(lead, home.slug, "evolve", details())
    return tool, home, lead, adoption


def to_live(**fields) -> Assertion:
    return Assertion(clock.today(), stage=Stage.LIVE, proof=LIVE, **fields)


def file_it(actor, tool, home, keeping, document="project-design-report", gate="evolve"):
    said = ("Paper 12", "")
    return gate_services.add_paper(actor, (tool.slug, home.slug, gate), document, said, NO_FILE, keeping=keeping)


@pytest.fixture
def keeping(app, session):
    from registry.attachments.views import keeping as kept

    return kept()


class TestTakingUp:
    def test_is_the_forces_own_lead_alone(self, session):
        home = f.AForce()

        for actor in (f.AnActor(Role.LEAD), f.AnActor(Role.ASSURER, home), f.AnActor(Role.REGISTRAR)):
            with pytest.raises(NotAllowed):
                gate_services.take_up_gate(actor, home.slug, "evolve", details())

    def test_names_the_forces_own_decision_maker_and_documents(self, session):
        tool, home, lead, _adoption = place()

        gate = queries.gates_page(lead, tool.slug, home.slug).gates[1]

        assert gate.decision_maker == "Deputy chief constable"
        assert [(row.code, row.mandatory) for row in gate.documents] == [
            ("project-design-report", True),
            ("a-note-on-training", False),
        ]

    def test_what_was_not_read_in_the_practice_stays_empty_until_the_force_completes_it(self, session):
        tool, home, lead, _adoption = place()
        before = queries.gates_page(lead, tool.slug, home.slug).gates[1].part("objective")
        own = queries.taken_up([home.id])[(home.id, "evolve")]

        gate_services.take_up_gate(lead, home.slug, "evolve", details(objective="Design it well", replaces_id=own.id))

        assert (before, queries.gates_page(lead, tool.slug, home.slug).gates[1].part("objective")) == (
            "",
            "Design it well",
        )

    def test_over_a_newer_one_is_refused(self, session):
        _tool, home, lead, _adoption = place()

        with pytest.raises(Conflict):
            gate_services.take_up_gate(lead, home.slug, "evolve", details())

    def test_refuses_a_gate_without_a_decision_maker(self, session):
        home = f.AForce()

        with pytest.raises(Invalid) as refusal:
            gate_services.take_up_gate(f.AnActor(Role.LEAD, home), home.slug, "embed", details(decision_maker=""))

        assert set(refusal.value.fields) == {"decision_maker"}

    def test_binds_no_other_force(self, session):
        place()
        other = f.AForce()
        adoption = f.AnAdoption(organisation=other, stage=Stage.PILOTING)

        moved = services.advance(f.AnActor(Role.LEAD, other), adoption.id, adoption.revision, to_live())

        assert moved.stage is Stage.LIVE


class TestMoves:
    def test_to_live_without_a_mandatory_document_are_refused_naming_it(self, session):
        _tool, _home, lead, adoption = place()

        with pytest.raises(Invalid, match="Project design report") as refusal:
            services.advance(lead, adoption.id, adoption.revision, to_live())

        assert set(refusal.value.fields) == {"already_happened"}
        assert adoption.stage is Stage.PILOTING

    def test_name_a_condition_and_a_missing_document_at_once(self, session):
        tool, home, lead, adoption = place()
        services.place_hold(
            tool_id=tool.id,
            organisation_id=home.id,
            stage=Stage.LIVE,
            binding=True,
            reason="Show the assessment",
            source_label="A board",
            source_url="/boards/a",
        )

        with pytest.raises(Invalid, match=r"Show the assessment.*Project design report"):
            services.advance(lead, adoption.id, adoption.revision, to_live())

    def test_with_the_document_go_through(self, session, keeping):
        tool, home, lead, adoption = place()
        file_it(lead, tool, home, keeping)

        assert services.advance(lead, adoption.id, adoption.revision, to_live()).stage is Stage.LIVE

    def test_that_have_already_happened_are_recorded_and_shown_as_not_met(self, session):
        _tool, _home, lead, adoption = place()

        services.advance(
            lead, adoption.id, adoption.revision, to_live(already_happened=True, reason="It went live in the storm")
        )

        row = adoption_row(lead, adoption.id)
        assert (row.stage, row.unmet, row.past_hold) == (Stage.LIVE, True, True)
        [hold] = db.session.scalars(select(Hold))
        assert hold.reason == "Project design report is missing"

    def test_that_have_already_happened_need_a_reason(self, session):
        _tool, _home, lead, adoption = place()

        with pytest.raises(Invalid) as refusal:
            services.advance(lead, adoption.id, adoption.revision, to_live(already_happened=True))

        assert set(refusal.value.fields) == {"reason"}

    def test_are_made_good_when_the_document_comes(self, session, keeping):
        tool, home, lead, adoption = place()
        services.advance(
            lead, adoption.id, adoption.revision, to_live(already_happened=True, reason="It went live in the storm")
        )

        file_it(lead, tool, home, keeping)

        assert not adoption_row(lead, adoption.id).unmet
        assert db.session.scalars(select(Hold.id).where(Hold.lifted_at.is_(None))).all() == []

    def test_that_went_past_are_put_to_the_forces_own_board_without_naming_it(self, session):
        tool, home, lead, adoption = place()
        board = f.ABoard(home)
        services.advance(
            lead, adoption.id, adoption.revision, to_live(already_happened=True, reason="It went live in the storm")
        )
        [event] = db.session.scalars(select(EventRow).where(EventRow.kind == LivePastHold.kind))

        for _twice in range(2):
            with transaction():
                put_to_the_board(event)

        [case] = db.session.scalars(select(Case))
        assert (case.board_id, case.tool_id) == (board.id, tool.id)
        assert "Project design report" in case.question
        assert home.name not in case.question

    def test_skipping_stages_pass_every_gate_between(self, session):
        _tool, home, lead, adoption = place(Stage.ASSESSING)
        gate_services.take_up_gate(lead, home.slug, "engage", details(documents="* Business case, first version"))

        with pytest.raises(Invalid, match=r"Business case, first version.*Project design report"):
            services.advance(lead, adoption.id, adoption.revision, to_live())

    def test_whoever_enters_at_a_stage_is_asked_for_that_gate_alone(self, session):
        home, tool = f.AForce(), f.ATool()
        lead = f.AnActor(Role.LEAD, home)
        gate_services.take_up_gate(lead, home.slug, "engage", details(documents="* Business case"))

        assert services.record(lead, tool.id, home.id, to_live()).stage is Stage.LIVE


class TestDocumentsAndDecisions:
    def test_are_for_the_adopters_people(self, session, keeping):
        tool, home, _lead, _adoption = place()

        with pytest.raises(NotAllowed):
            file_it(f.AnActor(Role.LEAD), tool, home, keeping)

    def test_of_a_hidden_adoption_are_not_known(self, session):
        tool, home, _lead, _adoption = place(visibility=Visibility.NAMED)

        with pytest.raises(NotFound):
            queries.gates_page(f.AnActor(Role.LEAD), tool.slug, home.slug)

    def test_refuse_what_is_nothing(self, session, keeping):
        tool, home, lead, _adoption = place()

        with pytest.raises(Invalid) as refusal:
            gate_services.add_paper(
                lead, (tool.slug, home.slug, "evolve"), "nonsense", ("", "no address"), NO_FILE, keeping=keeping
            )

        assert set(refusal.value.fields) == {"document", "url"}

    def test_a_decision_is_kept_with_role_day_and_reference(self, session):
        tool, home, lead, _adoption = place()
        said = DecisionDetails("proceed", "Deputy chief constable", "Minute 7", "", clock.today())
        gate_services.decide_gate(lead, (tool.slug, home.slug, "evolve"), said)

        [decision] = queries.gates_page(lead, tool.slug, home.slug).gates[1].decisions

        assert (decision.outcome, decision.role, decision.reference) == (
            "proceed",
            "Deputy chief constable",
            "Minute 7",
        )

    def test_a_decision_of_tomorrow_is_refused(self, session):
        tool, home, lead, _adoption = place()
        said = DecisionDetails("proceed", "Chief", "Minute 7", "", clock.today() + timedelta(days=1))

        with pytest.raises(Invalid) as refusal:
            gate_services.decide_gate(lead, (tool.slug, home.slug, "evolve"), said)

        assert set(refusal.value.fields) == {"happened_on"}

    def test_are_on_the_trail_without_their_words(self, session, keeping):
        tool, home, lead, _adoption = place()
        file_it(lead, tool, home, keeping)

        events = db.session.scalars(select(EventRow).where(EventRow.kind.startswith("gate-"))).all()
        assert {event.kind for event in events} == {"gate-taken-up", "gate-paper-added"}
        assert "Paper 12" not in str([event.data for event in events])


class TestDue:
    def test_names_what_the_next_gate_lacks(self, session, keeping):
        tool, home, lead, _adoption = place()

        [found] = queries.gates_due([home.id])
        file_it(lead, tool, home, keeping)

        assert (found.tool_name, list(found.missing)) == (tool.name, ["Project design report"])
        assert queries.gates_due([home.id]) == []

    def test_takes_four_statements(self, session, count_statements):
        _tool, home, _lead, _adoption = place()
        home_id = home.id
        db.session.expire_all()

        with count_statements() as seen:
            queries.gates_due([home_id])

        assert len(seen) == 4


class TestPages:
    def test_show_boxes_documents_and_what_is_our_reading(self, web, session):
        tool, home, _lead, _adoption = place()
        reader = web.sign_in(f.APerson((f.AForce(), Role.READER)).id)

        page = reader.get(f"/tools/{tool.slug}/at/{home.slug}/gates").text

        for words in ("Missing: Project design report.", "To be completed from the APP", "is our reading"):
            assert words in page

    def test_a_visitor_is_asked_to_sign_in(self, web, session):
        tool, home, _lead, _adoption = place()

        assert web.get(f"/tools/{tool.slug}/at/{home.slug}/gates").status_code == 302

    def test_a_file_is_for_the_adopters_people_alone(self, web, session):
        tool, home, _lead, _adoption = place()
        path = f"/tools/{tool.slug}/at/{home.slug}/gates"
        web.sign_in(f.APerson((home, Role.CONTRIBUTOR)).id)
        sent = web.post(
            f"{path}/evolve/document",
            {"document": "project-design-report", "file": (io.BytesIO(b"a,b\n1,2\n"), "report.csv")},
        )
        assert sent.status_code == 302
        number = re.search(r"/papers/(\d+)", web.get(path).text).group(1)
        own = web.get(f"{path}/papers/{number}").status_code
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)

        assert (own, web.get(f"{path}/papers/{number}").status_code) == (200, 403)
        assert "report.csv" in web.get(path).text

    def test_the_move_names_the_missing_document_and_keeps_what_was_typed(self, web, session):
        tool, home, _lead, adoption = place()
        lead = web.sign_in(f.APerson((home, Role.LEAD)).id)
        day = clock.today()

        page = lead.post(
            f"/tools/{tool.slug}/adoption?to=live&organisation={home.slug}",
            {
                "happened_on": [str(day.day), str(day.month), str(day.year)],
                "revision": str(adoption.revision),
                "units": "teams of mine",
                "eligible": "18",
                "using": "12",
            },
        ).text

        assert "Project design report" in page
        assert "teams of mine" in page

    def test_a_force_takes_a_gate_up_on_a_page(self, web, session):
        home = f.AForce()
        lead = web.sign_in(f.APerson((home, Role.LEAD)).id)
        path = f"/organisations/{home.slug}/gates/embed"
        assert "Landscape review" in lead.get(path).text

        bad = lead.post(path, {"replaces": "0", "decision_maker": "", "documents": "* Contracts"})
        sent = lead.post(path, {"replaces": "0", "decision_maker": "Chief constable", "documents": "* Contracts"})

        assert (bad.status_code, sent.status_code) == (422, 302)
        assert "Chief constable" in lead.get(path).text

    def test_a_decision_is_recorded_on_a_page(self, web, session):
        tool, home, _lead, _adoption = place()
        lead = web.sign_in(f.APerson((home, Role.LEAD)).id)
        day = clock.today()
        path = f"/tools/{tool.slug}/at/{home.slug}/gates"

        sent = lead.post(
            f"{path}/evolve/decision",
            {
                "outcome": "not-yet",
                "role": "Chief",
                "reference": "Minute 8",
                "happened_on": [str(day.day), str(day.month), str(day.year)],
            },
        )

        assert sent.status_code == 302
        assert "Minute 8" in lead.get(path).text

    def test_the_force_finds_gates_due_on_its_page_and_in_my_work(self, web, session):
        _tool, home, _lead, _adoption = place()
        lead = web.sign_in(f.APerson((home, Role.LEAD)).id)

        assert "Gates due" in lead.get(f"/organisations/{home.slug}").text
        assert "Gates that lack a document" in lead.get("/my-work").text
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)
        assert "Gates due" not in web.get(f"/organisations/{home.slug}").text
