"""Registering and drafting in a browser without a screen."""

import pytest
from sqlalchemy import select

from registry.catalogue.models import Revision, Tool, WorkingCopy
from registry.core.db import db
from registry.rules.lifecycles import ToolState
from registry.rules.words import Role, Visibility
from tests import factories as f

ANSWERS = {
    "about": {"name": "Call helper", "summary": "Answers routine calls", "phase": "production"},
    "problem-and-users": {"problems": ["long-101-waits"], "category": "public-contact", "users": ["control-room"]},
    "how-it-works": {"techniques": ["none"], "decider": "person"},
    "data": {"personal_data": "not-sure"},
    "supplier": {"supply": "in-house"},
    "contact": {
        "contact_role": "Innovation lead",
        "contact_mailbox": "team@northmarch.example",
    },
    "sharing": {"visibility": "policing"},
}
SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def copy_of(slug: str) -> WorkingCopy:
    return db.session.scalar(select(WorkingCopy).join(Tool).where(Tool.slug == slug))


@pytest.fixture
def force(session):
    f.Terms()
    return f.AForce()


@pytest.fixture
def contributor(web, force):
    return web.sign_in(f.APerson((force, Role.CONTRIBUTOR)).id)


class TestRegistering:
    def test_twelve_answers_leave_nothing_missing(self, contributor):
        answer = contributor.post("/register", {"name": "Call helper", "summary": "Answers routine calls"})
        assert answer.location == "/tools/call-helper/edit"

        for section, answers in ANSWERS.items():
            revision = copy_of("call-helper").revision
            saved = contributor.post(f"/tools/call-helper/edit/{section}", {**answers, "revision": revision})
            assert saved.status_code == 302, section

        page = contributor.get("/tools/call-helper/edit").text
        assert "missing before it can be submitted" not in page
        assert "lead or an assurer submits it" in page

    def test_a_visitor_is_asked_to_sign_in(self, web, session):
        assert web.get("/register").location.startswith("/sign-in")

    def test_a_reader_is_told_whom_to_ask(self, web, force):
        page = web.sign_in(f.APerson((force, Role.READER)).id).get("/register")

        assert page.status_code == 403
        assert "Ask your force&#39;s lead" in page.text

    def test_what_was_typed_is_kept_when_the_name_is_missing(self, contributor):
        page = contributor.post("/register", {"name": " ", "summary": "A summary of mine"})

        assert page.status_code == 422
        assert "Give it a name." in page.text
        assert "A summary of mine" in page.text

    def test_who_drafts_for_several_organisations_chooses_one(self, web, force):
        other = f.AForce()
        person = f.APerson((force, Role.CONTRIBUTOR), (other, Role.LEAD))

        web.sign_in(person.id).post("/register", {"name": "X", "summary": "Y", "organisation": str(other.id)})

        assert db.session.scalar(select(Tool.owner_id)) == other.id

    def test_sent_twice_makes_one_record(self, contributor):
        contributor.post("/register", {"name": "Call helper", "summary": "Answers"})

        again = contributor.post("/register", {"name": "Call helper", "summary": "Answers"})

        assert again.status_code == 422
        assert "already has a record called" in again.text


class TestASection:
    @pytest.fixture
    def tool(self, force):
        return f.ATool(force, state=ToolState.DRAFT)

    def test_shows_what_is_answered(self, contributor, tool):
        page = contributor.get(f"/tools/{tool.slug}/edit/about").text

        assert tool.name in page
        assert 'value="production" checked' in page

    def test_a_save_may_leave_required_answers_out(self, contributor, tool):
        answers = {"name": tool.name, "summary": "", "revision": 1}

        assert contributor.post(f"/tools/{tool.slug}/edit/about", answers).status_code == 302
        assert "Missing" in contributor.get(f"/tools/{tool.slug}/edit").text

    def test_a_bad_mailbox_is_refused_with_what_was_typed(self, contributor, tool):
        answers = {**ANSWERS["contact"], "contact_mailbox": "not an address", "revision": 1}

        page = contributor.post(f"/tools/{tool.slug}/edit/contact", answers)

        assert page.status_code == 422
        assert "not an address" in page.text
        assert "There is a problem" in page.text

    def test_an_answer_that_is_not_on_the_list_is_refused(self, contributor, tool):
        page = contributor.post(f"/tools/{tool.slug}/edit/how-it-works", {"techniques": ["magic"], "revision": 1})

        assert page.status_code == 422
        assert copy_of(tool.slug).content["techniques"] == ["none"]

    def test_ten_megabytes_are_refused_and_not_sent_back(self, contributor, tool):
        page = contributor.post(
            f"/tools/{tool.slug}/edit/about", {"name": "X", "description": "x" * 10_000_000, "revision": 1}
        )

        assert page.status_code == 422
        assert "Shorten it to 10,000 or fewer" in page.text
        assert len(page.data) < 500_000

    def test_control_characters_do_no_harm(self, contributor, tool):
        saved = contributor.post(
            f"/tools/{tool.slug}/edit/about", {"name": "X", "description": "a\x01b\x1bc\x85", "revision": 1}
        )

        assert saved.status_code == 302
        assert copy_of(tool.slug).content["description"] == "abc"

    def test_a_personal_looking_mailbox_gets_a_hint(self, contributor, tool):
        answers = {**ANSWERS["contact"], "contact_mailbox": "jane.smith@force.example", "revision": 1}
        contributor.post(f"/tools/{tool.slug}/edit/contact", answers)

        page = contributor.get(f"/tools/{tool.slug}/edit/contact").text

        assert "looks like one person" in page

    def test_an_unknown_section_is_not_found(self, contributor, tool):
        assert contributor.get(f"/tools/{tool.slug}/edit/nonsense").status_code == 404

    def test_text_is_escaped_everywhere(self, contributor, web, tool):
        for section, field in (
            ("about", "name"),
            ("about", "summary"),
            ("about", "description"),
            ("lessons", "lessons"),
        ):
            answers = {"name": SCRIPT[:100], field: SCRIPT[:100], "revision": copy_of(tool.slug).revision}
            assert contributor.post(f"/tools/{tool.slug}/edit/{section}", answers).status_code == 302

        for path in ("edit", "edit/about", "edit/lessons", "submit", "review", "withdraw"):
            page = contributor.get(f"/tools/{tool.slug}/{path}").text
            assert "<script>alert" not in page
            assert "<img src=x" not in page


class TestASaveOverANewerRevision:
    @pytest.fixture
    def tool(self, force):
        return f.ATool(force, state=ToolState.DRAFT)

    def test_is_refused_with_both_answers_and_can_be_repeated(self, contributor, tool):
        theirs = {"name": "Theirs", "summary": "Summary of theirs", "phase": "production", "revision": 1}
        yours = {"name": "Yours", "summary": "Summary of yours", "phase": "production", "revision": 1}
        contributor.post(f"/tools/{tool.slug}/edit/about", theirs)

        page = contributor.post(f"/tools/{tool.slug}/edit/about", yours)

        assert page.status_code == 409
        for words in ("Summary of theirs", "Summary of yours", "Save my answers over theirs", 'value="2"'):
            assert words in page.text
        assert copy_of(tool.slug).content["name"] == "Theirs"

        assert contributor.post(f"/tools/{tool.slug}/edit/about", {**yours, "revision": 2}).status_code == 302
        assert copy_of(tool.slug).content["name"] == "Yours"
        kept = [row.content["name"] for row in db.session.scalars(select(Revision).order_by(Revision.number))]
        assert kept[1:] == ["Theirs", "Yours"]

    def test_the_same_answers_sent_twice_are_saved_once(self, contributor, tool):
        answers = {"name": "Once", "summary": "Same", "phase": "production", "revision": 1}
        contributor.post(f"/tools/{tool.slug}/edit/about", answers)

        again = contributor.post(f"/tools/{tool.slug}/edit/about", answers)

        assert again.status_code == 302
        assert copy_of(tool.slug).revision == 2


class TestADraftOfAnotherForce:
    PATHS = ("edit", "edit/about", "submit", "review", "withdraw", "suspend", "restore", "retire", "claim", "evidence")

    @pytest.mark.parametrize("path", PATHS)
    @pytest.mark.parametrize("role", [Role.LEAD, Role.REVIEWER, Role.REGISTRAR, Role.ASSURER])
    def test_does_not_exist(self, web, force, path, role):
        tool = f.ATool(force, state=ToolState.DRAFT, visibility=Visibility.PUBLIC)
        web.sign_in(f.APerson((f.AForce(), role)).id)

        assert web.get(f"/tools/{tool.slug}/{path}").status_code == 404

    @pytest.mark.parametrize(
        "path", ["edit/about", "submit", "withdraw", "suspend", "retire", "draft", "review/publish"]
    )
    @pytest.mark.parametrize("role", [Role.LEAD, Role.REVIEWER, Role.REGISTRAR])
    def test_does_not_exist_for_a_form_either(self, web, force, path, role):
        tool = f.ATool(force, state=ToolState.DRAFT)
        web.sign_in(f.APerson((f.AForce(), role)).id)

        assert web.post(f"/tools/{tool.slug}/{path}", {"reason": "Because", "revision": 1}).status_code == 404


class TestWhatAnOwnerDoesWithARecord:
    @pytest.fixture
    def lead(self, web, force):
        return web.sign_in(f.APerson((force, Role.LEAD)).id)

    def test_a_published_record_is_edited_beside_the_live_one(self, lead, force):
        tool = f.ATool(force)
        assert "Begin a new draft" in lead.get(f"/tools/{tool.slug}/edit").text

        lead.post(f"/tools/{tool.slug}/draft")

        assert (tool.state, tool.version_id is not None) == (ToolState.DRAFT, True)
        assert lead.get(f"/tools/{tool.slug}/edit/about").status_code == 200

    def test_withdrawing_that_draft_leaves_the_record_published(self, lead, force):
        tool = f.ATool(force)
        lead.post(f"/tools/{tool.slug}/draft")
        lead.post(f"/tools/{tool.slug}/edit/about", {"name": "Changed", "revision": 1})
        assert lead.get(f"/tools/{tool.slug}/withdraw").status_code == 200

        lead.post(f"/tools/{tool.slug}/withdraw")

        assert (tool.state, tool.name == "Changed") == (ToolState.PUBLISHED, False)
        assert copy_of(tool.slug).content["name"] == tool.name

    def test_suspending_needs_a_reason(self, lead, force):
        tool = f.ATool(force)

        page = lead.post(f"/tools/{tool.slug}/suspend", {"reason": ""})

        assert (page.status_code, tool.suspended_at) == (422, None)

    def test_a_suspended_record_is_restored_by_its_lead(self, lead, force):
        tool = f.ATool(force)
        answer = lead.post(f"/tools/{tool.slug}/suspend", {"reason": "A name stands in it"})
        page = lead.get(answer.location).text
        assert "A name stands in it" in page

        lead.post(f"/tools/{tool.slug}/restore")

        assert tool.suspended_at is None

    def test_retiring_is_a_page_with_a_reason(self, lead, force):
        tool = f.ATool(force)
        assert lead.get(f"/tools/{tool.slug}/retire").status_code == 200

        lead.post(f"/tools/{tool.slug}/retire", {"reason": "Replaced by a national tool"})

        assert tool.state is ToolState.RETIRED
        assert "Replaced by a national tool" in lead.get(f"/tools/{tool.slug}/edit").text

    def test_the_lead_of_an_origin_claims_it(self, lead, force):
        tool = f.ATool(f.AForce(name="The registry"), from_sources=True)
        f.AnOrigin(tool, force)
        assert lead.get(f"/tools/{tool.slug}/claim").status_code == 200

        answer = lead.post(f"/tools/{tool.slug}/claim")

        assert answer.location == f"/tools/{tool.slug}/edit"
        assert (tool.owner_id, tool.from_sources, tool.state) == (force.id, False, ToolState.DRAFT)
        assert lead.get(answer.location).status_code == 200

    def test_another_lead_is_told_what_to_do(self, lead):
        tool = f.ATool(from_sources=True)

        page = lead.post(f"/tools/{tool.slug}/claim")

        assert page.status_code == 403
        assert "We use this too" in page.text
