"""Similar tools are shown before a draft is made and before a record is submitted."""

import pytest

from registry.catalogue.models import ReviewStep, Tool
from registry.core.db import db
from registry.rules.lifecycles import ToolState
from registry.rules.words import Role
from tests import factories as f

NAME, SUMMARY = "Moth counting lamp", "Counts moths that gather about the lamps of custody yards."
NEAR = {"name": "Moth counting lamps", "summary": "Counts moths at lamps."}


@pytest.fixture(autouse=True)
def _without_an_index(index_home):
    """What is like it is then read from the database, which knows it at once."""


@pytest.fixture
def theirs(session):
    return f.ATool(f.AForce(), name=NAME, content={"summary": SUMMARY})


@pytest.fixture
def force(session):
    return f.AForce()


@pytest.fixture
def assurer(web, force):
    return web.sign_in(f.APerson((force, Role.LEAD), (force, Role.ASSURER)).id)


class TestRegister:
    def test_a_near_copy_shows_the_tool_before_the_draft_is_made(self, theirs, assurer):
        page = assurer.post("/register", NEAR)

        assert page.status_code == 200
        assert f"/tools/{theirs.slug}/adoption" in page.text
        assert "Register it anyway" in page.text
        assert db.session.query(Tool).count() == 1

    def test_once_seen_it_is_registered_anyway(self, theirs, assurer):
        answer = assurer.post("/register", {**NEAR, "seen": str(theirs.id)})

        assert answer.status_code == 302
        assert db.session.query(Tool).count() == 2

    def test_what_is_typed_is_answered_with_tools_like_it(self, theirs, assurer):
        answer = assurer.get("/similar?name=Moth+counting+lamps&summary=Counts")

        assert answer.json["ids"] == [theirs.id]
        assert "Same title but for one letter" in answer.json["html"]
        assert answer.headers["Cache-Control"] == "private, no-store"

    def test_a_hidden_tool_is_not_hinted_at(self, session, assurer):
        f.ATool(f.AForce(), name=NAME, visibility="named", content={"summary": SUMMARY})

        answer = assurer.get("/similar?name=Moth+counting+lamps").json

        assert (answer["said"], answer["ids"], answer["html"].strip()) == ("", [], "")
        assert assurer.post("/register", NEAR).status_code == 302

    def test_a_visitor_signs_in_first(self, session, web):
        assert web.get("/similar?name=Moth").location.startswith("/sign-in")


class TestSubmit:
    @pytest.fixture
    def mine(self, force):
        return f.ATool(force, ToolState.DRAFT, name="Moth counting lamps", content={"summary": SUMMARY})

    def sent(self, browser, mine, **answers):
        return browser.post(f"/tools/{mine.slug}/submit", {"agreed": "y", **answers})

    def test_the_tool_that_is_there_is_shown_again(self, theirs, mine, assurer):
        page = assurer.get(f"/tools/{mine.slug}/submit").text

        assert "Tools like it" in page
        assert "Is it the same tool?" in page

    def test_whoever_does_not_say_is_asked(self, theirs, mine, assurer):
        page = self.sent(assurer, mine)

        assert page.status_code == 422
        assert "Say whether it is the same tool" in page.text

    def test_a_different_tool_goes_to_review_and_its_reviewer_reads_why(self, theirs, mine, assurer):
        assert self.sent(assurer, mine, same="different", difference="Ours counts bats.").status_code == 302

        step = db.session.query(ReviewStep).filter_by(tool_id=mine.id, verb="submit").one()
        assert step.comment == "Ours counts bats."

    def test_the_same_tool_leads_to_recording_its_adoption(self, theirs, mine, assurer):
        assert self.sent(assurer, mine, same="same").location == f"/tools/{theirs.slug}/adoption"

    def test_nothing_is_asked_where_nothing_is_like_it(self, mine, assurer):
        assert "Is it the same tool?" not in assurer.get(f"/tools/{mine.slug}/submit").text
        assert self.sent(assurer, mine).status_code == 302


@pytest.mark.parametrize("path", ["/register", "submit"])
def test_a_question_that_is_not_asked_leaves_no_trace(session, assurer, force, path):
    mine = f.ATool(force, ToolState.DRAFT, name=NAME, content={"summary": SUMMARY})

    page = assurer.get(path if path.startswith("/") else f"/tools/{mine.slug}/{path}").text

    assert "None" not in page.partition("<form class")[2].partition("</form>")[0]
