"""The pages of pre-checks: for writers what was found, for the registrar the rules."""

import pytest
from sqlalchemy import func, select

from registry.catalogue.models import Precheck
from registry.core.db import db
from registry.rules.lifecycles import ToolState
from registry.rules.words import OrganisationKind, Role, Severity
from tests import factories as f

RULE = {
    "title": "No description",
    "severity": "failure",
    "expression": "description is empty",
    "fix": "Describe it in a paragraph.",
    "question": "description",
    "active": "on",
}
SCRIPT = "<script>alert(1)</script>"


def rule() -> Precheck | None:
    return db.session.scalar(select(Precheck))


@pytest.fixture
def registrar(web, session):
    f.Terms()
    return web.sign_in(f.APerson((f.AForce(), Role.REGISTRAR)).id)


@pytest.fixture
def draft(session):
    owner = f.AForce()
    return f.ATool(owner, state=ToolState.DRAFT, slug="draft"), owner


class TestCheckingARecord:
    def test_says_what_was_found_and_links_to_the_answer(self, web, draft):
        f.APrecheck("description is empty", title="No description", fix="Write one.", question="description")
        f.APrecheck("name is not empty", title="It has a name", severity=Severity.INFO)

        page = web.sign_in(f.APerson((draft[1], Role.CONTRIBUTOR)).id).get("/tools/draft/checks").text

        assert "1 failure must be fixed before the record can be submitted" in page
        assert page.index("No description") < page.index("It has a name")
        assert "Failure" in page
        assert "Information" in page
        assert "Write one." in page
        assert 'href="/tools/draft/edit/about#description"' in page

    def test_says_that_nothing_was_found(self, web, draft):
        page = web.sign_in(f.APerson((draft[1], Role.CONTRIBUTOR)).id).get("/tools/draft/checks").text

        assert "Nothing found" in page
        assert "must be fixed" not in page

    def test_says_that_needed_answers_are_missing_too(self, web, session):
        owner = f.AForce()
        f.ATool(owner, state=ToolState.DRAFT, slug="draft", content={"decider": ""})

        page = web.sign_in(f.APerson((owner, Role.CONTRIBUTOR)).id).get("/tools/draft/checks").text

        assert "1 needed answer is still missing" in page

    def test_is_one_step_from_the_page_of_sections(self, web, draft):
        page = web.sign_in(f.APerson((draft[1], Role.CONTRIBUTOR)).id).get("/tools/draft/edit").text

        assert 'href="/tools/draft/checks"' in page

    def test_a_reader_has_no_links_to_forms(self, web, draft):
        f.APrecheck("description is empty", question="description")

        page = web.sign_in(f.APerson((draft[1], Role.READER)).id).get("/tools/draft/checks").text

        assert "What it does, at more length" in page
        assert "/edit/more" not in page

    def test_is_not_there_for_other_forces(self, web, draft):
        assert web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id).get("/tools/draft/checks").status_code == 404

    def test_takes_few_statements(self, web, draft, count_statements):
        for _ in range(20):
            f.APrecheck()
        browser = web.sign_in(f.APerson((draft[1], Role.CONTRIBUTOR)).id)
        browser.get("/tools/draft/checks")

        with count_statements() as seen:
            browser.get("/tools/draft/checks")

        assert len(seen) <= 12


class TestTheList:
    def test_shows_members_the_active_rules_without_buttons(self, web, session):
        f.APrecheck(title="In use", expression='name = "x"')
        f.APrecheck(title="Not in use", active=False)

        page = web.sign_in(f.APerson((f.AForce(), Role.READER)).id).get("/prechecks").text

        assert "In use" in page
        assert "name = &#34;x&#34;" in page
        assert "Not in use" not in page
        assert "Add a rule" not in page
        assert "Switch off" not in page

    def test_shows_the_registrar_all_rules_who_changed_them_and_the_language(self, registrar):
        f.APrecheck(title="Not in use", active=False)

        page = registrar.get("/prechecks").text

        assert "Not in use" in page
        assert "Supplied with the register" in page
        assert "Switch on" in page
        assert "How a rule is written" in page
        assert "&#34;not-sure&#34;" in page
        assert "long-101-waits" in page

    def test_says_that_there_are_none(self, registrar):
        assert "No rules yet" in registrar.get("/prechecks").text

    def test_is_closed_to_suppliers(self, web, session):
        supplier = f.AForce(kind=OrganisationKind.SUPPLIER)

        assert web.sign_in(f.APerson((supplier, Role.LEAD)).id).get("/prechecks").status_code == 403


class TestAdding:
    def test_shows_what_it_would_find_before_it_is_saved(self, registrar):
        f.ATool(name="Live without a description")

        page = registrar.post("/prechecks/new", RULE)

        assert page.status_code == 200
        assert "It fails 1 of 1." in page.text
        assert "Live without a description" in page.text
        assert "No record is in work." in page.text
        assert rule() is None

    def test_saves_once_it_is_confirmed(self, registrar):
        answer = registrar.post("/prechecks/new", {**RULE, "step": "confirm"})

        assert answer.location == "/prechecks"
        assert (rule().title, rule().active) == ("No description", True)

    def test_goes_back_to_the_form_with_all_that_was_typed(self, registrar):
        page = registrar.post("/prechecks/new", {**RULE, "step": "change"})

        assert page.status_code == 200
        assert "There is a problem" not in page.text
        for typed in ("No description", "description is empty", "Describe it in a paragraph."):
            assert typed in page.text
        assert rule() is None

    def test_a_rule_that_is_off_is_saved_without_being_asked_again(self, registrar):
        assert registrar.post("/prechecks/new", {**RULE, "active": "off"}).location == "/prechecks"
        assert rule().active is False

    def test_marks_the_place_where_a_rule_cannot_be_read(self, registrar):
        page = registrar.post("/prechecks/new", {**RULE, "expression": 'personal_data = "maybe" and name is empty'})

        assert page.status_code == 422
        assert "Line 1, character 17: this is no answer to personal_data." in page.text
        assert '<mark class="app-mark">&#34;maybe&#34;</mark> and name is empty' in page.text
        assert "Describe it in a paragraph." in page.text

    def test_marks_the_end_where_something_is_lacking(self, registrar):
        page = registrar.post("/prechecks/new", {**RULE, "expression": "name is"}).text

        assert "the expression ends here" in page
        assert "(the end)" in page

    @pytest.mark.parametrize("step", ["", "confirm"])
    def test_says_everything_that_is_wrong_at_once(self, registrar, step):
        page = registrar.post("/prechecks/new", {"step": step})

        assert page.status_code == 422
        for message in ("Name the fault", "Choose how much", "Write what is true", "Say how to fix it"):
            assert message in page.text
        assert rule() is None

    def test_refuses_a_title_that_is_there(self, registrar):
        f.APrecheck(title="No Description")

        assert "There is a rule with this title already" in registrar.post("/prechecks/new", RULE).text

    @pytest.mark.parametrize("part", ["title", "fix"])
    def test_shows_what_was_typed_as_text(self, registrar, part):
        preview = registrar.post("/prechecks/new", {**RULE, part: SCRIPT}).text
        registrar.post("/prechecks/new", {**RULE, part: SCRIPT, "step": "confirm"})

        assert SCRIPT not in preview
        assert SCRIPT not in registrar.get("/prechecks").text
        assert "&lt;script&gt;" in registrar.get("/prechecks").text

    def test_strange_text_in_every_part_is_a_plain_refusal(self, registrar):
        odd = dict.fromkeys(RULE, "\u202e\u0430" * 600)

        assert registrar.post("/prechecks/new", odd).status_code == 422

    def test_a_lead_is_told_that_they_may_not(self, web, session):
        browser = web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)

        assert browser.get("/prechecks/new").status_code == 403
        assert browser.post("/prechecks/new", {**RULE, "step": "confirm"}).status_code == 403
        assert rule() is None


class TestChanging:
    def test_shows_the_rule_and_how_it_came_to_be(self, registrar):
        f.APrecheck("description is empty", title="No description", code="no-description")

        page = registrar.get("/prechecks/no-description").text

        assert "description is empty" in page
        assert "Changes so far" in page

    def test_takes_effect_once_it_is_confirmed(self, registrar):
        f.APrecheck(code="no-description")

        shown = registrar.post("/prechecks/no-description", {**RULE, "revision": "1"})
        assert "What the rule would find" in shown.text
        assert rule().title != "No description"

        registrar.post("/prechecks/no-description", {**RULE, "revision": "1", "step": "confirm"})
        assert (rule().title, rule().revision) == ("No description", 2)

    def test_over_a_newer_change_shows_theirs_and_yours_and_keeps_what_was_typed(self, registrar):
        f.APrecheck(code="no-description", title="Theirs", revision=2)

        page = registrar.post("/prechecks/no-description", {**RULE, "revision": "1", "step": "confirm"})

        assert page.status_code == 409
        assert "Somebody else changed this rule after you opened it" in page.text
        assert "Theirs" in page.text
        assert "Describe it in a paragraph." in page.text
        assert 'value="2"' in page.text
        assert rule().title == "Theirs"

    @pytest.mark.parametrize("revision", ["", "-1", "x", "9" * 40, "\u0661"])
    def test_with_a_revision_that_cannot_be_read_is_a_conflict(self, registrar, revision):
        f.APrecheck(code="no-description")

        page = registrar.post("/prechecks/no-description", {**RULE, "revision": revision, "step": "confirm"})

        assert page.status_code == 409

    def test_a_rule_that_is_not_there_is_not_found(self, registrar):
        assert registrar.get("/prechecks/nothing").status_code == 404


class TestSwitching:
    def test_on_shows_what_it_would_find_first(self, registrar):
        f.ATool(name="Live without a description")
        f.APrecheck("description is empty", code="no-description", active=False)

        page = registrar.get("/prechecks/no-description/switch").text
        assert "It fails 1 of 1." in page
        assert "Live without a description" in page
        assert rule().active is False

        answer = registrar.post("/prechecks/no-description/switch", {"revision": "1", "to": "on"})
        assert answer.location == "/prechecks"
        assert rule().active is True

    def test_off_is_one_question(self, registrar):
        f.APrecheck(code="no-description")

        assert "would find" not in registrar.get("/prechecks/no-description/switch").text
        registrar.post("/prechecks/no-description/switch", {"revision": "1", "to": "off"})
        assert rule().active is False

    def test_over_a_newer_change_is_refused(self, registrar):
        f.APrecheck(code="no-description", revision=2)

        answer = registrar.post("/prechecks/no-description/switch", {"revision": "1", "to": "off"})

        assert answer.status_code == 409
        assert rule().active is True

    def test_sent_twice_changes_once(self, registrar):
        f.APrecheck(code="no-description")
        for _ in range(2):
            registrar.post("/prechecks/no-description/switch", {"revision": "1", "to": "off"})

        assert (rule().active, rule().revision) == (False, 2)
        assert db.session.scalar(select(func.count()).select_from(Precheck)) == 1


class TestFromTheFormToTheNextSubmission:
    def test_a_rule_added_by_the_registrar_stops_a_submission_at_once(self, registrar, web, draft):
        registrar.post("/prechecks/new", {**RULE, "step": "confirm"})
        lead = web.sign_in(f.APerson((draft[1], Role.LEAD)).id)
        release = {
            "role": "SIRO",
            "released_on": ["1", "1", "2026"],
            "reference": "SIRO/12",
            "agreed": "y",
        }

        page = lead.post("/tools/draft/submit", release)

        assert page.status_code == 422
        assert "No description. How to fix it: Describe it in a paragraph." in page.text
