"""Filling a draft from what is already written."""

import io

import pytest

from registry.catalogue.models import WorkingCopy
from registry.core.db import db
from registry.rules.lifecycles import ToolState
from registry.rules.words import Role
from tests import factories as f

TEXT = "Problem\nReports wait for days.\n\nBenefits\nUrgent ones are read sooner.\n\n# Favourite\nNothing."


@pytest.fixture
def force(session):
    return f.AForce()


@pytest.fixture
def tool(force):
    return f.ATool(force, ToolState.DRAFT, content={"problem_detail": "Ours stands."})


@pytest.fixture
def address(tool):
    return f"/tools/{tool.slug}/written-up"


@pytest.fixture
def writer(web, force):
    return web.sign_in(f.APerson((force, Role.CONTRIBUTOR)).id)


def copy_of(tool) -> WorkingCopy:
    db.session.expire_all()
    return db.session.get(WorkingCopy, tool.id)


class TestWrittenUp:
    def test_what_goes_where_is_shown_before_anything_is_saved(self, writer, address, tool):
        page = writer.post(address, {"kind": "business-case", "text": TEXT})

        assert page.status_code == 200
        assert "Urgent ones are read sooner." in page.text
        assert "answered already" in page.text
        assert copy_of(tool).revision == 1

    def test_confirmed_answers_are_added_and_marked_and_none_is_overwritten(self, writer, address, tool):
        sent = writer.post(address, {"kind": "business-case", "text": TEXT, "step": "confirm", "revision": "1"})

        copy = copy_of(tool)
        assert sent.status_code == 302
        assert copy.content["benefit_expected"] == "Urgent ones are read sooner."
        assert copy.content["problem_detail"] == "Ours stands."
        assert copy.to_check == {"benefit_expected": "business-case"}

    def test_a_record_saved_meanwhile_is_not_filled(self, writer, address, tool):
        sent = writer.post(address, {"kind": "business-case", "text": TEXT, "step": "confirm", "revision": "7"})

        assert sent.status_code == 409
        assert copy_of(tool).revision == 1

    def test_nothing_to_add_says_so(self, writer, address):
        again = {"kind": "business-case", "text": "Problem\nMine.", "step": "confirm", "revision": "1"}

        page = writer.post(address, again)

        assert page.status_code == 422
        assert "Nothing was added" in page.text

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "Paste the text of the document"),
            ("OFFICIAL-SENSITIVE\nProblem\nA secret.", "Nothing above OFFICIAL"),
            ("x" * 400_001, "more than 400,000 characters"),
        ],
    )
    def test_what_cannot_be_taken_is_refused_with_a_reason(self, writer, address, tool, text, said):
        page = writer.post(address, {"kind": "atrs", "text": text})

        assert page.status_code == 422
        assert said in page.text
        assert copy_of(tool).revision == 1

    @pytest.mark.parametrize(
        ("name", "content", "status", "said"),
        [
            ("case.txt", TEXT.encode(), 200, "Urgent ones are read sooner."),
            ("case.docx", b"PK\x03\x04 not a document", 422, "case.docx"),
            ("case.exe", b"MZ", 422, "Choose a Word"),
        ],
    )
    def test_a_file_is_read_or_refused_by_name(self, writer, address, name, content, status, said):
        page = writer.post(address, {"kind": "business-case", "text": "", "file": (io.BytesIO(content), name)})

        assert page.status_code == status
        assert said in page.text

    def test_ten_megabytes_are_refused_politely(self, writer, address):
        page = writer.post(address, {"kind": "atrs", "text": "x" * 10_000_000})

        assert page.status_code in (413, 422)
        assert len(page.data) < 1_000_000

    def test_nobody_else_may(self, web, address):
        web.sign_in(f.APerson((f.AForce(), Role.LEAD)).id)

        assert web.get(address).status_code == 404
        assert web.post(address, {"kind": "atrs", "text": TEXT}).status_code == 404
